import { defineRule } from "../rule.js";

export const userSite = defineRule({
  id: "python/user-site",
  severity: "info",
  title: "Packages of a user's ~/.local come before those of the system",
  why: "pip install --user of whoever a process runs as goes there, and Python puts it in front of what the distribution installed: an upgrade of the system's package changes nothing, and another user sees other packages.",
  remedy:
    "Give the application a virtual environment with python-home= (WSGIPythonHome for embedded mode), and install its packages there; then remove what is in ~/.local, if nothing else needs it.",
  reference: "https://docs.python.org/3/library/site.html#site.USER_SITE",
  needs: ["files.user_sites"],
  judge: (facts) =>
    facts["files.user_sites"].map((each) => ({ message: each, evidence: `files.user_sites: ${each}` })),
});
