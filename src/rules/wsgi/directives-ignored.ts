import { defineRule } from "../rule.js";
import { perSystem } from "../shared/systems.js";

export const directivesIgnored = defineRule({
  id: "wsgi/directives-ignored",
  severity: "warning",
  title: "WSGI directives stand in a section that does not hold, because mod_wsgi is not loaded",
  why: "httpd starts without a word, and answers for the application with 404 or with its source.",
  remedy: perSystem({
    debian: "Run a2enmod wsgi, and take the <IfModule> away so that its absence is an error.",
    otherwise:
      "Load mod_wsgi before it with LoadModule wsgi_module, and take the <IfModule> away so that its absence is an error.",
  }),
  reference: "https://httpd.apache.org/docs/2.4/mod/core.html#ifmodule",
  needs: ["wsgi.ignored_directives"],
  judge(facts) {
    const hidden = facts["wsgi.ignored_directives"];
    return hidden.length === 0
      ? []
      : [{ message: `${hidden.length} of them, such as ${hidden[0]}`, evidence: hidden.join("\n") }];
  },
});
