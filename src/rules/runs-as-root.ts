import { defineRule, evidenceOf } from "../rule.js";

export const runsAsRoot = defineRule({
  id: "wsgi/runs-as-root",
  severity: "error",
  level: "application",
  title: "An application runs as root",
  why: "Any fault of it, and of every package that it imports, is a fault with all rights on the host.",
  remedy: "Give the server a User, or the daemon group user= and group=, of an account without rights.",
  reference: "https://modwsgi.readthedocs.io/en/latest/configuration-directives/WSGIDaemonProcess.html",
  needs: ["app.user"],
  uses: ["app.mount", "app.declared_at", "app.process_group"],
  judge: (facts) =>
    ["root", "#0", "0"].includes(String(facts["app.user"]))
      ? [
          {
            message: `${facts["app.mount"] ?? "it"} runs as ${facts["app.user"]}`,
            evidence: evidenceOf(facts, "app.user", "app.process_group", "app.declared_at"),
          },
        ]
      : [],
});
