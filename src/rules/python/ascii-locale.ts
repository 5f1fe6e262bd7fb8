import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { perSystem } from "../shared/systems.js";

const ASCII = /^(ascii|us-ascii|ansi_x3\.4.*|646)$/i;
const OPTION = "or lang=C.UTF-8 locale=C.UTF-8 to WSGIDaemonProcess";

export const asciiLocale = defineRule({
  id: "python/ascii-locale",
  severity: "warning",
  title: "Python decodes files and file names as ASCII",
  why: "open() and uploads with a name beyond ASCII raise UnicodeEncodeError, in the server only: a shell has another locale.",
  remedy: perSystem({
    debian: `Set LANG=C.UTF-8 in /etc/apache2/envvars (a line is there to be uncommented), ${OPTION}.`,
    otherwise: `Set LANG=C.UTF-8 where Apache is started, ${OPTION}.`,
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
