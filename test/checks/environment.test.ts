import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { shells } from "../support/shells.js";

const INSTALLATION = fileURLToPath(new URL("../../src/checks/installation.sh", import.meta.url));
const READER = ["steering", "reader", "telling"]
  .map((name) => `. ${fileURLToPath(new URL(`../../src/script/${name}.sh`, import.meta.url))}`)
  .join("\n");
const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

/** Sources the shell that checks share, with `systemctl` and the control group as the test has them. */
const inShell = (shell: readonly string[], lines: string) => {
  const script = `NEWLINE='\n'\nTAB=$(printf '\\t')\nhave() { command -v "$1" >/dev/null 2>&1; }\n${READER}\n. ${INSTALLATION}\n${lines}`;
  const [program = "sh", ...words] = shell;
  return spawnSync(program, [...words, "-c", script], { encoding: "utf8" });
};

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "Apache's environment under %s",
  (_name, shell) => {
    it("is that of its systemd service where neither its process nor a start-up file tells it", () => {
      const file = write("sysconfig", '# httpd\nLD_LIBRARY_PATH="/opt/rh/python/lib64"\nOPTIONS=\n');
      const { stdout, stderr } = inShell(
        shell,
        `
        systemctl() { printf '%s\\n' 'Environment=LANG=C PYTHONHASHSEED=0' 'EnvironmentFiles=${file} (ignore_errors=yes)'; }
        unit_of() { echo httpd.service; }
        MASTER=99999999 BINARY=/usr/sbin/httpd ARGUMENTS=
        find_environment
        echo "$ENV_SOURCE $ENV_FILE"
        in_apache_environment printenv LANG LD_LIBRARY_PATH PYTHONHASHSEED`,
      );
      expect(stderr).toBe("");
      expect(stdout).toBe("unit httpd.service\nC\n/opt/rh/python/lib64\n0\n");
    });

    it("is unknown where there is no service either", () => {
      const { stdout } = inShell(
        shell,
        "unit_of() { return 1; }\nMASTER=99999999 BINARY=/usr/sbin/httpd ARGUMENTS=\nfind_environment\necho $ENV_SOURCE",
      );
      expect(stdout).toBe("none\n");
    });

    it("has the user that a generated control script would set", () => {
      const control = write(
        "apachectl",
        'WSGI_RUN_USER="${WSGI_RUN_USER:-www-data}"\nMOD_WSGI_USER="${MOD_WSGI_USER:-${WSGI_RUN_USER}}"\nMOD_WSGI_GROUP="${MOD_WSGI_GROUP:-wheel}"\n',
      );
      const { stdout } = inShell(
        shell,
        `ENV_SOURCE=envvars ENV_FILE=${control}\nin_apache_environment printenv MOD_WSGI_USER MOD_WSGI_GROUP`,
      );
      expect(stdout).toBe("www-data\nwheel\n");
    });

    it("runs httpd with streams and status of its own, and what it quotes stays there", () => {
      const program = write(
        "httpd",
        `#!/bin/sh
        echo "asked for $*"
        echo 'AH00526: Unable to parse URL: http://app:canary@host:port/a?token=canary&x=1 in line 7' >&2
        echo 'AH00072: could not bind to address [::]:80, user@example.org, what? why' >&2
        exit 7\n`,
      );
      chmodSync(program, 0o755);
      const { stdout, stderr } = inShell(
        shell,
        `BINARY=${program} ARGUMENTS="-d$(printf '\\037')/etc/a b" ENV_SOURCE=none\nhttpd -t -D X; echo "status $?"`,
      );
      expect(stdout).toBe("asked for -d /etc/a b -t -D X\nstatus 7\n");
      expect(stderr).toBe(
        "AH00526: Unable to parse URL: http://... in line 7\n" +
          "AH00072: could not bind to address [::]:80, ...? ...\n",
      );
    });
  },
);
