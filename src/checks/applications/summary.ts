import { groupBy } from "../../base/group-by.js";
import type { Gap } from "../../model/fact.js";
import { type ApplicationRow, type FactsOf, failed, isGap, records } from "../check.js";
import type { ByteCode, ForeignExtension, NeededLibrary } from "../packages/extensions.js";
import type { LibraryClash } from "./clashes.js";
import type { facts as applicationFacts } from "./facts.js";
import type { ShadowedModule } from "./import-facts.js";

/** A record of the fact `wsgi.shared_interpreters`. */
export interface SharedInterpreter {
  /** "" for embedded mode. */
  process_group: string;
  /** "" for the main interpreter. */
  application_group: string;
  /** The first three of them. */
  scripts: string;
  count: number;
}

const facts = {
  "wsgi.used_groups": {
    label: "Used groups",
    description: "Daemon process groups that some application runs in",
    type: "list",
    source:
      "app.process_group of all applications: `WSGIProcessGroup` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: ["truth"],
  },
  "wsgi.modes": {
    label: "Modes",
    description: "embedded, daemon, or both: how the applications run",
    type: "list",
    source:
      "app.mode of all applications: `WSGIProcessGroup` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: ["daemon", "embedded"],
  },
  "wsgi.shared_interpreters": {
    label: "Shared interpreters",
    description: "Interpreters that different scripts run in, and how many; a script by two names is one",
    type: records<SharedInterpreter>(),
    source:
      "groups and script files of all applications: `WSGIScriptAlias` and its kin in `httpd -t -D DUMP_CONFIG`, else in the files",
    example: [
      {
        process_group: "shared",
        application_group: "",
        scripts: "/srv/blog/blog.wsgi, /srv/shop/shop.wsgi",
        count: 2,
      },
    ],
  },
  "wsgi.foreign_extensions": {
    label: "Foreign extensions",
    description:
      "Extension modules on the search path of some application that Python does not load, as app.foreign_extensions, once each",
    type: records<ForeignExtension>(),
    source: "app.foreign_extensions of all applications: names of `*.so` files, by `find`",
    example: [
      {
        directory: "/srv/venv/lib/python3.11/site-packages",
        tags: "cpython-39-x86_64-linux-gnu",
        module: "lxml/etree",
        files: 1,
      },
    ],
  },
  "wsgi.missing_libraries": {
    label: "Missing libraries",
    description:
      "Libraries that extension modules on the search path of some application need and that are not found, or are of another Python, as app.missing_libraries, once each",
    type: records<NeededLibrary>(),
    source: "app.missing_libraries of all applications: NEEDED of `*.so` files, and the list of the loader",
    example: [
      {
        directory: "/srv/venv/lib/python3.11/site-packages",
        file: "MySQLdb/_mysql.cpython-311-x86_64-linux-gnu.so",
        library: "libmysqlclient.so.20",
        found: "not found",
      },
    ],
  },
  "wsgi.refused_byte_code": {
    label: "Refused byte code",
    description:
      "Byte code in the place of a source, on the search path of some application, that another Python made: those of app.byte_code of which the import fails, once each",
    type: records<ByteCode>(),
    source: "app.byte_code of all applications: names of `*.pyc` files, by `find`, and their beginnings",
    example: [
      {
        directory: "/srv/venv/lib/python3.11/site-packages",
        module: "shop/__init__",
        made_for: "another Python",
        imported: "refused",
      },
    ],
  },
  "wsgi.shadowed_modules": {
    label: "Shadowed standard library",
    description:
      "Modules on the search path of some application before those of the standard library that have the same name, as app.shadowed_modules, once each",
    type: records<ShadowedModule>(),
    source:
      "app.shadowed_modules of all applications: names of modules, and `__init__.py` of packages, on their app.search_path",
    example: [{ module: "random", file: "/srv/shop/random.py", library: "/usr/lib/python3.11/random.py" }],
  },
  "wsgi.library_clashes": {
    label: "Library clashes",
    description:
      "What packages on the search path of some application bring in another build than httpd loads, as app.library_clashes, once each",
    type: records<LibraryClash>(),
    compared: false,
    source:
      "app.library_clashes of all applications: `LD_DEBUG` in `httpd -t`, and names of files below `*.libs`",
    example: [
      {
        family: "OpenSSL",
        httpd: "/lib/x86_64-linux-gnu/libcrypto.so.3",
        bundled: "/srv/venv/lib/python3.11/site-packages/psycopg2_binary.libs/libcrypto-3cda8a5e.so.3",
      },
    ],
  },
} as const;

