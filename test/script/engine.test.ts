import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { absent, type Check } from "../../src/checks/check.js";
import { processesWith, runChecks, shells } from "../support/shells.js";
import { until } from "../support/until.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A check of one line of shell. */
function check(id: string, shell: string, options: Partial<Check> = {}): Check {
  const file = join(directory, `${id}-${Math.abs(hash(shell))}.sh`);
  writeFileSync(file, `# shellcheck shell=sh\ncollect_${id}() {\n${shell}\n}\n`);
  const facts = {
    [`${id}.x`]: { label: "x", description: "x", type: "string" as const, source: "`true`", example: "x" },
  };
  const parse = () => ({ [`${id}.x`]: absent("not parsed here") });
  const collect = pathToFileURL(file);
  return { id, title: id, level: "host", needs: [], collect, seconds: 5, facts, parse, ...options };
}

const hash = (text: string) =>
  [...text].reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) | 0, 7);

let runs = 0;
/** What all that a run has started can be told by. */
const own = () => ({ MARKER: join(directory, `${++runs}.run`) });

/** Waits until nothing is there that was started with this environment. */
const untilGone = ({ MARKER }: { MARKER: string }) => until(() => processesWith(MARKER).length === 0);

// Most of them wait, for other shells than one another.
describe.concurrent.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "the script under %s",
  (_name, shell) => {
    it("frames sections and parts with status, standard error apart", async () => {
      const one = check("one", "part good printf 'a\\nb'\npart bad sh -c 'echo oops >&2; exit 7'\nreturn 3");
      const { transcript, code } = await runChecks(shell, [one, check("two", "echo plain")]);
      expect(code).toBe(0);
      expect(transcript).toMatchObject({ complete: true, noise: "" });
      expect(transcript.sections).toMatchObject([
        {
          check: "one",
          status: 3,
          parts: [
            { name: "good", stdout: "a\nb", stderr: "", status: 0 },
            { name: "bad", stdout: "", stderr: "oops\n", status: 7 },
          ],
        },
        { check: "two", status: 0, parts: [{ name: "", stdout: "plain\n" }] },
      ]);
    });

    it("records the login's LD_LIBRARY_PATH and runs without it", async () => {
      const environment = { LD_LIBRARY_PATH: "/opt/login/lib" };
      const shown = check(
        "shown",
        'echo "$LOGIN_LD_LIBRARY_PATH"; sh -c \'echo "${LD_LIBRARY_PATH-unset}"\'',
      );
      const { transcript } = await runChecks(shell, [shown], { environment });
      expect(transcript.sections[0]?.parts[0]?.stdout).toBe("/opt/login/lib\nunset\n");
    });

    it("says of a host without awk that its installations could not be looked at", async () => {
      const withoutAwk = `
        have() { [ "$1" != awk ]; }
        read_installation() { :; }
        collect_discovery() { echo path; }`;
      const bare = check("discovery", "", { collect: { shell: withoutAwk }, keeps: "DISCOVERY" });
      const below = check("below", "echo not asked", { level: "installation" });
      const { transcript } = await runChecks(shell, [bare, below]);
      expect(transcript.sections[1]).toMatchObject({
        ...{ check: "below", installation: 1, status: 127 },
        parts: [{ stdout: "", stderr: "there is no awk on this host\n" }],
      });
    });

    it("ends a section that hangs, with its children, and goes on", async () => {
      const environment = own();
      const hanging = check("hanging", "echo before; sh -c 'sleep 3600 & sleep 3600; :'; echo never", {
        seconds: 1,
      });
      const { transcript } = await runChecks(shell, [hanging, check("after", "echo here")], {
        environment,
      });
      expect(transcript.sections).toMatchObject([
        { check: "hanging", status: 124, timedOut: true, parts: [{ stdout: "before\n" }] },
        { check: "after", status: 0, parts: [{ stdout: "here\n" }] },
      ]);
      expect(transcript.complete).toBe(true);
      await untilGone(environment);
    });

    it("dies with everything it started when the connection ends, even what ignores TERM", async () => {
      const environment = own();
      const stubborn = check("stubborn", "trap '' TERM; echo begun; sh -c 'trap \"\" TERM; sleep 3600; :'", {
        seconds: 3600,
      });
      const { transcript } = await runChecks(shell, [stubborn], { hangUpOn: "begun", environment });
      expect(transcript.complete).toBe(false);
      await untilGone(environment);
    });

    it("dies with what starts one process after the other meanwhile", async () => {
      const environment = own();
      const busy = "sh -c 'i=0; while [ $i -lt 300 ]; do sleep 3600 & i=$((i + 1)); done; echo all; wait'";
      const restless = check("restless", `trap '' TERM; echo begun; ${busy}`, { seconds: 3600 });
      const { transcript } = await runChecks(shell, [restless], { hangUpOn: "begun", environment });
      expect(transcript.complete).toBe(false);
      await untilGone(environment);
    });

    it("ends itself when its time is over, though the connection stays", async () => {
      const environment = own();
      const slow = check("slow", "sleep 3600", { seconds: 3600 });
      const { transcript } = await runChecks(shell, [slow], { seconds: 1, environment });
      expect(transcript.complete).toBe(false);
      await untilGone(environment);
    });

    it("leaves no process behind when all goes well", async () => {
      const environment = own();
      const quick = Array.from({ length: 20 }, (_, index) => check(`quick${index}`, "echo 1"));
      const { transcript } = await runChecks(shell, quick, { environment });
      expect(transcript.complete).toBe(true);
      await untilGone(environment);
    });
  },
);
