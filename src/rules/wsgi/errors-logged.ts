import type { LogMessages } from "../../checks/log/index.js";
import { defineRule } from "../rule.js";

const MEANING: ReadonlyMap<string, string> = new Map([
  ["python-start", "Python did not start"],
  ["import", "an import failed"],
  ["script", "a script could not be loaded"],
  ["truncated-headers", "a daemon process ended before it had answered (truncated response headers)"],
  ["timeout", "requests ran into a time limit"],
  ["no-connection", "Apache could not connect to a daemon process"],
  ["crash", "a process ended by a signal"],
]);

const told = ({ kind, detail, count, last }: LogMessages): string =>
  `${MEANING.get(kind)}${detail === "" ? "" : `: ${detail}`}: ${count} times${last === "" ? "" : `, last at ${last}`}`;

export const errorsLogged = defineRule({
  id: "wsgi/errors-logged",
  severity: "info",
  title: "The error log tells of failures of WSGI applications",
  why: "The server itself has said so; when, and how often, tells whether it still does.",
  remedy:
    "Read the log around that time: the lines before the message name the script and the reason. What was mended since goes with the next rotation of the log.",
  reference:
    "https://modwsgi.readthedocs.io/en/latest/user-guides/debugging-techniques.html#apache-error-log-files",
  needs: ["log.messages"],
  judge: (facts) =>
    facts["log.messages"]
      .filter(({ kind }) => MEANING.has(kind))
      .map((each) => ({ message: told(each), evidence: `${each.log}: ${told(each)}` })),
});
