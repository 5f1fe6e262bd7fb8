import { expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { ruleCatalogue } from "../../src/rules/index.js";
import { auditFleet } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { FIRES, UNTOUCHED } from "./fires.js";
import { HOST_NAMES } from "./hosts.js";
import { askWsgiText } from "./truth.js";

/** Their faults are made by the tests that show them, or by cases that no container can play. */
const ELSEWHERE = new Set([
  "python/probe-failed", // probe.test.ts
  "python/evidence-disagrees", // probe.test.ts
  "python/ascii-locale", // probe.test.ts
  "wsgi/too-old-for-python", // platforms/fedora39-express.yaml
  "python/end-of-life", // audit.test.ts, on bullseye alone: what it says of the others depends on the day
  "apache/end-of-life", // platforms/macos-snow-leopard.yaml
  "host/weak-ssh", // rules.test.ts: every host of the fleet has algorithms of today
  "apache/selinux-label", // platforms/centos7-selinux.yaml: the containers have no kernel of their own
  "wsgi/observed-disagrees", // observe.test.ts
  "python/files-deleted", // test/rules/rows.ts, as are the others without a file
  "python/library-clash-possible", // clashes.test.ts: root sees more
  "python/extension-mismatch", // remedies/extensions.ts
  "python/extension-library", // remedies/extensions.ts, as the next one
  "python/byte-code-mismatch",
  "python/module-shadowed", // remedies/python.ts
  "wsgi/next-start-differs", // test/rules/rows.ts, too
  "wsgi/daemon-not-listening",
  "python/other-on-path",
  "apache/module-symbol", // test/rules/shared/loader.test.ts, as are those that follow
  "apache/module-architecture",
  "apache/module-signature",
  "apache/module-noexec",
  "apache/module-mapping",
  "apache/module-newer-libc",
  "apache/apr-older",
  "host/two-masters", // platforms/debian12-two-masters.yaml
]);

/** Python: the status of a page of that host. */
const STATUS_OF = `import sys, urllib.request, urllib.error
request = urllib.request.Request("http://127.0.0.1:81" + sys.argv[1], headers={"Host": "permissions.test"})
try:
  print(urllib.request.urlopen(request, timeout=20).status)
except urllib.error.HTTPError as error:
  print(error.code)`;

/** What a server logs of the requests of other tests depends on the moment, on hosts on which something is wrong. */
const LOGGED = "wsgi/errors-logged";
const isOfTheMoment = (id: string, host: string) => id === LOGGED && !UNTOUCHED.some((name) => name === host);

const hostsOf = (audit: Audit, rule: string) =>
  [...new Set(audit.findings.filter((finding) => finding.rule === rule).map(({ host }) => host))].sort();

describeFleet("every rule over every host", (fleet) => {
  const rules = ruleCatalogue.map(({ id }) => id).filter((id) => !id.startsWith("fleet/"));

  it("has a place where it is shown", () => {
    expect(rules.filter((id) => !(id in FIRES) && !ELSEWHERE.has(id))).toEqual([]);
    expect([...Object.keys(FIRES), ...ELSEWHERE].filter((id) => !rules.includes(id))).toEqual([]);
  });

  it.each([
    ["/open", 200],
    ["/closed", 403],
    ["/missing", 404],
    ["/hidden", 403],
  ])("the live server of permissions answers %s with %i, as the rules say", async (mount, status) => {
    const { stdout } = await fleet.host("permissions").exec(["python3", "-c", STATUS_OF, mount]);
    expect(Number(stdout)).toBe(status);
  });

  it("finds each fault where it is, and nothing anywhere else", async () => {
    // A daemon that was started anew, as other tests have it, maps the package's library when it is first used.
    await askWsgiText(fleet.host("clash"), "/daemon/version");
    const audit = await auditFleet(fleet, HOST_NAMES, "root");
    const width = Math.max(...rules.map((id) => id.length));
    const table = rules.map((id) => `  ${id.padEnd(width)}  ${hostsOf(audit, id).join(" ")}\n`);
    process.stdout.write(`rule and hosts, of ${HOST_NAMES.length}:\n${table.join("")}`);
    const found = Object.fromEntries(
      Object.entries(FIRES).map(([id, hosts]) => [
        id,
        hostsOf(audit, id).filter((host) => hosts.some((name) => name === host) || !isOfTheMoment(id, host)),
      ]),
    );
    expect(found).toEqual(
      Object.fromEntries(Object.entries(FIRES).map(([id, hosts]) => [id, [...hosts].sort()])),
    );
  }, 480_000);
});
