import type { ShadowedModule } from "../../checks/applications/import-facts.js";
import { defineRule } from "../rule.js";
import { inCommand, restarted } from "../shared/control.js";
import { pipsOf } from "../shared/environments.js";
import { evidenceOf } from "../shared/evidence.js";
import { firstOf } from "../shared/first-of.js";

const MOST = 3;

/** What hardly any package of a web application imports, and many a project has of its own by that name. */
const RARELY_WANTED = new Set([
  ...["antigravity", "audiodev", "cProfile", "cgitb", "chunk", "cmd", "code", "colorsys", "compileall"],
  ...["curses", "dbm", "distutils", "ensurepip", "fileinput", "formatter", "graphlib", "idlelib", "imp"],
  ...["lib2to3", "mailbox", "modulefinder", "parser", "pipes", "profile", "pydoc_data", "sched", "shelve"],
  ...["statistics", "symbol", "tabnanny", "test", "this", "timeit", "tkinter", "trace", "turtle"],
  ...["turtledemo", "venv", "wave", "webbrowser", "zipapp"],
]);

const isWanted = ({ module }: ShadowedModule) => !RARELY_WANTED.has(module);

/** The file, or the directory of a package. */
const placeOf = ({ file }: ShadowedModule) => file.replace(/\/__init__\.py$/, "");

const isInstalled = (file: string) => /\/(?:site|dist)-packages\//.test(file);

/** Of a file its new name beside it. */
function renamed(found: readonly ShadowedModule[]): string[] {
  return found.flatMap((each) => {
    const place = isInstalled(each.file) ? undefined : inCommand(placeOf(each));
    return place === undefined ? [] : `mv ${place} ${place.replace(/\/([^/]*)$/, "/own_$1")}`;
  });
}

export const moduleShadowed = defineRule({
  id: "python/module-shadowed",
  severity: "warning",
  title: "A file on a search path comes before a module of the standard library",
  why: "Packages import modules of the standard library by their names, and get the first of that name on sys.path: with another in its place they fail, with attributes that are missing or imports that go round in a circle. What Python had loaded before is not touched, which hangs on its version and on the order of imports.",
  remedy: (os, facts) => {
    const found = (facts["wsgi.shadowed_modules"] ?? []).filter(isWanted);
    const moves = renamed(found);
    const pips = pipsOf(
      found.map(({ file }) => file),
      "uninstall",
    );
    const rename = `Give what is the project's own another name, and change its imports${moves.length > 0 ? `: ${moves.join(" && ")}` : ""}.`;
    const uninstall = `Uninstall what a package has brought, as this Python has it itself${pips.length > 0 ? `: ${pips.join(", ")} and the name of the package` : ""}.`;
    const parts = [
      ...(found.some(({ file }) => !isInstalled(file)) ? [rename] : []),
      ...(found.some(({ file }) => isInstalled(file)) ? [uninstall] : []),
    ];
    return [...(parts.length > 0 ? parts : [rename, uninstall]), restarted(os, facts)].join(" ");
  },
  reference: "https://docs.python.org/3/tutorial/modules.html#the-module-search-path",
  needs: ["wsgi.shadowed_modules"],
  uses: ["python.library.version"],
  judge(facts) {
    const found = facts["wsgi.shadowed_modules"].filter(isWanted);
    if (found.length === 0) return [];
    const pairs = found.map(({ file, library }) => `${file} before ${library}`);
    return [
      {
        message: `on the search path stand${pairs.length === 1 ? "s" : ""} ${firstOf(pairs, MOST)}`,
        evidence: evidenceOf(facts, "wsgi.shadowed_modules", "python.library.version"),
        actual: [...new Set(found.map(({ module }) => module))].sort().join(", "),
      },
    ];
  },
});
