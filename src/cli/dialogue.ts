import { forTerminal } from "../report/escape.js";
import { overheard } from "../transport/overheard.js";
import type { Transport } from "../transport/session.js";
import type { System } from "./io.js";

export const VERBOSE_FLAGS = "-v, --verbose";
export const VERBOSE_HELP =
  "show on standard error, step by step, what is said to each host and by it; no secrets";

/** The transport; with `-v` one that tells each step on standard error, with the seconds since the first. */
export function told<T extends Transport>(
  transport: T,
  verbose: boolean,
  { stderr }: Pick<System, "stderr">,
): T {
  if (!verbose) return transport;
  const start = Date.now();
  return overheard(transport, (host, line) => {
    const seconds = ((Date.now() - start) / 1000).toFixed(2);
    stderr.write(`${forTerminal(`${host} ${seconds} ${line}`)}\n`);
  });
}
