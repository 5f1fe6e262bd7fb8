import { defineRule } from "../rule.js";

export const worldWritable = defineRule({
  id: "apache/world-writable",
  severity: "error",
  title: "Any user may replace what Apache runs",
  why: "Whoever has a login, or a hole in another service, puts code there that runs with the rights of Apache's daemons, or of root.",
  remedy: "chmod o-w, and look at what the files hold now.",
  reference: "https://httpd.apache.org/docs/2.4/misc/security_tips.html#serverroot",
  needs: ["files.world_writable"],
  judge: (facts) =>
    facts["files.world_writable"].map((path) => ({
      message: `${path} is writable by everybody`,
      evidence: `files.world_writable: ${path}`,
    })),
});
