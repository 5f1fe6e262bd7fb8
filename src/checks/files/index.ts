import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import {
  absent,
  defineCheck,
  denied,
  type FactsOf,
  gapsFor,
  type ParseInput,
  records,
  valueIn,
} from "../check.js";
import { daemonsIn } from "../config/daemons.js";
import { config } from "../config/index.js";
import { library } from "../library/index.js";
import { lineOf, partOf, whyEmpty } from "../sections.js";
import { isOpenToAll, parentsOf } from "./access.js";
import { type Account, type Listing, readAccount, readLabels, readListing } from "./listing.js";
import { type Problem, problemsOf, textIn, usesOf } from "./uses.js";

const needs = [config, library] as const;

type Known = ParseInput<typeof needs>["known"];

const facts = {
  "files.problems": {
    label: "Unusable directories",
    description:
      "Python homes, working directories and socket directories that the user of the process cannot use; problem is null where the login could not see",
    type: records<Problem>(),
    source: "`ls -ldn` of the directories and those above, `id` of the users",
    example: [
      {
        what: "python home",
        path: "/home/deploy/venv",
        user: "www-data",
        problem: "www-data may not enter /home/deploy (drwx------ 1000:1000)",
      },
    ],
  },
  "files.world_writable": {
    label: "World-writable",
    description:
      "Scripts, configuration, modules and homes, or directories above them, that any user may replace",
    type: "list",
    source: "`ls -ldn` of the files and the directories above",
    example: ["/srv/wsgi/truth.wsgi"],
  },
  "files.socket_path": {
    label: "Longest socket path",
    description: "Length in bytes of the longest path of a daemon's socket; the system takes 107",
    type: "number",
    source:
      "`WSGISocketPrefix` in `httpd -t -D DUMP_CONFIG`, else in the files; mod_wsgi's own part is added",
    example: 53,
  },
  "files.user_sites": {
    label: "User packages",
    description:
      "Directories of ~/.local of users whose processes import from there, before the system's packages, as PATH (USER)",
    type: "list",
    source: "`ls -ldn` of ~/.local/lib/pythonX.Y/site-packages, `id` of the users",
    example: ["/var/www/.local/lib/python3.11/site-packages (www-data)"],
  },
  "files.selinux": {
    label: "SELinux",
    description: "enforcing, permissive or off",
    type: "string",
    source: "`/sys/fs/selinux/enforce`",
    example: "enforcing",
  },
  "files.labels": {
    label: "Labels",
    description:
      "Scripts, homes and module with an SELinux type that httpd may not read by policy, as PATH TYPE",
    type: "list",
    source: "the files, listed by ls with `-ldZ`",
    example: ["/srv/wsgi/truth.wsgi user_home_t"],
  },
} as const;

/** Types that the policy keeps from httpd: homes of people, and what nobody labelled. */
const FOREIGN_TYPE = /^(user_home|user_home_dir|admin_home|home_root|default|unlabeled|tmp|user_tmp|mnt)_t$/;

/** mod_wsgi adds process, generation and number of the group to the prefix. */
const SUFFIX = ".4194304.999.99.sock".length;

function socketPath(known: Known): number | Gap {
  const prefix = textIn(known, "wsgi.socket_prefix");
  if (prefix === "") return absent("no WSGISocketPrefix: the built-in one is short");
  const root = prefix.startsWith("/") ? "" : `${textIn(known, "apache.server_root")}/`;
  return Buffer.byteLength(`${root}${prefix}`) + SUFFIX;
}

function labels(section: Section, listing: Listing): string[] | Gap {
  if (!partOf(section, "labels")) return absent("SELinux does not enforce anything");
  const above = new Set(listing.paths.flatMap(parentsOf));
  return [...readLabels(section)]
    .filter(([path, type]) => FOREIGN_TYPE.test(type) && !above.has(path))
    .map(([path, type]) => `${path} ${type}`)
    .sort();
}

/**
 * Packages below the home of a user of processes without a configured home: a virtual environment keeps them out. Those
 * of another version are not looked for.
 */
function userSites(
  listing: Listing,
  known: Known,
  accountOf: (name: string) => Account | undefined,
): string[] {
  if (textIn(known, "python.home") !== "") return [];
  const version = textIn(known, "python.library.version");
  const users = new Set([
    textIn(known, "apache.user"),
    ...daemonsIn(known).flatMap(({ user, python_home }) => (python_home === null && user ? [user] : [])),
  ]);
  const listed = new Set(listing.paths);
  return [...users].flatMap((user) => {
    const home = user === "" ? undefined : accountOf(user)?.home;
    const site = `${home}/.local/lib/python${version}/site-packages`;
    return home !== undefined && version !== "" && listed.has(site) ? [`${site} (${user})`] : [];
  });
}

const MODES: ReadonlyMap<string, string> = new Map([
  ["1", "enforcing"],
  ["0", "permissive"],
]);

function openToAll(listing: Listing): string[] {
  return listing.paths
    .filter((path) => {
      const entry = listing.entry(path);
      return typeof entry !== "string" && isOpenToAll(entry);
    })
    .sort();
}

function parse({ section, known }: ParseInput<typeof needs>): FactsOf<typeof facts> {
  const listing = readListing(section);
  if (listing.paths.length === 0)
    return gapsFor(
      facts,
      whyEmpty(section, "listing", "the configuration names no files that could be read"),
    );
  const accounts = new Map<string, Account | undefined>();
  const accountOf = (name: string) => {
    if (!accounts.has(name)) accounts.set(name, readAccount(section, name));
    return accounts.get(name);
  };
  const user = valueIn(known, "apache.user");
  return {
    "files.problems":
      typeof user === "string"
        ? problemsOf(usesOf(section, known, accountOf), section)
        : denied("the user of Apache is not known"),
    "files.world_writable": openToAll(listing),
    "files.socket_path": socketPath(known),
    "files.user_sites": userSites(listing, known, accountOf),
    "files.selinux": MODES.get(lineOf(section, "selinux") ?? "") ?? "off",
    "files.labels": labels(section, listing),
  };
}

export const files = defineCheck({
  id: "files",
  title: "Files and permissions",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 15,
  keeps: "LISTED",
  facts,
  parse,
});
