import { defineRule, type RemedyFacts } from "../rule.js";
import { configDirectory, restarted } from "../shared/control.js";
import { evidenceOf } from "../shared/evidence.js";
import { perSystem } from "../shared/systems.js";

const ASCII = /^(ascii|us-ascii|ansi_x3\.4.*|646)$/i;

/** Where the environment of the server is set decides; a group may have its own. */
const localeSet = (where: string) => (os: string, facts: RemedyFacts) =>
  `Set LANG=C.UTF-8 ${where}, or add lang=C.UTF-8 locale=C.UTF-8 to WSGIDaemonProcess. ${restarted(os, facts)}`;

export const asciiLocale = defineRule({
  id: "python/ascii-locale",
  severity: "warning",
  title: "Python decodes files and file names as ASCII",
  why: "open() and uploads with a name beyond ASCII raise UnicodeEncodeError, in the server only: a shell has another locale.",
  remedy: perSystem({
    debian: (os, facts) =>
      localeSet(`in ${configDirectory(facts) ?? "/etc/apache2"}/envvars in the place of LANG=C`)(os, facts),
    otherwise: localeSet("where Apache is started"),
  }),
  reference:
    "https://docs.djangoproject.com/en/stable/howto/deployment/wsgi/modwsgi/#fixing-unicodeencodeerror-for-file-uploads",
  needs: ["probe.preferred_encoding", "probe.filesystem_encoding"],
  judge: (facts) =>
    ASCII.test(facts["probe.preferred_encoding"]) || ASCII.test(facts["probe.filesystem_encoding"])
      ? [
          {
            message: `text is ${facts["probe.preferred_encoding"]}, file names are ${facts["probe.filesystem_encoding"]}`,
            evidence: evidenceOf(facts, "probe.preferred_encoding", "probe.filesystem_encoding"),
          },
        ]
      : [],
});
