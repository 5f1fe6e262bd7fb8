import { defineRule, type Rule } from "../rule.js";
import { evidenceOf } from "./evidence.js";

/** A way in which httpd refuses its configuration, with a remedy of its own: `apache/config-broken` takes the rest. */
export interface Refusal extends Rule {
  /** Whether it is what httpd says; `wsgi` is the fact `modules.wsgi`, `there` says that the file that it names was read. */
  matches(message: string, wsgi: string | undefined, there: boolean): boolean;
  /** Whatever Apache's environment is: none makes a module be there, or be another file. */
  anyhow?: true;
}

export const NO_START =
  "httpd -t fails, and so will the next start or restart: a reboot takes the server down, whatever runs now.";

export const messageOf = (error: string | undefined) => error ?? "httpd -t fails";

export const isUnknownDirective = (message: string) => /Invalid command '(WSGI\w+)'/i.test(message);

/** A library that only LD_LIBRARY_PATH finds, or a variable: where Apache's own are not known, they may be there. */
export const mayBeOurs = (
  message: string,
  environment: string | undefined,
  refusal: { anyhow?: true | undefined } | undefined,
) =>
  (environment === undefined || environment === "none") &&
  (message.includes("${") || (/Cannot load/.test(message) && !refusal?.anyhow));

/** Whether the module that httpd complains of could be read as a file. */
export const isThere = (message: string, module: string | undefined, digest: string | undefined): boolean =>
  module !== undefined && digest !== undefined && message.includes(`${module}: `);

export const defineRefusal = ({
  matches,
  anyhow,
  ...info
}: Pick<Refusal, "id" | "title" | "why" | "remedy" | "reference" | "matches" | "anyhow">): Refusal => ({
  matches,
  ...(anyhow && { anyhow }),
  ...defineRule({
    ...info,
    severity: "error",
    needs: ["apache.config_ok"],
    uses: [
      "apache.config_error",
      "apache.config_file",
      "modules.wsgi",
      "apache.environment",
      "wsgi.module_path",
      "wsgi.module_sha256",
    ],
    judge(facts) {
      const message = messageOf(facts["apache.config_error"]);
      if (facts["apache.config_ok"] || mayBeOurs(message, facts["apache.environment"], { anyhow })) return [];
      const there = isThere(message, facts["wsgi.module_path"], facts["wsgi.module_sha256"]);
      return matches(message, facts["modules.wsgi"], there)
        ? [{ message, evidence: evidenceOf(facts, "apache.config_file", "apache.config_error") }]
        : [];
    },
  }),
});
