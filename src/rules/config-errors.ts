import type { KnownFacts, Rule } from "./rule.js";
import { defineRule, evidenceOf } from "./rule.js";
import { perSystem } from "./systems.js";

/** What httpd says of a configuration that it refuses, with a remedy of its own. */
interface Complaint extends Pick<Rule, "id" | "title" | "why" | "remedy" | "reference"> {
  matches(message: string, facts: KnownFacts): boolean;
}

const NO_START =
  "httpd -t fails, and so will the next start or restart: a reboot takes the server down, whatever runs now.";

const unknownDirective = (message: string) => /Invalid command '(WSGI\w+)'/i.test(message);

const complaints: readonly Complaint[] = [
  {
    id: "wsgi/module-missing",
    title: "WSGI directives stand in the configuration, and mod_wsgi is not loaded",
    why: NO_START,
    remedy: perSystem({
      debian: "Install libapache2-mod-wsgi-py3 and run a2enmod wsgi.",
      redhat:
        "Install python3-mod_wsgi (mod_wsgi before RHEL 8); its file in conf.modules.d holds the LoadModule.",
      otherwise: "Add LoadModule wsgi_module before the first WSGI directive.",
    }),
    reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/quick-installation-guide.html",
    matches: (message, facts) => unknownDirective(message) && facts["modules.wsgi"] === "absent",
  },
  {
    id: "wsgi/unknown-directive",
    title: "The installed mod_wsgi does not know a directive or an option",
    why: `${NO_START} Releases add and remove some: 6.0 has no WSGILazyInitialization and no New Relic options, older ones lack what was added later.`,
    remedy:
      "Remove what this release does not have, or stand it in <IfModule> and <IfVersion>; or install the release that the configuration was written for.",
    reference: "https://modwsgi.readthedocs.io/en/latest/release-notes.html",
    matches: (message, facts) =>
      (unknownDirective(message) && facts["modules.wsgi"] !== "absent") ||
      /Invalid option to WSGI/.test(message),
  },
  {
    id: "wsgi/daemon-name-twice",
    title: "Two WSGIDaemonProcess have the same name",
    why: `${NO_START} It is what a copy of a virtual host for HTTPS brings about, such as certbot makes.`,
    remedy:
      "Define the group once, in one of the virtual hosts, and name it with WSGIProcessGroup in both; they must have the same ServerName.",
    reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIDaemonProcess.html",
    matches: (message) => /Name duplicates previous WSGI daemon/.test(message),
  },
  {
    id: "apache/module-dangling",
    title: "A LoadModule names a file that cannot be loaded",
    why: `${NO_START} Upgrades of a distribution leave links to modules behind that are not installed any more.`,
    remedy: perSystem({
      debian: "Run a2dismod for the module that is gone, or install its package for this release.",
      otherwise: "Remove the LoadModule line, or install the module for this httpd.",
    }),
    reference: "https://httpd.apache.org/docs/2.4/mod/mod_so.html#loadmodule",
    // The file itself: a library that it needs is named in the second place otherwise.
    matches: (message) =>
      /Cannot load (?:\S*\/)?([^/\s]+) into server: (?:\S*\/)?\1: cannot open shared object/.test(message),
  },
  {
    id: "apache/accept-mutex-syntax",
    title: "The accept mutex is set in a way that this httpd does not take",
    why: `${NO_START} AcceptMutex and LockFile ended with 2.2; the event MPM has no mutex of the name mpm-accept.`,
    remedy:
      "Use Mutex MECHANISM mpm-accept with prefork and worker, and nothing with event; WSGIAcceptMutex is another one.",
    reference: "https://httpd.apache.org/docs/2.4/mod/core.html#mutex",
    matches: (message) =>
      /Invalid command '(AcceptMutex|LockFile)'/i.test(message) || /mpm-accept/.test(message),
  },
];

const isRefused = (facts: KnownFacts) => facts["apache.config_ok"] === false;

const messageOf = (facts: KnownFacts) => String(facts["apache.config_error"] ?? "httpd -t fails");

const ruleOf = ({ matches, ...info }: Complaint): Rule =>
  defineRule({
    ...info,
    severity: "error",
    needs: ["apache.config_ok"],
    uses: ["apache.config_error", "apache.config_file", "modules.wsgi", "apache.environment"],
    judge: (facts) =>
      isRefused(facts) && matches(messageOf(facts), facts) && !mayBeOurs(facts)
        ? [
            {
              message: messageOf(facts),
              evidence: evidenceOf(facts, "apache.config_file", "apache.config_error"),
            },
          ]
        : [],
  });

/** A library that only LD_LIBRARY_PATH finds, or a variable: where Apache's own are not known, they may be there. */
const mayBeOurs = (facts: KnownFacts) =>
  facts["apache.environment"] === "none" && /Cannot load|\$\{/.test(messageOf(facts));

/** Refusals that say what to do; each stands for `apache/config-broken`, which takes the rest. */
export const configErrors: readonly Rule[] = complaints.map(ruleOf);

export const configBroken = defineRule({
  id: "apache/config-broken",
  severity: "error",
  title: "httpd refuses its configuration",
  why: "The next start or restart fails, and what runs now is the last thing that will: a reboot takes the server down.",
  remedy:
    "Correct what the message names, and check with httpd -t (apache2ctl configtest) before the next reload.",
  reference: "https://httpd.apache.org/docs/2.4/programs/httpd.html",
  needs: ["apache.config_ok"],
  uses: ["apache.config_error", "apache.config_file", "apache.environment", "apache.running", "modules.wsgi"],
  judge(facts) {
    const message = messageOf(facts);
    if (!isRefused(facts)) return [];
    if (mayBeOurs(facts)) return { because: `without Apache's environment, which is not known: ${message}` };
    // Below /run it is gone after a boot, and the start-up script makes it anew.
    if (facts["apache.running"] !== true && message.includes("DefaultRuntimeDir must be a valid directory"))
      return { because: `it does not run, and what starts it makes this directory: ${message}` };
    if (complaints.some(({ matches }) => matches(message, facts))) return [];
    return [{ message, evidence: evidenceOf(facts, "apache.config_file", "apache.config_error") }];
  },
});
