import type { Application } from "../../apache-config/applications.js";
import { isUndecided } from "../../apache-config/undecided.js";
import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { absent, denied, type KnownOf, valueIn } from "../check.js";
import type { config } from "../config/index.js";
import { fileProblem } from "../files/access.js";
import { readAccount, readListing } from "../files/listing.js";

const NO_FILE = /[*$]|\/$/;

/** Tells of each application why its script cannot be read; Apache looks for the file, the process loads it. */
export function scriptProblems(
  section: Section | undefined,
  known: KnownOf<readonly [typeof config]>,
): (app: Application) => string | Gap {
  if (!section) return () => absent("the files were not looked at");
  const listing = readListing(section);
  const apache = valueIn(known, "apache.user");
  return (app) => {
    if (NO_FILE.test(app.script) || app.script === "") return absent("the URL decides which file it is");
    if (isUndecided(app.user)) return absent(app.user.undecided);
    const names = [...new Set([typeof apache === "string" ? apache : app.user, app.user])];
    const accounts = names.map((name) => readAccount(section, name));
    const problems = accounts.map((account) => account && fileProblem(listing, app.script, account));
    const found = problems.find((problem) => problem);
    return (
      found ?? (problems.includes(undefined) ? denied("the login may not see the file or its owner") : "")
    );
  };
}
