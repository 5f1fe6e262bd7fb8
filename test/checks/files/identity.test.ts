import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DaemonGroup } from "../../../src/checks/config/daemons.js";
import { directoryProblem, findingProblem } from "../../../src/checks/files/access.js";
import { askerIn } from "../../../src/checks/files/elsewhere.js";
import { readIdentity, whoIs } from "../../../src/checks/files/identity.js";
import { sectionOf } from "../../support/section.js";

const daemon = (more: Partial<DaemonGroup>) =>
  ({ user: null, group: null, supplementary_groups: null, ...more }) as DaemonGroup;

const ACCOUNT = "uid=33(www-data) gid=33(www-data) groups=33(www-data),44(video)\nwww-data:33:33:/var/www\n";
const SERVED = `drwxr-xr-x 9 0 0 9 Jan 1 10:00 /
drwxr-xr-x 9 0 0 9 Jan 1 10:00 /srv
drwxr-x--- 9 0 1002 9 Jan 1 10:00 /srv/app
-rw-r----- 1 0 1002 9 Jan 1 10:00 /srv/x.wsgi
`;
const parts = { "account www-data": ACCOUNT, groups: "webapps:1002\n", listing: SERVED };

const groupsOf = (more: Partial<DaemonGroup>) =>
  readIdentity(sectionOf("files", parts), whoIs(daemon(more), "www-data", "www-data"))?.gids;

describe("the groups of a process", () => {
  it("are the user's, and the server's group, where a daemon names none", () => {
    expect(new Set(groupsOf({}))).toEqual(new Set([33, 44]));
  });

  it("are group= in place of the server's and of the user's first, by name or number, with the user's others", () => {
    expect(new Set(groupsOf({ group: "webapps" }))).toEqual(new Set([1002, 44]));
    fc.assert(fc.property(fc.nat(), (gid) => void expect(groupsOf({ group: `#${gid}` })).toContain(gid)));
  });

  it("are supplementary-groups= in place of the user's", () => {
    expect(new Set(groupsOf({ supplementary_groups: "webapps,#7" }))).toEqual(new Set([33, 1002, 7]));
  });

  it("are not known where a name leads to none", () => {
    expect(groupsOf({ group: "gone" })).toBeUndefined();
    expect(groupsOf({ supplementary_groups: "webapps,gone" })).toBeUndefined();
  });
});

describe("what a process can come to", () => {
  const ask = (more: Partial<DaemonGroup>, path: string) =>
    askerIn(sectionOf("files", parts))(
      path,
      readIdentity(sectionOf("files", parts), whoIs(daemon(more), "www-data", "www-data")),
      directoryProblem,
    );

  it("is decided by its groups", () => {
    expect(ask({}, "/srv/app")).toMatch(/www-data may not enter/);
    expect(ask({ group: "webapps" }, "/srv/app")).toBe("");
    expect(ask({ supplementary_groups: "webapps" }, "/srv/app")).toBe("");
    expect(ask({ group: "gone" }, "/srv/app")).toBeUndefined();
  });

  it("is what all may do where nobody knows as whom it runs, and else not told", () => {
    const told = (mode: string) =>
      askerIn(
        sectionOf("files", {
          ...parts,
          listing: `drwxr-xr-x 9 0 0 9 Jan 1 10:00 /\nd${mode} 2 0 0 40 Jan 1 10:00 /home\n`,
        }),
      )("/home", undefined, directoryProblem);
    const three = fc.constantFrom("rwx", "r-x", "--x", "rw-", "r--", "---");
    fc.assert(
      fc.property(three, three, three, fc.constantFrom("", "+"), (owner, group, others, acl) => {
        const all = [owner, group, others].every((each) => each.endsWith("x")) && acl === "";
        expect(told(`${owner}${group}${others}${acl}`)).toBe(all ? "" : undefined);
      }),
    );
  });

  it("is only to be found by Apache where a daemon reads it", () => {
    const section = sectionOf("files", parts);
    const apache = readIdentity(section, whoIs(undefined, "www-data", "www-data"));
    expect(askerIn(section)("/srv/x.wsgi", apache, findingProblem)).toBe("");
    expect(askerIn(section)("/srv/app", apache, findingProblem)).toMatch(/is not a file/);
  });

  it("is asked of the server's own mounts, and unknown to who may not look into them", () => {
    const hidden = { ...parts, elsewhere: "/srv/app\n" };
    const account = readIdentity(
      sectionOf("files", parts),
      whoIs(daemon({ group: "webapps" }), "www-data", ""),
    );
    expect(askerIn(sectionOf("files", hidden))("/srv/app", account, directoryProblem)).toBeUndefined();
    const inside =
      "drwxr-xr-x 9 0 0 9 Jan 1 10:00 /\nd--------- 2 0 0 40 Jan 1 10:00 /srv\nls: cannot access '/srv/app': No such file or directory\n";
    const seen = askerIn(sectionOf("files", { ...hidden, inside }))("/srv/app", account, directoryProblem);
    expect(seen).toMatch(/^www-data may not enter \/srv .*mounts of its own$/);
  });
});
