import { describe, expect, it } from "vitest";
import type { Application } from "../../../src/apache-config/applications.js";
import { scriptProblems } from "../../../src/checks/applications/scripts.js";
import type { DaemonGroup } from "../../../src/checks/config/daemons.js";
import { usesOf } from "../../../src/checks/files/uses.js";
import { sectionOf } from "../../support/section.js";

const ACCOUNT = "uid=33(www-data) gid=33(www-data) groups=33(www-data),44(video)\nwww-data:33:33:/var/www\n";
const LISTING = `drwxr-xr-x 9 0 0 9 Jan 1 10:00 /
drwxr-x--- 9 0 33 9 Jan 1 10:00 /jails
drwxr-xr-x 9 0 0 9 Jan 1 10:00 /jails/a
drwxr-xr-x 9 0 0 9 Jan 1 10:00 /jails/a/srv
-rw-r--r-- 1 0 0 9 Jan 1 10:00 /jails/a/srv/all.wsgi
-rw-r----- 1 0 33 9 Jan 1 10:00 /jails/a/srv/group.wsgi
-rw-r----- 1 0 44 9 Jan 1 10:00 /jails/a/srv/video.wsgi
-rw------- 1 0 0 9 Jan 1 10:00 /jails/a/srv/root.wsgi
lrwxrwxrwx 1 0 0 9 Jan 1 10:00 /jails/a/srv/link.wsgi -> /srv/all.wsgi
drwxr-xr-x 9 0 0 9 Jan 1 10:00 /srv
-rw-r--r-- 1 0 0 9 Jan 1 10:00 /srv/all.wsgi
`;
const section = sectionOf("files", {
  "account www-data": ACCOUNT,
  listing: LISTING,
  real: "/jails/a/srv/link.wsgi\t/srv/all.wsgi",
});

const known = (chroot: string | null, more: Partial<DaemonGroup> = {}) => {
  const daemon = { name: "jailed", user: null, group: null, supplementary_groups: null, home: null } as const;
  const daemons = [{ ...daemon, chroot, ...more } as DaemonGroup];
  return { "apache.user": "www-data", "apache.group": "www-data", "wsgi.daemons": daemons } as never;
};

const problemOf = (
  script: string,
  { chroot = "/jails/a", kind = "script-alias" }: { chroot?: string | null; kind?: Application["kind"] } = {},
) =>
  scriptProblems(
    section,
    known(chroot),
  )({ script, kind, user: "www-data", processGroup: "jailed" } as Application);

describe("a process with a root of its own", () => {
  it.each([
    ["/jails/a/srv/all.wsgi", ""],
    ["/jails/a/srv/group.wsgi", ""],
    ["/jails/a/srv/root.wsgi", /may not read/],
    ["/srv/all.wsgi", "/srv/all.wsgi is not below /jails/a, the root of its process"],
    ["/jails/abc/all.wsgi", /\/jails\/abc\/all\.wsgi (is not below|does not exist)/],
    // Whether the user is in that group there is said in the /etc/group of that root.
    ["/jails/a/srv/video.wsgi", { outcome: "denied" }],
    // Where a link leads there is not where it leads to here.
    ["/jails/a/srv/link.wsgi", { outcome: "denied" }],
  ] as const)("gets %s: %j", (script, expected) => {
    const said = problemOf(script);
    if (expected instanceof RegExp) expect(said).toMatch(expected);
    else if (typeof expected === "string") expect(said).toBe(expected);
    else expect(said).toMatchObject(expected);
  });

  it("takes a root with a slash at its end for another one, as mod_wsgi does", () => {
    expect(problemOf("/jails/a/srv/all.wsgi", { chroot: "/jails/a/" })).toMatch(/is not below/);
  });

  it("loads what no URL names by the name that it has in there", () => {
    for (const kind of ["handler-script", "import-script"] as const) {
      expect(problemOf("/srv/all.wsgi", { kind })).toBe("");
      expect(problemOf("/srv/root.wsgi", { kind })).toMatch(/may not read \/jails\/a\/srv\/root\.wsgi/);
    }
  });

  it("is as any other where there is none", () => {
    expect(problemOf("/srv/all.wsgi", { chroot: null })).toBe("");
    expect(problemOf("/jails/a/srv/video.wsgi", { chroot: null })).toBe("");
  });

  it("starts in a home that is written, in there; that of its user is told in there as well, by a file that nobody may have read", () => {
    const directories = (more: Partial<DaemonGroup>) =>
      usesOf(section, known("/jails/a", { python_home: null, ...more }), (name) => ({
        name,
        uid: name === "keeper" ? 7 : 33,
        gids: [7],
        home: "/home/keeper",
      })).filter(({ what }) => what === "working directory");
    expect(directories({ home: "/srv" }).map(({ path }) => path)).toEqual(["/jails/a/srv"]);
    expect(directories({ user: "keeper" })).toMatchObject([{ path: "/jails/a", told: null }]);
    // Where it stays outside of its root, a Python has to be found in there.
    expect(directories({})).toMatchObject([{ path: "/jails/a", told: null }]);
    expect(directories({ python_home: "/srv/venv" })).toEqual([]);
    expect(directories({ home: "/" })).toMatchObject([{ path: "/jails/a/" }]);
  });
});
