import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Audit, HostAudit, InstallationAudit } from "../../src/model/audit.js";
import { read } from "../support/documents.js";
import { auditFleet, hostOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { SOON } from "./fleet.js";

const HOST = "prefork";
const PLACES = "/srv/strangers";

/** What the auditor's login may do by sudo, as the documents say it. */
const LINE = /^audit (ALL=\(root\) NOPASSWD: .*-s)$/m.exec(read("docs/privileges.md"))?.[1];

/** What a stranger has lain in wait for the audit: whatever of it runs leaves a mark. */
const BAITS = `set -e
at=${PLACES}
install -d -o nobody -m 755 $at $at/bin $at/conf /opt/theirs /opt/theirs/bin
: >/var/tmp/marks && chmod 666 /var/tmp/marks
printf '#!/bin/sh\\nid -un >>/var/tmp/marks\\n' >$at/evil && chmod 755 $at/evil && chown nobody $at/evil
$at/evil && [ -s /var/tmp/marks ] && : >/var/tmp/marks
cp /usr/bin/perl $at/bin/httpd && ln -s /usr/bin/sudo $at/bin/httpd-sudo
# Its files beside a link to a program of root's.
ln -s /bin/true /opt/theirs/bin/httpd && cp $at/evil /opt/theirs/bin/envvars
# Instances that the administrator has made of what is not root's.
for name in includes loads sources; do mkdir -p /etc/apache2-$name && cp /etc/apache2/ports.conf /etc/apache2-$name/apache2.conf; done
echo "LoadModule theirs_module $at/conf/mod_theirs.so" >$at/conf/theirs.conf
cp /usr/lib/apache2/modules/mod_env.so $at/conf/mod_theirs.so
echo "IncludeOptional $at/conf/*.conf" >>/etc/apache2-includes/apache2.conf
echo "LoadModule theirs_module $at/conf/mod_theirs.so" >>/etc/apache2-loads/apache2.conf
cp $at/evil /etc/apache2-sources/envvars
# Files of root's that name it, and a loader that anybody may have put there.
mkdir /etc/apache2-names && cp /etc/apache2/ports.conf /etc/apache2-names/apache2.conf && echo ". $at/evil" >/etc/apache2-names/envvars
for name in x86_64 aarch64; do ln -s $at/evil /lib/ld-musl-$name.so.1; done
# What the line for sudoers lets the auditor do, and no more.
cp -p /etc/sudoers.d/sudoer /root/sudoer && echo 'sudoer ${LINE}' >/etc/sudoers.d/sudoer
chown -R nobody $at/conf /opt/theirs /etc/apache2-sources/envvars`;

const AWAY = `pkill -u nobody -x 'httpd|httpd-sudo' || :; rm -rf ${PLACES} /opt/theirs /etc/apache2-includes /etc/apache2-loads /etc/apache2-sources /etc/apache2-names /lib/ld-musl-* /var/tmp/marks; [ ! -e /root/sudoer ] || mv /root/sudoer /etc/sudoers.d/sudoer`;

/** Arguments that pretend to be what the script keeps of an installation, between whatever bytes separate. */
const forged = fc
  .array(
    fc.constantFrom(
      "\n",
      "\t",
      "\u001f",
      "\u001e",
      "master",
      "path",
      "-",
      "1",
      `${PLACES}/evil`,
      "-f",
      "-d",
      " ",
      "'",
      "$(id)",
    ),
    { minLength: 4, maxLength: 12 },
  )
  .map((words) => words.join(""));

describeFleet("what strangers put in the audit's way", (fleet) => {
  let before: Audit[];
  let after: Audit[];
  const ordinary = (host: HostAudit): InstallationAudit | undefined =>
    host.installations.find(({ facts }) => facts["apache.config_file"] === "/etc/apache2/apache2.conf");
  const named = (audit: Audit, name: string) =>
    hostOf(audit, HOST).installations.find(
      ({ facts }) => facts["apache.config_file"] === `/etc/apache2-${name}/apache2.conf`,
    );
  const exec = async (script: string, ...words: string[]) => {
    const result = await fleet.host(HOST).exec(["sh", "-c", script, "sh", ...words]);
    expect(result).toMatchObject({ exitCode: 0 });
    return result.stdout;
  };
  const audits = async () => [
    await auditFleet(fleet, [HOST], "auditor"),
    await auditFleet(fleet, [HOST], "root"),
    await auditFleet(fleet, [HOST], "sudoer", { become: "always" }),
  ];
  const start = (program: string, ...words: string[]) =>
    exec(
      `setpriv --reuid=nobody --regid=nogroup --clear-groups bash -c 'tail -f /dev/null | (name=$1 program=$2; shift 2; exec -a "$name" "$program" "$@")' - "$@" >/dev/null 2>&1 &`,
      ...[`${PLACES}/evil`, program, ...words],
    );
  let started = 0;

  beforeAll(async () => {
    before = await audits();
    await exec(BAITS);
    for (const words of fc.sample(forged, { numRuns: 12, seed: 5 })) {
      await start(`${PLACES}/bin/httpd`, "-e", "sleep 900", "--", words);
      started += 1;
    }
    await start(`${PLACES}/bin/httpd-sudo`, "-S", "-f", `${PLACES}/evil`, "true");
    await vi.waitFor(
      async () => expect(Number(await exec("pgrep -c '^httpd' || :"))).toBeGreaterThanOrEqual(started),
      SOON,
    );
    after = await audits();
  }, 480_000);

  afterAll(async () => {
    await exec(AWAY);
  });

  it("is there, and the auditor may do no more than the documents say", async () => {
    expect(LINE).toBeDefined();
    expect(await exec("cat /etc/sudoers.d/sudoer; ls /lib/ld-musl-*")).toMatch(
      /^sudoer ALL=\(root\) NOPASSWD: \S+ -s/,
    );
  });

  it("runs nothing of it", async () => {
    expect(await exec("cat /var/tmp/marks")).toBe("");
  });

  it("costs the ordinary installation nothing", () => {
    for (const [index, audit] of after.entries()) {
      const [was, is] = [before[index], audit].map((each) => each && ordinary(hostOf(each, HOST)));
      expect(is?.facts["apache.config_ok"]).toBe(true);
      const steady = (facts: object | undefined) =>
        Object.fromEntries(Object.entries(facts ?? {}).filter(([id]) => !id.startsWith("processes.")));
      expect(steady(is?.facts)).toEqual(steady(was?.facts));
    }
  });

  it("is counted, and listed with the reason", () => {
    for (const audit of after) {
      const { facts } = hostOf(audit, HOST);
      expect(facts["host.user_masters"]).toBeGreaterThanOrEqual(started + 1);
      expect(facts["host.left_out"]).toContainEqual(
        expect.stringMatching(/process \d+: user 65534 runs it$/),
      );
      expect(facts["host.left_out"]).toContainEqual(
        "/opt/theirs/bin/httpd: /opt/theirs belongs to user 65534",
      );
    }
  });

  it.each([
    ["includes", new RegExp(`^${PLACES}/conf/\\*\\.conf: ${PLACES} belongs to user 65534$`)],
    ["loads", new RegExp(`^${PLACES}/conf/mod_theirs\\.so: ${PLACES} belongs to user 65534$`)],
  ])("where a configuration %s it, its files are read and httpd is not asked", (name, reason) => {
    for (const audit of after) {
      const installation = named(audit, name);
      expect(installation?.facts["apache.left_out"]).toContainEqual(expect.stringMatching(reason));
      expect(installation?.facts["apache.version"]).toMatch(/^2\.4\./);
      expect(installation?.facts["apache.listen"]).toContain("80");
      expect(installation?.facts["apache.config_ok"]).toBeNull();
      expect(installation?.gaps["apache.config_ok"]?.reason).toMatch(
        /^not asked, as its configuration would load /,
      );
    }
  });

  it("an envvars of a stranger's is not sourced, nor one that names a stranger's file, and both are said", () => {
    for (const audit of after) {
      expect(named(audit, "names")?.facts["apache.left_out"]).toContainEqual(
        `/etc/apache2-names/envvars: it names ${PLACES}/evil: ${PLACES} belongs to user 65534`,
      );
      expect(named(audit, "sources")?.facts["apache.left_out"]).toContainEqual(
        "/etc/apache2-sources/envvars: /etc/apache2-sources/envvars belongs to user 65534",
      );
    }
  });
});
