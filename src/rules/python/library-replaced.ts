import { defineRule, type RemedyFacts } from "../rule.js";
import { evidenceOf } from "../shared/evidence.js";
import { sameFile } from "../shared/files.js";
import { isAfter, subjectOf } from "../shared/times.js";
import { libraryDeleted } from "./library-deleted.js";

/** What the last start has written into the log of a version, where the file of today is of another: `mod_wsgi/4.9.4`. */
function otherAtStart(start: string | undefined, name: string, today: string | undefined): string[] {
  const said = start
    ?.split(" ")
    .find((word) => word.startsWith(`${name}/`))
    ?.slice(name.length + 1);
  if (said === undefined || today === undefined) return [];
  // Either may leave out the last place.
  const same = `${said}.`.startsWith(`${today}.`) || `${today}.`.startsWith(`${said}.`);
  return same ? [] : [`${name}/${said} and not ${today}`];
}

/** Whether the maps of all processes are known, and none has the file: what is new is no replacement then. */
function isOfNone(facts: RemedyFacts, file: string): boolean {
  const [module, library = []] = [facts["wsgi.module_mapped"], facts["python.library.mapped"]];
  return (
    module !== undefined &&
    [...module, ...library].every((each) => sameFile(facts["files.names"], each, file) === false)
  );
}

/** Whether any login sees that the running server has loaded mod_wsgi; undefined where nothing tells. */
function hasModule(facts: RemedyFacts): boolean | undefined {
  const { "log.last_start": start, "processes.daemon_sockets": sockets = 0 } = facts;
  if (facts["wsgi.module_mapped"] !== undefined || sockets > 0) return true;
  return start === undefined ? undefined : start.includes("mod_wsgi/");
}

/** What was enabled since may never have been loaded: installing it makes it newer than the processes as well. */
const isConfiguredSince = (facts: RemedyFacts, reloaded: string) =>
  [facts["processes.config_changed"], facts["processes.includes_changed"]].some(
    (changed) => changed !== undefined && isAfter(changed, reloaded),
  );

/** What any login can see of python/library-deleted, which needs the maps of Apache's processes. */
export const libraryReplaced = defineRule({
  id: "python/library-replaced",
  severity: "warning",
  title: "mod_wsgi or the Python library was replaced after the running processes were started",
  why: libraryDeleted.why,
  remedy: libraryDeleted.remedy,
  needs: ["processes.reloaded", "processes.library_changed"],
  uses: [
    "python.library.deleted",
    "python.library.mapped",
    "wsgi.module_mapped",
    "files.names",
    "processes.library_touched",
    "processes.config_changed",
    "processes.includes_changed",
    "processes.daemon_sockets",
    "log.last_start",
    "wsgi.version",
    "python.library.version",
  ],
  judge(facts) {
    const [changed, reloaded] = [facts["processes.library_changed"], facts["processes.reloaded"]];
    if (facts["python.library.deleted"] === true || isOfNone(facts, subjectOf(changed))) return [];
    const runs = hasModule(facts);
    if (runs === false) return [];
    if (isAfter(changed, reloaded)) {
      if (runs === undefined && isConfiguredSince(facts, reloaded))
        return {
          because: `${subjectOf(changed)} and the configuration are newer than the processes, and nothing tells whether these have loaded it`,
        };
      return [
        {
          message: `${subjectOf(changed)} is newer than the processes`,
          evidence: evidenceOf(facts, "processes.library_changed", "processes.reloaded"),
        },
      ];
    }
    const touched = facts["processes.library_touched"];
    // The maps of the processes show the very file: a change time does not count then.
    if (facts["python.library.deleted"] === false) return [];
    if (touched === undefined || !isAfter(touched, reloaded)) return [];
    const start = facts["log.last_start"];
    const other = [
      ...otherAtStart(start, "mod_wsgi", facts["wsgi.version"]),
      ...otherAtStart(start, "Python", facts["python.library.version"]),
    ];
    if (other.length === 0)
      return {
        because: `${subjectOf(touched)} got a new change time, as by a copy over it, and as by a hard link or chmod`,
      };
    return [
      {
        message: `${subjectOf(touched)} was changed, and the last start named ${other.join(", ")}`,
        evidence: evidenceOf(
          facts,
          "log.last_start",
          "wsgi.version",
          "python.library.version",
          "processes.library_touched",
          "processes.reloaded",
        ),
      },
    ];
  },
});
