import { defineRule, type Rule } from "../rule.js";
import { evidenceOf } from "./evidence.js";

/** A way in which httpd refuses its configuration, with a remedy of its own: `apache/config-broken` takes the rest. */
export interface Refusal extends Rule {
  /** Whether it is what httpd says; `wsgi` is the fact `modules.wsgi`. */
  matches(message: string, wsgi: string | undefined): boolean;
}

export const NO_START =
  "httpd -t fails, and so will the next start or restart: a reboot takes the server down, whatever runs now.";

export const messageOf = (error: string | undefined) => error ?? "httpd -t fails";

export const isUnknownDirective = (message: string) => /Invalid command '(WSGI\w+)'/i.test(message);

/** A library that only LD_LIBRARY_PATH finds, or a variable: where Apache's own are not known, they may be there. */
export const mayBeOurs = (message: string, environment: string | undefined) =>
  environment === "none" && /Cannot load|\$\{/.test(message);

export const defineRefusal = ({
  matches,
  ...info
}: Pick<Refusal, "id" | "title" | "why" | "remedy" | "reference" | "matches">): Refusal => ({
  matches,
  ...defineRule({
    ...info,
    severity: "error",
    needs: ["apache.config_ok"],
    uses: ["apache.config_error", "apache.config_file", "modules.wsgi", "apache.environment"],
    judge(facts) {
      const message = messageOf(facts["apache.config_error"]);
      if (facts["apache.config_ok"] || mayBeOurs(message, facts["apache.environment"])) return [];
      return matches(message, facts["modules.wsgi"])
        ? [{ message, evidence: evidenceOf(facts, "apache.config_file", "apache.config_error") }]
        : [];
    },
  }),
});
