import { PassThrough } from "node:stream";
import type { Io } from "../../src/cli/io.js";
import { main } from "../../src/cli/main.js";

/** The program with that command line, and what it writes. */
export async function runProgram(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    streams[name].on("data", (chunk) => {
      written[name] += chunk;
    });
  }
  const io = { ...streams, env, on: () => {}, off: () => {} } as unknown as Io;
  const code = await main(["node", "wsgi-audit", ...words], io);
  return { code, ...written };
}
