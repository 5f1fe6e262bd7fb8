import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { InventoryError } from "../../base/errors.js";
import { AnsibleDataError } from "./data.js";
import { parseJson } from "./dynamic.js";

const LONGEST_MS = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;
/** As much of its complaints as is told. */
const MOST_STDERR = 500;

/** Asks an inventory program. Rejects with an InventoryError unless it prints a JSON object and ends well. */
export async function askProgram(file: string, ...args: string[]): Promise<ReadonlyMap<unknown, unknown>> {
  const output = await run(file, args);
  const command = [file, ...args].join(" ");
  // Older programs print nothing for a host without variables.
  if (args[0] === "--host" && output.trim() === "") return new Map();
  try {
    const answer = parseJson(output);
    if (answer instanceof Map) return answer;
  } catch (error) {
    if (error instanceof AnsibleDataError) throw new InventoryError(`\`${command}\`: ${error.message}`, file);
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new InventoryError(`\`${command}\` does not print a JSON object`, file);
}

function run(file: string, args: string[]): Promise<string> {
  const options = { timeout: LONGEST_MS, killSignal: "SIGKILL", maxBuffer: MOST_BYTES } as const;
  return new Promise((done, fail) => {
    const child = execFile(resolve(file), args, options, (error, stdout, stderr) => {
      if (error === null) done(stdout);
      else fail(new InventoryError(complaint([file, ...args].join(" "), error, stderr), file));
    });
    child.stdin?.end();
  });
}

function complaint(
  command: string,
  error: { code?: unknown; killed?: boolean; signal?: unknown },
  stderr: string,
) {
  const said = stderr
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(-MOST_STDERR);
  const after = said === "" ? "" : `: ${said}`;
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `\`${command}\` prints too much`;
  if (error.killed) return `\`${command}\` does not end within ${LONGEST_MS / 1000} seconds${after}`;
  const why =
    typeof error.code === "number" ? `exit status ${error.code}` : String(error.code ?? error.signal);
  return `\`${command}\` failed (${why})${after}`;
}
