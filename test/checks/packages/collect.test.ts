import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { type Directory, directoriesIn } from "../../../src/checks/packages/directories.js";
import { normalisedName } from "../../../src/checks/packages/names.js";
import { packagesShell } from "../../support/shared-shell.js";
import { shells } from "../../support/shells.js";

const SCRIPT = packagesShell(
  '[ "$1" != directories ] || { shift; "$@"; };',
  "ENVIRONMENT= LISTED=$2 CONFIG=$3 PYTHON=$1",
);

interface Told {
  directories: ReadonlyMap<string, Directory>;
  text: string;
  errors: string;
}

const base = realpathSync(mkdtempSync(join(tmpdir(), "packages-")));
/** As an argument it would be too long. */
const scriptOf = (name: string, text: string) => {
  writeFileSync(join(base, name), text);
  return join(base, name);
};
const FILE = scriptOf("collect", SCRIPT);
afterAll(() => rmSync(base, { recursive: true, force: true }));
let number = 0;
let site = "";
beforeEach(() => {
  number += 1;
  site = join(base, String(number), "lib/python3.11/site-packages");
  mkdirSync(site, { recursive: true });
});

const put = (path: string, text = "") => {
  const file = join(site, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};

const metadata = (name: string, version: string) =>
  `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nSummary: x\n\nVersion: 9\n`;

function scan(
  options: { shell?: readonly string[]; python?: string; listed?: string; config?: string } = {},
): Told {
  const { shell: [program = "sh", ...words] = ["sh"], python = site, listed = "", config = "" } = options;
  const run = spawnSync(program, [...words, FILE, `3.11\n${python}`, listed, config], {
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  const part = { name: "directories", stdout: run.stdout, stderr: "", status: 0 };
  const section = { check: "packages", installation: 1, parts: [part], status: 0, timedOut: false };
  return { directories: directoriesIn(section), text: run.stdout, errors: run.stderr };
}

const here = (told = scan()) => told.directories.get(site) as Directory;

describe("what a directory of packages holds", () => {
  it.each(shells.map((shell) => [shell.join(" "), shell] as const))(
    "is told by the same words under %s",
    (_, shell) => {
      put("Django-4.2.dist-info/METADATA", metadata("Django", "4.2.11"));
      put(
        "Django-4.2.dist-info/direct_url.json",
        '{"dir_info": {"editable": true}, "url": "file:///secret"}',
      );
      put("windows-1.dist-info/METADATA", metadata("Win.Dows", "1").replaceAll("\n", "\r\n"));
      put("broken-1.0.dist-info/METADATA", "\0\0\0");
      put("bare-2.dist-info/RECORD");
      put("egg-0.1-py3.11.egg-info", metadata("egg", "0.1"));
      put("folder.egg-info/PKG-INFO", metadata("folder", "0.2"));
      put("a.pth", `${base}\nimport sys; sys.exit(1)\n# no\n../gone\n`);
      const told = scan({ shell });
      expect(told.errors).toBe("");
      expect(here(told)).toMatchObject({ adds: [base], code: 1, isWhole: true, kind: "directory" });
      const found = [...here(told).distributions].sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(found).toEqual([
        { name: "Django", version: "4.2.11", editable: true },
        { name: "Win.Dows", version: "1" },
        { name: "bare", version: "2", byDirectory: true },
        { name: "broken", version: "1.0", byDirectory: true },
        { name: "egg", version: "0.1" },
        { name: "folder", version: "0.2" },
      ]);
    },
  );

  it("is what Python itself finds there, whatever stands in it", () => {
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9._]{0,8}[a-z]$/);
    const version = fc.stringMatching(/^[0-9]\.[0-9]{1,2}(rc1|\.post2|\+l1)?$/);
    const one = fc.record({
      name: word,
      version,
      form: fc.constantFrom("dist-info", "egg-info", "egg-file"),
    });
    const python = `import importlib.metadata as m, json, sys
print(json.dumps([[d.metadata["Name"], d.version] for d in m.distributions(path=sys.argv[1:])]))`;
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ name }) => name.toLowerCase() }), (all) => {
        rmSync(site, { recursive: true });
        mkdirSync(site, { recursive: true });
        for (const { name, version, form } of all) {
          if (form === "dist-info") put(`${name}-${version}.dist-info/METADATA`, metadata(name, version));
          else if (form === "egg-info") put(`${name}.egg-info/PKG-INFO`, metadata(name, version));
          else put(`${name}-${version}.egg-info`, metadata(name, version));
        }
        const run = spawnSync("python3", ["-I", "-S", "-c", python, site], { encoding: "utf8" });
        const truth = (JSON.parse(run.stdout) as [string, string][]).sort();
        const found = here().distributions.map(({ name, version }) => [name, version]);
        expect(found.sort()).toEqual(truth);
      }),
      { numRuns: 20 },
    );
  });

  it("costs no more processes for hundreds of packages than for one", () => {
    const traced = (count: number) => {
      for (let each = 0; each < count; each += 1)
        put(`p${each}-1.dist-info/METADATA`, metadata(`p${each}`, "1"));
      const counting = SCRIPT.replace("collect_packages", 'collect_packages >/dev/null; sh -c "echo \\$\\$"');
      const file = scriptOf("counting", counting);
      const first = spawnSync("sh", ["-c", "echo $$"], { encoding: "utf8" });
      const last = spawnSync("sh", [file, `3.11\n${site}`, "", ""], { encoding: "utf8" });
      return Number(last.stdout) - Number(first.stdout);
    };
    // Others start processes meanwhile: the best of a few.
    const best = (count: number) => Math.min(...Array.from({ length: 5 }, () => traced(count)));
    const few = best(1);
    expect(best(190) - few).toBeLessThan(10);
  });
});

