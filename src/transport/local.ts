import { spawn } from "node:child_process";
import { checkArgument, object } from "../base/arguments.js";
import { ForwardError } from "../base/errors.js";
import { converse, leave, terminate } from "./child.js";
import { interrupted } from "./limit.js";
import { commandOf, type Transport } from "./session.js";

/** The variables that a login would have. The auditor's own stay out: they may hold secrets. */
const INHERITED = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LD_LIBRARY_PATH"];

/** The machine that the auditor runs on, as the user who runs it, without SSH. */
export function createLocalTransport(environment: NodeJS.ProcessEnv = process.env): Transport {
  checkArgument("createLocalTransport: environment", environment, object);
  const env = Object.fromEntries(
    INHERITED.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])),
  );
  return {
    name: "local",
    async open(target, { signal }) {
      if (signal.aborted) throw interrupted("exec");
      const child = spawn("sh", ["-c", commandOf(target)], {
        env,
        detached: true,
        stdio: ["pipe", "pipe", "pipe"],
      });
      const end = () => terminate(child);
      signal.addEventListener("abort", end, { once: true });
      const failed = new Promise<never>((_resolve, reject) => child.once("error", reject));
      failed.catch(() => {});
      return {
        connection: { transport: "local" },
        exec: (request) =>
          Promise.race([
            failed,
            converse(child, request, () => (signal.aborted ? interrupted("exec") : undefined), signal),
          ]),
        forward: async () => {
          throw new ForwardError("prohibited", "there is no connection to forward through");
        },
        close: async () => {
          signal.removeEventListener("abort", end);
          leave(child);
        },
      };
    },
    close: async () => {},
  };
}
