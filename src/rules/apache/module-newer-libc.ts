import { defineRefusal, NO_START } from "../shared/refusal.js";

/** Only of the C library: other libraries may be found elsewhere by LD_LIBRARY_PATH. */
const LIBC = /version [`'"]?GLIBC_[\d.]+['"`]? not found|version GLIBC_\S+ required by/;

export const moduleNewerLibc = defineRefusal({
  id: "apache/module-newer-libc",
  title: "A module was built on a newer system",
  why: `${NO_START} It asks for a version of a library that this system does not have: a file that was copied from a newer host, or left behind by one.`,
  remedy:
    "Build the module on this host, or on one as old as it, or install the package of this release; the C library itself cannot be exchanged.",
  reference: "https://modwsgi.readthedocs.io/en/latest/user-guides/installation-issues.html",
  anyhow: true,
  matches: (message) => LIBC.test(message),
});
