import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { shared } from "../support/shared-shell.js";
import { shells } from "../support/shells.js";

// In the user's own home: below /tmp a file is nobody's that could not have been put there.
const directory = mkdtempSync(
  join(process.getuid?.() === 0 ? "/root" : (process.env.HOME ?? tmpdir()), "wsgi-audit-test-"),
);
afterAll(() => rmSync(directory, { recursive: true }));

const write = (name: string, text: string) => {
  writeFileSync(join(directory, name), text);
  return join(directory, name);
};

/** Sources the shell that checks share, with `systemctl` and the control group as the test has them. */
const inShell = (shell: readonly string[], lines: string) => {
  const [program = "sh", ...words] = shell;
  return spawnSync(program, [...words, "-c", `${shared}\n${lines}`], {
    encoding: "utf8",
    env: { PATH: process.env.PATH, SHLVL: "1" },
  });
};

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "Apache's environment under %s",
  (_name, shell) => {
    it("is that of its systemd service where neither its process nor a start-up file tells it", () => {
      mkdirSync(join(directory, "lib64"), { recursive: true });
      const file = write(
        "sysconfig",
        `# httpd\nLD_LIBRARY_PATH="${directory}/lib64:/tmp/of-others"\nOPTIONS=\nMINE=a b\n`,
      );
      const { stdout, stderr } = inShell(
        shell,
        `
        systemctl() { printf '%s\\n' 'Environment=LANG=C PYTHONHASHSEED=0 LD_PRELOAD=/tmp/x.so' 'EnvironmentFiles=${file} (ignore_errors=yes)'; }
        unit_of() { echo httpd.service; }
        MASTER=99999999 BINARY=/usr/sbin/httpd ARGUMENTS= ENVIRONMENT= ASKED='MINE LD_PRELOAD ' LIBRARY_PATH= LEFT=
        take_inspected "$(find_environment)"
        echo "$ENV_SOURCE $ENV_FILE"
        apache_value LD_PRELOAD
        printf '%s' "$LEFT"
        in_apache_environment env | sed -n '/^LANG=/p; /^LD_/p; /^PYTHON/p; /^MINE=/p' | sort`,
      );
      expect(stderr).toBe("");
      expect(stdout).toBe(
        `unit httpd.service\n/tmp/x.so\n/tmp/of-others\teverybody may make /tmp/of-others\n` +
          `LANG=C\nLD_LIBRARY_PATH=${directory}/lib64\nMINE=a b\n`,
      );
    });

    it("is unknown where there is no service either", () => {
      const { stdout } = inShell(
        shell,
        `unit_of() { return 1; }
        MASTER=99999999 BINARY=/usr/sbin/httpd ARGUMENTS= ENV_SOURCE=none
        take_inspected "$(find_environment)"
        echo $ENV_SOURCE`,
      );
      expect(stdout).toBe("none\n");
    });

    it("has the user that a generated control script would set", () => {
      const control = write(
        "apachectl",
        'WSGI_RUN_USER="${WSGI_RUN_USER:-www-data}"\nMOD_WSGI_USER="${MOD_WSGI_USER:-${WSGI_RUN_USER}}"\nMOD_WSGI_GROUP="${MOD_WSGI_GROUP:-wheel}"\nMOD_WSGI_PORT="80 81"\n',
      );
      const { stdout } = inShell(shell, `exports_in ${control} | sort`);
      expect(stdout).toBe("MOD_WSGI_GROUP=wheel\nMOD_WSGI_PORT=80 81\nMOD_WSGI_USER=www-data\n");
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
        `BINARY=${program} ARGUMENTS="-d$(printf '\\037')/etc/a b" ENVIRONMENT= ASKED= LIBRARY_PATH= PROGRAM_LEFT= CONFIGURATION_LEFT=\nhttpd -t -D X; echo "status $?"`,
      );
      expect(stdout).toBe("asked for -d /etc/a b -t -D X\nstatus 7\n");
      expect(stderr).toBe(
        "AH00526: Unable to parse URL: http://... in line 7\n" +
          "AH00072: could not bind to address [::]:80, ...? ...\n",
      );
    });
  },
);
