import { defineDirectoryRule } from "../shared/directory.js";

export const homeNotAccessible = defineDirectoryRule("python home", {
  id: "python/home-not-accessible",
  title: "The user of the process may not enter its Python home",
  why: "Python does not find its library: processes die with \"No module named 'encodings'\", or packages are missing.",
  remedy:
    "Move the environment out of the home directory (to /srv or /opt), or let the user enter each directory above it: chmod o+x, or an access control list.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/virtual-environments.html",
});