type Row = ApplicationRow<typeof applicationFacts>;

/** What asks the live server, by the answer or by the name that the documentation gives it: it is no project. */
const isObserver = ({ facts: of }: Row): boolean =>
  !isGap(of["app.observed_url"]) || /\/observe\.wsgi$/.test(isGap(of["app.script"]) ? "" : of["app.script"]);

/** Interpreters that several script files are loaded into by requests, as far as the configuration decides it. */
function sharedInterpreters(rows: readonly Row[]): SharedInterpreter[] {
  const served = rows
    .filter((row) => !isObserver(row))
    .flatMap(({ facts: of }) => {
      const [group, interpreter] = [of["app.process_group"], of["app.application_group"]];
      const script = of["app.script_file"];
      const open = isGap(group) || isGap(interpreter) || isGap(script);
      return open || of["app.reachable"] === false ? [] : [{ group, interpreter, script }];
    });
  const groups = groupBy(served, ({ group, interpreter }) => JSON.stringify([group, interpreter]));
  return [...groups.values()].flatMap((each) => {
    const scripts = [...new Set(each.map(({ script }) => script))].sort();
    const [{ group, interpreter } = { group: "", interpreter: "" }] = each;
    if (scripts.length < 2) return [];
    const shown = scripts.slice(0, 3).join(", ");
    return [{ process_group: group, application_group: interpreter, scripts: shown, count: scripts.length }];
  });
}

/** The values of all rows; where one of them is open, so is the whole. */
function distinct(
  rows: readonly ApplicationRow<typeof applicationFacts>[],
  id: "app.process_group" | "app.mode",
): string[] | Gap {
  const values = new Set<string>();
  for (const row of rows) {
    const value = row.facts[id];
    if (isGap(value)) return failed(`${row.id}: ${value.reason}`);
    values.add(value);
  }
  return [...values].sort();
}

/** Records of all rows, once each. Where nothing is known of one, and of the others nothing is found, that is open. */
function together<R extends object>(all: readonly (readonly R[] | Gap)[]): R[] | Gap {
  const found = new Map<string, R>();
  for (const each of all) if (!isGap(each)) for (const one of each) found.set(JSON.stringify(one), one);
  const open = all.find(isGap);
  return found.size === 0 && open ? open : [...found.values()];
}

const refused = (code: readonly ByteCode[] | Gap) =>
  isGap(code) ? code : code.filter(({ imported }) => imported === "refused");

function of(rows: readonly ApplicationRow<typeof applicationFacts>[]): FactsOf<typeof facts> {
  const groups = distinct(rows, "app.process_group");
  return {
    "wsgi.used_groups": isGap(groups) ? groups : groups.filter((name) => name !== ""),
    "wsgi.modes": distinct(rows, "app.mode"),
    "wsgi.shared_interpreters": sharedInterpreters(rows),
    "wsgi.foreign_extensions": together(rows.map((row) => row.facts["app.foreign_extensions"])),
    "wsgi.missing_libraries": together(rows.map((row) => row.facts["app.missing_libraries"])),
    "wsgi.refused_byte_code": together(rows.map((row) => refused(row.facts["app.byte_code"]))),
    "wsgi.shadowed_modules": together(rows.map((row) => row.facts["app.shadowed_modules"])),
    "wsgi.library_clashes": together(rows.map((row) => row.facts["app.library_clashes"])),
  };
}

export const summary = { facts, of };
