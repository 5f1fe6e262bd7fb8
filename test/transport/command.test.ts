import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createCommandTransport } from "../../src/transport/command.js";
import { COMMAND, type Target } from "../../src/transport/session.js";
import { directory, failureOf, open, run, target } from "../support/world.js";

const transport = createCommandTransport({ PATH: `${directory}:${process.env.PATH}`, HOME: directory });
afterAll(() => transport.close());

const by = (...command: string[]): Target => target(22, { command });
const opened = (...command: string[]) => open(by(...command), { transport });
const failure = (...command: string[]) => failureOf(opened(...command));
const script = (text: string, command = COMMAND) => ({ command, stdin: `{ ${text}\n}\n` });

describe("a command in the place of SSH", () => {
  it.each([
    ["dash", ["sh", "-s"]],
    ["bash", ["bash", "-s"]],
    ["bash that reads start-up files", ["bash", "-l"]],
    ["busybox", ["busybox", "sh", "-s"]],
    ["another shell before sh", ["bash", "-c", "echo welcome; echo to you >&2; exec sh -s"]],
    ["output that comes in pieces", ["sh", "-c", "sh -s | dd bs=1 2>/dev/null"]],
  ])("runs the script in the shell that is there: %s", async (_, command) => {
    const { stdout, exit } = await run(await opened(...command), script("echo one; echo two; exit 0"));
    expect(stdout).toMatch(/^one\ntwo\n$/);
    expect(exit).toEqual({ code: 0 });
  });

  it("asks as root where that is asked for", async () => {
    writeFileSync(join(directory, "sudo"), '#!/bin/sh\nshift\necho as root\nexec "$@"\n', { mode: 0o755 });
    const { stdout } = await run(
      await opened("sh", "-s"),
      script("echo script; exit 0", "exec sudo -n sh -s"),
    );
    expect(stdout).toBe("as root\nscript\n");
  });

  it("gives each word to the program as it is, whatever a shell would make of it", async () => {
    const words = ["$(touch made)", "`touch made`", "a b", "*", "'", '"', ";touch made", "\\", "-n", "ü", ""];
    const session = await opened(
      "sh",
      "-c",
      'for word; do printf "<%s>" "$word"; done >&2; exec sh -s',
      "x",
      ...words,
    );
    const { stderr } = await run(session, script("exit 0"));
    expect(stderr).toBe(words.map((word) => `<${word}>`).join(""));
    expect(existsSync("made")).toBe(false);
  });

  it("is no connection before a shell has answered: says why in the program's own words", async () => {
    expect(
      await failure("sh", "-c", "echo first >&2; echo 'no such pod: \x1b[31mx' >&2; exit 3"),
    ).toMatchObject({
      stage: "dial",
      code: "no-shell",
      message: "sh ended with exit status 3, before a shell answered: no such pod:  [31mx",
      hint: expect.stringMatching(/^try it: echo 'uname -a' \| sh -c '/),
    });
    expect(await failure("/bin/false")).toMatchObject({
      message: "false ended with exit status 1, before a shell answered",
    });
    expect(await failure("no-such-program", "x")).toMatchObject({
      code: "internal",
      message: "cannot run no-such-program: there is no such program on PATH",
    });
    expect(await failure("sh", "-c", "kill -9 $$")).toMatchObject({
      message: expect.stringContaining("ended by signal SIGKILL"),
    });
  });

  it("is given up where it talks without end, or says nothing", async () => {
    expect(await failure("yes")).toMatchObject({ code: "abuse" });
    expect(await failure("sh", "-c", "yes >&2")).toMatchObject({ code: "abuse" });
    const silent = target(22, { command: ["sleep", "3600"], connectTimeoutMs: 300 });
    expect(await failureOf(open(silent, { transport }))).toMatchObject({ stage: "dial", code: "timeout" });
  });

  it("does not forward", async () => {
    const session = await opened("sh", "-s");
    await expect(session.forward({ host: "localhost", port: 80 }, 1000)).rejects.toThrow(/one channel/);
    await session.close();
  });
});
