import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";

const collect = readFileSync(new URL("../../../src/checks/library/collect.sh", import.meta.url), "utf8");
const functions = ["package_of", "dpkg_owner"].map(
  (name) => new RegExp(`^${name}\\(\\) \\{\\n[\\s\\S]*?^\\}$`, "m").exec(collect)?.[0],
);

const FILE = "/usr/lib64/httpd/modules/mod_wsgi_python3.so";
const TOOLS = {
  dpkg: `case $1,$2 in -W,*) printf '%s\\t5.0' "$2" ;; -S,/lib64/*) echo "libapache2-mod-wsgi-py3: $2" ;; *) exit 1 ;; esac`,
  "dpkg of another system": "exit 1",
  rpm: `[ "$2" = ${FILE} ] && echo python3-mod_wsgi-5.0-1.x86_64`,
  "rpm of another system": 'echo "file $2 is not owned by any package"; exit 1',
  apk: `echo "$3 is owned by apache2-mod-wsgi-5.0.2-r0"`,
} as const;

describe("the package of a file", () => {
  const directories: string[] = [];
  afterEach(() => {
    for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
  });

  const asked = (tools: readonly (keyof typeof TOOLS)[]) => {
    const path = mkdtempSync(join(tmpdir(), "wsgi-audit-packages-"));
    directories.push(path);
    for (const tool of tools) {
      const program = join(path, tool.split(" ")[0] === "dpkg" ? "dpkg-query" : (tool.split(" ")[0] ?? ""));
      writeFileSync(program, `#!/bin/sh\n${TOOLS[tool]}\n`);
      chmodSync(program, 0o755);
    }
    const shell = `have() { [ -x "$PATH/$1" ]; }\n${functions.join("\n")}\npackage_of ${FILE}`;
    const { stdout, status } = spawnSync("/bin/sh", ["-c", shell], { env: { PATH: path }, encoding: "utf8" });
    return { said: stdout.trim(), status };
  };

  it.each([
    [["dpkg"], "libapache2-mod-wsgi-py3\t5.0", 0],
    [["rpm"], "python3-mod_wsgi-5.0-1.x86_64", 0],
    [["apk"], `${FILE} is owned by apache2-mod-wsgi-5.0.2-r0`, 0],
    [["dpkg of another system", "rpm"], "python3-mod_wsgi-5.0-1.x86_64", 0],
    [["dpkg", "rpm of another system"], "libapache2-mod-wsgi-py3\t5.0", 0],
    [["dpkg of another system", "rpm of another system"], `file ${FILE} is not owned by any package`, 1],
    [["dpkg of another system"], "", 1],
    [[], "", 127],
  ] as const)("where there is %j: %j, with status %i", (tools, said, status) => {
    expect(asked(tools)).toEqual({ said, status });
  });
});
