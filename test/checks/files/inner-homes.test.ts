import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { budgetOfHost } from "../../../src/base/budget.js";
import { files } from "../../../src/checks/files/index.js";
import type { Problem } from "../../../src/checks/files/uses.js";
import { sectionOf } from "../../support/section.js";
import { collectOf, shared } from "../../support/shared-shell.js";

const able = process.getuid?.() === 0 && spawnSync("perl", ["-e", "1"]).status === 0;

/** A user of every Debian, by its entry in the accounts of the host, and none of its own. */
const USER = "games";
const [, UID = "", GID = ""] =
  new RegExp(`^${USER}:[^:]*:(\\d+):(\\d+):`, "m").exec(readFileSync("/etc/passwd", "utf8")) ?? [];

const SHELL = ["config", "library", "files"].map(collectOf).join("\n");

/** What mod_wsgi does with a group of another user that has a root of its own. */
const START = `
my ($root, $uid, $gid, $home) = @ARGV;
my @known = getpwuid($uid);
chroot($root) or die "root";
$) = "$gid $gid"; $( = $gid; $> = $uid; $< = $uid;
unless ($home ne "") { my @account = getpwuid($uid) or die "account"; $home = $account[7]; }
$home ne "" && chdir($home) or die "home";
`;

/** The accounts in a root, and the directory that they name. */
const roots = fc.record({
  accounts: fc.constantFrom(
    "named",
    "named",
    "of another",
    "without a home",
    "missing",
    "a link",
    "closed",
    "empty",
  ),
  home: fc.constantFrom("/home/games", "/", "/srv/a b"),
  directory: fc.constantFrom("open", "open", "missing", "closed", "a file"),
  root: fc.constantFrom("there", "there", "there", "missing"),
  written: fc.constantFrom("", "", "/", "/srv"),
});
type Root = typeof roots extends fc.Arbitrary<infer T> ? T : never;

describe.skipIf(!able)(
  able
    ? "the home of a group that has a root of its own"
    : "THE HOME OF A GROUP WITH A ROOT OF ITS OWN: NOT TESTED, AS ROOT CHANGES IT",
  () => {
    let place = "";
    let count = 0;
    beforeAll(() => {
      place = mkdtempSync("/var/lib/wsgi-audit-roots-");
      chmodSync(place, 0o755);
    });
    afterAll(() => rmSync(place, { recursive: true, force: true }));

    function make({ accounts, home, directory, root }: Root): string {
      const at = join(place, `r${count++}`);
      if (root === "missing") return at;
      for (const each of ["etc", "srv", "home"]) mkdirSync(join(at, each), { recursive: true, mode: 0o755 });
      const line = (uid: string, to: string) => `${USER}:x:${uid}:${GID}:someone:${to}:/bin/sh\n`;
      const text = { "of another": line("4711", home), "without a home": line(UID, ""), empty: "" };
      const file = join(at, "etc/passwd");
      if (accounts === "a link") {
        writeFileSync(join(at, "etc/accounts"), line(UID, home));
        symlinkSync("/etc/accounts", file);
      } else if (accounts !== "missing") {
        writeFileSync(file, accounts in text ? text[accounts as keyof typeof text] : line(UID, home));
        chmodSync(file, accounts === "closed" ? 0o600 : 0o644);
      }
      const own = join(at, home);
      if (home === "/" || directory === "missing") return at;
      if (directory === "a file") writeFileSync(own, "");
      else mkdirSync(own, { recursive: true });
      if (directory === "closed") chmodSync(own, 0o700);
      else if (directory === "open") chownSync(own, Number(UID), Number(GID));
      return at;
    }

    /**
     * What is said of where it starts: "" for no problem, null for what cannot be known. With a PATH of Apache, it is of Apache's own
     * user.
     */
    function said(root: string, written: string, search = ""): string | null {
      const options = `${search ? "" : `user=${USER} `}chroot=${root}${written && ` home=${written}`}`;
      const config = `# In file: /etc/apache2/apache2.conf\n1\tUser www-data\n2\tWSGIDaemonProcess jailed ${options}`;
      const part = 'part() { printf "\\036%s\\037" "$1"; shift; "$@" 2>&3; printf "\\037%s" "$?"; }';
      const { stdout, output } = spawnSync("sh", ["-s", "--", config], {
        input: `${shared}\nCONFIG=$1\n${SHELL}\n${part}\nBINARY= MASTER= ARGUMENTS= ENVIRONMENT='${search && `PATH=${search}`}'\ncollect_files`,
        encoding: "utf8",
        stdio: ["pipe", "pipe", "pipe", "pipe"],
      });
      const complaints = output[3] ?? "";
      const parts = stdout
        .split("\u001e")
        .slice(1)
        .map((text) => {
          const [name = "", printed = "", status = ""] = text.split("\u001f");
          return [
            name,
            { stdout: printed, stderr: name === "listing" ? complaints : "", status: Number(status) },
          ] as const;
        });
      const daemons = [
        {
          name: "jailed",
          user: search ? null : USER,
          group: null,
          supplementary_groups: null,
          python_home: null,
          chroot: root,
          home: written || null,
        },
      ];
      const facts = files.parse({
        section: sectionOf("files", Object.fromEntries(parts)),
        known: { "apache.user": "www-data", "apache.group": "www-data", "wsgi.daemons": daemons } as never,
        other: () => undefined,
        budget: budgetOfHost(),
      });
      const problems = facts["files.problems"] as readonly Problem[];
      const own = problems.find(({ what }) => what === "working directory");
      return own ? own.problem : "";
    }

    it("is what its own accounts name: a process that ends at its start is told, and no other one", () => {
      const seen = new Set<string>();
      fc.assert(
        fc.property(roots, (root) => {
          const at = make(root);
          const { status, stderr } = spawnSync("perl", ["-e", START, at, UID, GID, root.written], {
            encoding: "utf8",
          });
          const problem = said(at, root.written);
          seen.add(status === 0 ? "starts" : (stderr.split(" ")[0] ?? ""));
          // A link is not followed, and accounts that are closed to the user are left undecided.
          const unsure =
            root.written === "" && root.root === "there" && ["a link", "closed"].includes(root.accounts);
          if (unsure) expect(problem).toBeNull();
          else expect({ problem, starts: problem === "" }).toEqual({ problem, starts: status === 0 });
        }),
        { numRuns: 40 },
      );
      expect([...seen].sort()).toEqual(["account", "home", "root", "starts"]);
    });

    it("is outside of its root where it keeps Apache's: a Python has to be found in there, by Apache's PATH", () => {
      const at = join(place, "outside");
      mkdirSync(join(at, "opt/py/bin"), { recursive: true });
      const search = "/usr/sbin:/usr/bin:/opt/py/bin";
      expect(said(at, "", search)).toMatch(
        /^the process stays in a directory outside of that root, and no python3 of /,
      );
      expect(said(at, "/", search)).toBe("");
      expect(said(at, "", "relative")).toBeNull();
      writeFileSync(join(at, "opt/py/bin/python3"), "");
      expect(said(at, "", search)).toBe("");
    });
  },
);
