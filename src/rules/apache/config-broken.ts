import { refusals } from "../refusals.js";
import { defineRule } from "../rule.js";
import { configtest } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { isThere, mayBeOurs, messageOf } from "../shared/refusal.js";

export const configBroken = defineRule({
  id: "apache/config-broken",
  severity: "error",
  title: "httpd refuses its configuration",
  why: "The next start or restart fails, and what runs now is the last thing that will: a reboot takes the server down.",
  remedy: (os, facts) =>
    `Correct what the message names, and check it before the next reload: ${configtest(os, facts)}.`,
  reference: "https://httpd.apache.org/docs/2.4/programs/httpd.html",
  needs: ["apache.config_ok"],
  uses: [
    "apache.config_error",
    "apache.config_file",
    "apache.environment",
    "apache.running",
    "modules.wsgi",
    "wsgi.module_path",
    "wsgi.module_sha256",
  ],
  judge(facts) {
    const message = messageOf(facts["apache.config_error"]);
    if (facts["apache.config_ok"]) return [];
    const there = isThere(message, facts["wsgi.module_path"], facts["wsgi.module_sha256"]);
    const refusal = refusals.find(({ matches }) => matches(message, facts["modules.wsgi"], there));
    if (mayBeOurs(message, facts["apache.environment"], refusal))
      return { because: `without Apache's environment, which is not known: ${message}` };
    // Below /run it is gone after a boot, and the start-up script makes it anew.
    if (facts["apache.running"] !== true && message.includes("DefaultRuntimeDir must be a valid directory"))
      return { because: `it does not run, and what starts it makes this directory: ${message}` };
    if (refusal) return [];
    return [{ message, evidence: evidenceOf(facts, "apache.config_file", "apache.config_error") }];
  },
});
