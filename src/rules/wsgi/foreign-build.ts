import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { sameFile } from "../shared/files.js";

export const foreignBuild = defineRule({
  id: "wsgi/foreign-build",
  severity: "warning",
  title: "mod_wsgi was built for another httpd than the one that loads it",
  why: "Paths of the other httpd are built in, and structures may differ: undefined symbols, sockets where nobody may write, or a crash.",
  remedy:
    "Build it with the apxs of this httpd: APXS=/path/to/apxs pip install --force-reinstall --no-binary :all: mod_wsgi.",
  reference: "https://pypi.org/project/mod-wsgi/",
  needs: ["wsgi.built_for", "apache.binary"],
  uses: ["files.names"],
  judge(facts) {
    const [built, binary] = [facts["wsgi.built_for"], facts["apache.binary"]];
    const same = sameFile(facts["files.names"], built, binary);
    if (same === undefined) return { because: `whether ${built} and ${binary} are one program is not known` };
    if (same) return [];
    return [
      {
        message: `built for ${built}, loaded by ${binary}`,
        evidence: evidenceOf(facts, "wsgi.built_for", "apache.binary"),
      },
    ];
  },
});
