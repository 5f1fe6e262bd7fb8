import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DaemonGroup } from "../../../src/checks/config/daemons.js";
import { directoryProblem, fileProblem } from "../../../src/checks/files/access.js";
import { askerIn } from "../../../src/checks/files/elsewhere.js";
import { readIdentity, whoIs } from "../../../src/checks/files/identity.js";
import type { Section } from "../../../src/model/snapshot.js";
import { sectionOf as sectionFrom } from "../../support/section.js";
import { shared } from "../../support/shared-shell.js";

const able = process.getuid?.() === 0 && spawnSync("setpriv", ["--version"]).status === 0;

const GROUPS = [2001, 2002, 2003, 2004];
const [FIRST = 0] = GROUPS;

/** A daemon group of the configuration, and whether its user's first group lists the user besides. */
const daemons = fc.record({
  uid: fc.constantFrom(1001, 1002),
  group: fc.option(fc.constantFrom(...GROUPS), { freq: 6 }),
  supplementary: fc.option(fc.uniqueArray(fc.constantFrom(...GROUPS), { minLength: 1 }), { freq: 1 }),
  memberships: fc.uniqueArray(fc.constantFrom(...GROUPS.slice(1))),
  listed: fc.boolean(),
});
type Daemon = typeof daemons extends fc.Arbitrary<infer T> ? T : never;

/** What mod_wsgi makes of it: setgid() of its group, then setgroups() of its own list or initgroups() of the user. */
function processOf({ uid, group, supplementary, memberships, listed }: Daemon): string[] {
  const gid = group ?? FIRST;
  const groups = supplementary ?? [gid, ...memberships, ...(listed ? [FIRST] : [])];
  return [`--reuid=${uid}`, `--regid=${gid}`, `--groups=${[...new Set(groups)].join(",")}`];
}

const inode = fc.record({
  mode: fc.constantFrom(0o755, 0o755, 0o750, 0o710, 0o705, 0o070, 0o700, 0o640, 0o1770, 0o2750, 0o604),
  uid: fc.constantFrom(0, 0, 1001),
  // Mostly the group of the password entry, which a process of another group is not in.
  gid: fc.constantFrom(0, FIRST, FIRST, FIRST, ...GROUPS),
});
type Inode = typeof inode extends fc.Arbitrary<infer T> ? T : never;

describe.skipIf(!able)(
  able ? "who may come to a file" : "WHO MAY COME TO A FILE: NOT TESTED, AS ROOT MAKES PROCESSES OF OTHERS",
  () => {
    let root = "";
    let count = 0;
    beforeAll(() => {
      root = mkdtempSync("/var/lib/wsgi-audit-truth-");
      chmodSync(root, 0o755);
    });
    afterAll(() => rmSync(root, { recursive: true, force: true }));

    /** Directories in each other, a file in the last one, and links to both. */
    function makeTree(inodes: readonly Inode[]): { directories: string[]; files: string[] } {
      const top = join(root, String(count++));
      mkdirSync(top, { mode: 0o755 });
      const place = inodes.slice(1).reduce((at, _, index) => join(at, `d${index}`), top);
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, "x.wsgi"), "");
      symlinkSync(join(place, "x.wsgi"), join(top, "link.wsgi"));
      symlinkSync(place, join(top, "link"));
      let at = join(place, "x.wsgi");
      for (const { mode, uid, gid } of inodes) {
        chownSync(at, uid, gid);
        chmodSync(at, mode);
        at = join(at, "..");
      }
      return {
        directories: [place, join(top, "link")],
        files: [join(place, "x.wsgi"), join(top, "link.wsgi"), join(top, "link/x.wsgi")],
      };
    }

    /** What the script prints of them, of this user. */
    function sectionOf(paths: readonly string[], { uid, memberships }: Daemon): Section {
      const lines = `real_files "$1"\necho ==\nlist_all -ldn "$1
$(real_files "$1")" 2>&1`;
      const run = spawnSync("sh", ["-c", `${shared}\n${lines}`, "sh", paths.join("\n")], {
        encoding: "utf8",
        cwd: "/",
      });
      const [real = "", listing = ""] = run.stdout.split("==\n");
      const groups = [FIRST, ...memberships].map((gid) => `${gid}(g${gid})`).join(",");
      const parts = {
        [`account u${uid}`]: `uid=${uid}(u${uid}) gid=${FIRST}(g${FIRST}) groups=${groups}\n`,
        groups: GROUPS.map((gid) => `g${gid}:${gid}\n`).join(""),
        real,
        listing,
      };
      return sectionFrom("files", parts);
    }

    const configured = ({ uid, group, supplementary }: Daemon) =>
      ({
        user: `u${uid}`,
        group: group === null ? null : `g${group}`,
        supplementary_groups: supplementary?.map((gid) => `g${gid}`).join(",") ?? null,
      }) as DaemonGroup;

    /** Those of the paths that such a process comes to. */
    function reached(daemon: Daemon, paths: readonly string[]): Set<string> {
      const look =
        'for at do if [ -d "$at" ]; then (cd "$at"); else : <"$at"; fi 2>/dev/null && echo "$at"; done';
      const run = spawnSync("setpriv", [...processOf(daemon), "sh", "-c", look, "sh", ...paths], {
        encoding: "utf8",
        cwd: "/",
      });
      return new Set(run.stdout.split("\n"));
    }

    it("is what a process of that user and those groups comes to, or unknown", () => {
      const figures = { yes: 0, no: 0, unknown: 0 };
      fc.assert(
        fc.property(daemons, fc.array(inode, { minLength: 1, maxLength: 4 }), (daemon, inodes) => {
          const { directories, files } = makeTree(inodes);
          const paths = [...directories, ...files];
          const section = sectionOf(paths, daemon);
          const account = readIdentity(section, whoIs(configured(daemon), "u1001", `g${FIRST}`));
          const truth = reached(daemon, paths);
          for (const path of paths) {
            const problemOf = directories.includes(path) ? directoryProblem : fileProblem;
            const said = askerIn(section)(path, account, problemOf);
            figures[said === undefined ? "unknown" : said === "" ? "yes" : "no"] += 1;
            if (said !== undefined) expect([path, said === ""]).toEqual([path, truth.has(path)]);
          }
        }),
        { numRuns: 60 },
      );
      expect(figures.yes).toBeGreaterThan(0);
      expect(figures.no).toBeGreaterThan(0);
      expect(figures.unknown).toBeLessThan(figures.yes + figures.no);
    });
  },
);
