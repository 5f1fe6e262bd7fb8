import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  asOfAnyNight,
  letDaysPass,
  type ScriptedFleet,
  startScriptedFleet,
  type Told,
} from "../support/scripted-fleet.js";
import { cronLine, shipped } from "../support/shipped-lines.js";

const UNIT = shipped("systemd/wsgi-audit.service");
const unitLine = (directory: string) =>
  (/^ExecStart=\/usr\/local\/bin\/(.*)$/m.exec(UNIT)?.[1] ?? "")
    .replace("/etc/wsgi-audit", directory)
    .replaceAll("${STATE_DIRECTORY}", join(directory, "state"));
/** Exit codes that do not make the unit fail. */
const QUIET = [0, ...(/^SuccessExitStatus=(.*)$/m.exec(UNIT)?.[1] ?? "").split(" ").map(Number)];

const HOSTS = ["web01", "web02", "web03", "web07", "batch3", "edge1", "db1"];

describe("the shipped cron line, night for night", () => {
  let fleet: ScriptedFleet;
  beforeAll(async () => {
    fleet = await startScriptedFleet(HOSTS);
    fleet.name(HOSTS.filter((name) => name !== "edge1"));
  });
  afterAll(() => fleet?.close());

  /** One more night passes; both alarm alike: mail where output is, and a unit that fails. */
  async function night(): Promise<Told> {
    for (const history of ["cron", "state/history"]) await letDaysPass(join(fleet.directory, history));
    const mail = await fleet.sh(cronLine(fleet.directory));
    const unit = await fleet.sh(unitLine(fleet.directory));
    expect(unit.code).toBe(mail.code);
    // A minute may end between the two.
    const withoutTime = (text: string) => text.replaceAll(/ \d\d:\d\d UTC/g, "");
    expect(withoutTime(unit.stdout)).toBe(withoutTime(mail.stdout));
    expect(!QUIET.includes(Number(unit.code))).toBe(mail.stdout !== "");
    return mail;
  }
  const expectMail = async (name: string, code: number) => {
    const { stdout, ...rest } = await night();
    expect(rest).toEqual({ code, stderr: "" });
    await expect(asOfAnyNight(stdout, fleet.directory)).toMatchFileSnapshot(`expected/${name}.txt`);
  };

  it("first tells all that is wrong", () => expectMail("night-1", 3));

  it("then is quiet while nothing changes", async () => {
    expect(await night()).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("tells who fell silent, and what is new and gone", async () => {
    await fleet.stop("web02");
    fleet.replay("web03", "venv-mismatch");
    fleet.replay("web07", "bookworm");
    await expectMail("night-3", 5);
  });

  it("does not tell again what lasts, and is not well either", async () => {
    expect(await night()).toEqual({ code: 4, stdout: "", stderr: "" });
  });

  it("tells of another value, of a new host and of one that is no longer asked, and of who is silent still", async () => {
    fleet.change("web01", "4.9.4", "4.9.5");
    fleet.name(HOSTS.filter((name) => name !== "db1"));
    await expectMail("night-5", 5);
  });

  it("reminds of who is silent once a week", async () => {
    for (const history of ["cron", "state/history"]) await letDaysPass(join(fleet.directory, history), 4);
    await expectMail("night-10", 5);
    expect(await night()).toEqual({ code: 4, stdout: "", stderr: "" });
  });

  it("tells who answers again, and then is quiet and well", async () => {
    await fleet.start("web02");
    await expectMail("night-12", 3);
    expect(await night()).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});
