import { describe, expect, it } from "vitest";
import { accessProblem, directoryProblem, fileProblem, isOpenToAll } from "../../src/checks/files/access.js";
import { type Account, readAccount, readLabels, readListing } from "../../src/checks/files/listing.js";
import type { Section } from "../../src/model/snapshot.js";

const www: Account = { name: "www-data", uid: 33, gids: [33], home: "/var/www" };

const sectionOf = (parts: Record<string, string>, complaints = ""): Section => ({
  check: "files",
  installation: 1,
  parts: Object.entries(parts).map(([name, stdout]) => ({
    name,
    stdout,
    stderr: name === "listing" ? complaints : "",
    status: 0,
  })),
  status: 0,
  timedOut: false,
});

const ROOTS = "drwxr-xr-x 20 0 0 4096 Jan  1 00:00 /\ndrwxr-xr-x 5 0 0 4096 Jan  1 00:00 /srv\n";
const listingOf = (lines: string, complaints = "", real = "") =>
  readListing(sectionOf({ listing: `${ROOTS}${lines}`, real }, complaints));

describe("files", () => {
  it.each([
    ["-rw-r--r-- 1 0 0 9 Jan  1 00:00 /srv/a.wsgi", ""],
    ["-rw-r----- 1 0 33 9 Jan  1 00:00 /srv/a.wsgi", ""],
    ["-rw-r----- 1 0 0 9 Jan  1 00:00 /srv/a.wsgi", "www-data may not read /srv/a.wsgi (-rw-r----- 0:0)"],
    // The owner's class counts, though all others may read.
    ["----r--r-- 1 33 0 9 Jan  1 00:00 /srv/a.wsgi", "www-data may not read /srv/a.wsgi (----r--r-- 33:0)"],
    ["-rw-r----- 1 0 33 9 Jan  1 00:00 /srv/a b.wsgi", undefined],
    ["-rw-r-----+ 1 0 0 9 Jan  1 00:00 /srv/a.wsgi", undefined],
    ["drwxr-xr-x 2 0 0 9 Jan  1 00:00 /srv/a.wsgi", "/srv/a.wsgi is not a file"],
    ["", undefined],
  ])("%s: %s", (line, problem) => {
    expect(fileProblem(listingOf(line), "/srv/a.wsgi", www)).toBe(problem);
  });

  it("names the first directory in the way, and lets root pass", () => {
    const listing = listingOf(
      "drwx------ 2 1000 1000 9 Jan  1 00:00 /srv/home\n-rw-r--r-- 1 0 0 9 Jan  1 00:00 /srv/home/a.wsgi",
    );
    const at = "/srv/home/a.wsgi";
    expect(accessProblem(listing, at, www, "read")).toBe(
      "www-data may not enter /srv/home (drwx------ 1000:1000)",
    );
    expect(accessProblem(listing, at, { ...www, uid: 0 }, "read")).toBe("");
  });

  it("follows links: the target's directories count, the link's own mode does not", () => {
    const listing = listingOf(
      "lrwxrwxrwx 1 0 0 9 Jan  1 00:00 /srv/venv -> /opt/venv\ndrwx------ 2 0 0 9 Jan  1 00:00 /opt\ndrwxr-xr-x 2 0 0 9 Jan  1 00:00 /opt/venv\n",
      "",
      "/srv/venv\t/opt/venv",
    );
    expect(directoryProblem(listing, "/srv/venv", www)).toBe("www-data may not enter /opt (drwx------ 0:0)");
  });

  it.each([
    ["ls: cannot access '/srv/x': No such file or directory", "/srv/x does not exist"],
    ["ls: /srv/x: No such file or directory", "/srv/x does not exist"],
    ["ls: cannot access '/srv/x': Permission denied", undefined],
    ["ls: /srv/x: Permission denied", undefined],
  ])("%s: %s", (complaint, problem) => {
    expect(directoryProblem(listingOf("", complaint), "/srv/x", www)).toBe(problem);
  });

  it.each([
    ["-rw-rw-rw- 1 0 0 9 Jan  1 00:00 /srv/f", true],
    ["-rw-rw-r-- 1 0 0 9 Jan  1 00:00 /srv/f", false],
    ["drwxrwxrwt 2 0 0 9 Jan  1 00:00 /srv/f", false],
    ["drwxrwxrwx 2 0 0 9 Jan  1 00:00 /srv/f", true],
    ["lrwxrwxrwx 1 0 0 9 Jan  1 00:00 /srv/f -> /srv", false],
    ["srwxrwxrwx 1 0 0 9 Jan  1 00:00 /srv/f", false],
  ])("open to all: %s %s", (line, open) => {
    const entry = listingOf(line).entry("/srv/f");
    expect(typeof entry !== "string" && isOpenToAll(entry)).toBe(open);
  });

  it("reads accounts with their groups and home, and those of busybox", () => {
    const text = "uid=33(www-data) gid=33(www-data) groups=33(www-data),27(video)\nwww-data:33:33:/var/www\n";
    expect(readAccount(sectionOf({ "account www-data": text }), "www-data")).toEqual({
      name: "www-data",
      uid: 33,
      gids: [33, 33, 27],
      home: "/var/www",
    });
    expect(readAccount(sectionOf({ "account a": "uid=5(a) gid=6(b)\n" }), "a")).toMatchObject({
      uid: 5,
      gids: [6],
    });
    expect(readAccount(sectionOf({}), "nobody")).toBeUndefined();
  });

  it("reads labels as old and new ls write them", () => {
    const labels = [
      "drwxrwxr-x. amit amit unconfined_u:object_r:user_home_t:s0 /home/amit",
      "-rw-r--r--. 1 root root system_u:object_r:httpd_sys_content_t:s0 9 Jan  1 00:00 /srv/a.wsgi",
      "lrwxrwxrwx. 1 root root system_u:object_r:default_t:s0:c0.c1023 9 Jan  1 00:00 /srv/l -> /opt",
    ].join("\n");
    expect([...readLabels(sectionOf({ labels }))]).toEqual([
      ["/home/amit", "user_home_t"],
      ["/srv/a.wsgi", "httpd_sys_content_t"],
      ["/srv/l", "default_t"],
    ]);
  });
});
