import { defineRule } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";

export const mountSlash = defineRule({
  id: "wsgi/mount-slash",
  severity: "warning",
  level: "application",
  title: "A mount ends with a slash, and what it leads to does not",
  why: "httpd puts what comes after the mount right behind the target: below it every request looks for a file of another name and is answered with 404, and so is the mount without its slash.",
  remedy:
    "Take the slash from the end of the mount: WSGIScriptAlias /app /srv/app.wsgi. For a directory of scripts write both with one: WSGIScriptAlias /dir/ /srv/scripts/.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIScriptAlias.html",
  needs: ["app.kind", "app.mount", "app.script"],
  uses: ["app.declared_at"],
  judge(facts) {
    const [kind, mount, script] = [facts["app.kind"], facts["app.mount"], facts["app.script"]];
    const literal = kind === "script-alias" || kind === "handler";
    // The root is taken by mod_wsgi as if it had none.
    if (!literal || mount.length < 2 || !mount.endsWith("/") || script.endsWith("/")) return [];
    return [
      {
        message: `${mount}x is looked for as ${script}x: the slash at the end of ${mount} is missing from ${script}`,
        evidence: evidenceOf(facts, "app.declared_at", "app.mount", "app.script"),
      },
    ];
  },
});