describe("what is hostile in a directory of packages", () => {
  it("waits for no pipe, follows no link and opens no device", () => {
    mkdirSync(join(site, "fifo-2.dist-info"));
    spawnSync("mkfifo", [join(site, "fifo-2.dist-info/METADATA"), join(site, "b.pth")]);
    put("../secret", metadata("secret", "6.6"));
    mkdirSync(join(site, "link-3.dist-info"));
    symlinkSync(join(site, "../secret"), join(site, "link-3.dist-info/METADATA"));
    mkdirSync(join(site, "device-4.dist-info"));
    symlinkSync("/dev/zero", join(site, "device-4.dist-info/METADATA"));
    symlinkSync("/etc/passwd", join(site, "c.pth"));
    symlinkSync(".", join(site, "circle-5.dist-info"));
    symlinkSync("loop.egg-info", join(site, "loop.egg-info"));
    const told = here();
    expect(told.distributions.map(({ name, version }) => `${name} ${version}`).sort()).toEqual(
      ["circle 5", "device 4", "fifo 2", "link 3", "loop "].sort(),
    );
    expect(told.distributions.every(({ byDirectory }) => byDirectory)).toBe(true);
    expect([...told.unread].sort()).toEqual(["b.pth", "c.pth"]);
    expect(told.isWhole).toBe(true);
  });

  it("tells nothing of a file that is no metadata", () => {
    put("a-1.dist-info/METADATA", "root:x:0:0\nName: leaked\nVersion: 7\n");
    put("b-1.dist-info/METADATA", metadata("b", "1; rm -rf /"));
    put("c-1.dist-info/METADATA", metadata("na me", "1"));
    put("d-1.dist-info/METADATA", metadata("d".repeat(200), "1"));
    const { text } = scan();
    expect(text).not.toMatch(/leaked|rm -rf|na me|ddd/);
    expect(
      here()
        .distributions.map(({ name }) => name)
        .sort(),
    ).toEqual(["a", "b", "c", "d"]);
  });

  it("tells of a .pth file only paths that are there, and runs none of its lines", () => {
    put("a.pth", `s3cret\nimport os; os.mkdir("${site}/ran")\nimport\tsys\n${site}/..\n/etc\n`);
    const told = scan();
    expect(told.text).not.toContain("s3cret");
    expect(here(told)).toMatchObject({ code: 2, adds: [dirname(site), "/etc"] });
    expect(spawnSync("ls", [site], { encoding: "utf8" }).stdout).not.toContain("ran");
  });

  it("counts names with control characters, and takes them for no lines of its own", () => {
    put("x\nd\tforged\t1\n-1.dist-info/METADATA", metadata("x", "1"));
    put("good-1.dist-info/METADATA", metadata("good", "1"));
    const told = here();
    expect(told.distributions).toEqual([{ name: "good", version: "1" }]);
    expect(told.odd).toBe(1);
  });

  it("is left where it is too large, and told by its directory's name", () => {
    put("big-1.dist-info/METADATA", metadata("big", "2") + "x".repeat(4_200_000));
    put("big.pth", `${base}\n${"#".repeat(70_000)}\n`);
    expect(here()).toMatchObject({
      distributions: [{ name: "big", version: "1", byDirectory: true }],
      unread: ["big.pth"],
      adds: [],
    });
  });

  it("ends at 20,000 entries, and says that it did", () => {
    const second = join(base, String(number), "second/site-packages");
    mkdirSync(second, { recursive: true });
    spawnSync("sh", ["-c", `cd "$1" && seq -f p%.0f-1.dist-info 20010 | xargs mkdir`, "sh", site]);
    const { directories } = scan({ python: `${site}\n${second}` });
    expect(directories.get(site)).toMatchObject({ isWhole: false });
    expect(directories.get(site)?.distributions).toHaveLength(20_000);
    expect(directories.get(second)).toMatchObject({ isWhole: true });
  });
});

