import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeWordsIn, read, rowsOf } from "../support/documents.js";
import { directory } from "../support/world.js";
import { LESS_COMMON, type Mishap, MOST_COMMON, pathWithoutSudo, settingsOf } from "./common.js";
import type { Server } from "./fault.js";
import { ENVIRONMENT, ended, inventoryOf, startProgram } from "./program.js";

const WITHOUT_INVENTORY = "there is no inventory.yaml here";

/** Rows of a table `message -> what to do`, the message without its marks of code. */
const adviceOf = (document: string) =>
  rowsOf(read(document), ["message", "what to do"]).map(([message = "", advice = ""]) => ({
    message: message.replace(/^`|`$/g, ""),
    /** What the row tells the reader to set or to run. */
    words: codeWordsIn(advice),
  }));

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const pattern = (message: string) => new RegExp(message.split("…").map(escaped).join(".*"));

/** The lines of a text report that are about a host: what happened, and what helps. */
function linesAbout(report: string, host: string): string {
  const lines = report.split("\n");
  const at = lines.findIndex((line) => line.startsWith(`  ${host}  `));
  // A message and its hint take as many lines as the width wants, each further in than the host's name.
  const end = lines.findIndex((line, index) => index > at && !line.startsWith("    "));
  return lines
    .slice(at, end)
    .map((line) => line.trim())
    .join(" ");
}

describe.each([
  ["README.md", MOST_COMMON],
  ["docs/failures.md", LESS_COMMON],
])("messages of %s", (document, mishaps) => {
  const rows = adviceOf(document).filter(({ message }) => message !== WITHOUT_INVENTORY);
  const nameOf = (message: string) => `host${Object.keys(mishaps).indexOf(message)}`;
  let servers: Server[] = [];
  let report = "";

  async function startHost([message, mishap]: [string, Mishap]) {
    const server = await mishap.start();
    servers.push(server);
    const { hostKey } = mishap;
    return {
      name: nameOf(message),
      port: server.port,
      settings: settingsOf(mishap),
      ...(hostKey !== undefined && { hostKey }),
    };
  }

  beforeAll(async () => {
    servers = [];
    const hosts = await Promise.all(Object.entries(mishaps).map(startHost));
    const inventory = inventoryOf(hosts);
    const run = await ended(
      startProgram(["run", "-i", inventory, "--no-ssh-config"], { PATH: pathWithoutSudo() }),
    );
    expect(run.stderr).toBe("");
    report = run.stdout;
  });
  afterAll(() => Promise.all(servers.map((server) => server.close?.())));

  it("have a host each that brings them about", () => {
    expect(rows.map(({ message }) => message)).toEqual(Object.keys(mishaps));
  });

  it.each(rows)(
    "$message: it is said, of that host alone, with the advice of its row",
    ({ message, words }) => {
      const said = linesAbout(report, nameOf(message));
      expect(said).toMatch(pattern(message));
      for (const word of words) expect(said).toContain(word);
      const others = Object.keys(mishaps).filter((other) => other !== message);
      expect(others.filter((other) => pattern(message).test(linesAbout(report, nameOf(other))))).toEqual([]);
    },
  );
});

it("the README has the ten most common messages, and the first one is of no host", async () => {
  const rows = adviceOf("README.md");
  expect(rows).toHaveLength(10);
  expect(rows[0]).toEqual({ message: WITHOUT_INVENTORY, words: ["-i"] });
  const empty = join(directory, "empty");
  mkdirSync(empty);
  const run = await ended(startProgram(["run"], ENVIRONMENT, empty));
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(WITHOUT_INVENTORY);
  expect(run.stderr).toContain("-i names another inventory");
});
