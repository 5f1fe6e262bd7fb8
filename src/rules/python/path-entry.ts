import { defineRule } from "../rule.js";

export const pathEntry = defineRule({
  id: "python/path-entry",
  severity: "warning",
  title: "python-path= names a directory that gives this Python nothing",
  why: "It stands first in sys.path all the same: what the application imports is missing, or comes from elsewhere, or is an extension of another Python that does not load.",
  remedy:
    "Name the directory that holds the packages of the Python that runs, lib/pythonX.Y/site-packages of an environment made with it; better, name the environment itself with python-home=, and with python-path= only your own source.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/virtual-environments.html",
  needs: ["python.paths"],
  judge(facts) {
    const entries = facts["python.paths"];
    const offences = entries
      .filter(({ problem }) => problem !== null && problem !== "")
      .map(({ path, source, problem }) => ({
        message: `${path}: ${problem}`,
        evidence: `${path} (${source}): ${problem}`,
      }));
    const unseen = entries.find(({ problem }) => problem === null);
    return unseen && offences.length === 0
      ? { because: `the login could not look into ${unseen.path}` }
      : offences;
  },
});