describe("which directories are looked into", () => {
  it("those of homes, of the configuration, of users and of .pth files, once each", () => {
    const at = (name: string) => {
      mkdirSync(join(site, name), { recursive: true });
      return join(site, name);
    };
    const [work, added] = [at("my work"), at("added")];
    put("a.pth", "added\nadded\n");
    const user = at("home/u/.local/lib/python3.11/site-packages");
    const other = at("home/u/.local/lib/python3.9/site-packages");
    const { directories } = scan({
      python: `${site}\nmissing\t${site}/none\t`,
      listed: `drwxr-xr-x 2 33 33 4096 Jan  1 00:00 ${user}\ndrwxr-xr-x 2 33 33 4096 Jan  1 00:00 ${other}`,
      config: `12\tWSGIDaemonProcess a user=x "home=${work}" threads=3`,
    });
    expect([...directories.keys()]).toEqual([site, user, work, added]);
  });

  it("one behind a link says where it is", () => {
    symlinkSync(site, join(base, String(number), "link"));
    const path = join(base, String(number), "link/site-packages");
    mkdirSync(join(site, "site-packages"));
    put("site-packages/a-1.dist-info/METADATA", metadata("a", "1"));
    const told = scan({ python: `${path}\n${join(site, "site-packages")}` });
    expect(told.directories.get(path)).toMatchObject({ real: join(site, "site-packages"), isWhole: true });
    // It is read once, and known by both names.
    expect(told.text.match(/^d\t/gm)).toHaveLength(1);
    expect(told.directories.get(join(site, "site-packages"))).toMatchObject({
      distributions: [{ name: "a", version: "1" }],
      isAgain: true,
    });
  });
});

describe("names", () => {
  it("are compared as PyPI does", () => {
    expect(["Django", "zope.interface", "ruamel_.-yaml", "a--b"].map(normalisedName)).toEqual([
      "django",
      "zope-interface",
      "ruamel-yaml",
      "a-b",
    ]);
  });
});
