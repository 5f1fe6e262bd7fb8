import fc from "fast-check";
import { totals } from "../../src/audit/totals.js";
import type { ApplicationAudit, Audit, HostAudit, InstallationAudit } from "../../src/model/audit.js";
import { type Facts, type Gaps, HOST_STATUSES } from "../../src/model/fact.js";
import { forTerminal } from "../../src/report/escape.js";
import { EVIL } from "./hostile.js";
import { auditOf } from "./sample.js";

const hostile = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  // One that is made visible, and one that looks like that from the start.
  fc.constantFrom(
    EVIL,
    forTerminal(EVIL),
    "\u001b",
    "\\x1b",
    "",
    "pkg:pypi/x@1",
    "a b/c@d?e#f",
    "x".repeat(1100),
  ),
);

const version = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom("2.4.62", "3.11.2", "4.9.4", "1.0+local", "2!1.0", "3.13.0rc1") },
  { weight: 1, arbitrary: hostile },
);

const owners = fc.oneof(
  fc.constantFrom(
    "libapache2-mod-wsgi-py3 4.9.4-1+b2",
    "libapache2-mod-wsgi-py3:amd64 5.0.2-1",
    "python3-mod_wsgi-4.7.1-11.el9.x86_64",
    "apache2-mod-wsgi-4.9.4-r3",
    "ap24-py39-mod_wsgi-4.9.4",
  ),
  hostile,
);

const names = fc.constantFrom(
  "django",
  "Django",
  "zope.interface",
  "asgiref",
  "zope-interface",
  "mod-wsgi",
  "shop",
  "x",
);
const packageVersions = fc.constantFrom("4.2.16", "3.2.25", "1.0+ubuntu1", "2!1", "1.0rc1", "");

const distributions = fc
  .dictionary(names, packageVersions, { noNullPrototype: true })
  .map((all) => Object.entries(all).map(([name, each]) => (each === "" ? name : `${name} ${each}`)));

const gap = fc.record({ outcome: fc.constantFrom("absent", "denied", "failed"), reason: hostile });

/** Facts of which each is there, or null with a reason, or not among them at all, as in audits of older releases. */
function factsOf(all: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<{ facts: Facts; gaps: Gaps }> {
  const sides = Object.fromEntries(
    Object.entries(all).map(([id, value]) => [
      id,
      fc.oneof(
        { weight: 5, arbitrary: value.map((each) => ({ value: each })) },
        { weight: 2, arbitrary: gap.map((each) => ({ gap: each })) },
        { weight: 1, arbitrary: fc.constant({}) },
      ),
    ]),
  );
  return fc.record(sides).map((told) => {
    const entries = Object.entries(told) as [string, { value?: never; gap?: never }][];
    return {
      facts: Object.fromEntries(
        entries.flatMap(([id, { value, gap: why }]) =>
          value !== undefined ? [[id, value]] : why ? [[id, null]] : [],
        ),
      ),
      gaps: Object.fromEntries(entries.flatMap(([id, { gap: why }]) => (why ? [[id, why]] : []))),
    };
  });
}

const application: fc.Arbitrary<ApplicationAudit> = fc
  .record({
    id: fc.oneof(fc.constantFrom("/", "shop.test (*:80) /", "/blue"), hostile),
    sides: factsOf({
      "app.distributions": distributions,
      "app.distributions_by_name": fc.uniqueArray(names),
      "app.editable": fc.uniqueArray(names),
      "app.distributions_system": fc.uniqueArray(names),
    }),
  })
  .map(({ id, sides }) => ({ id, ...sides }));

const library = fc.record({
  family: fc.constantFrom("OpenSSL", "Expat"),
  file: fc.oneof(
    fc.constantFrom("/usr/lib/libcrypto.so.3", "/usr/lib/libssl.so.3", "/opt/libssl.so.1.1"),
    hostile,
  ),
  by: fc.constantFrom("httpd", "children"),
});

const installation: fc.Arbitrary<InstallationAudit> = fc
  .record({
    id: fc.oneof(
      fc.constantFrom("/usr/sbin/apache2:/etc/apache2/apache2.conf", "/opt/httpd:/opt/conf"),
      hostile,
    ),
    sides: factsOf({
      "apache.version": version,
      "apache.platform": fc.constantFrom("Debian", "Unix"),
      "modules.wsgi": fc.constantFrom("shared", "static", "absent"),
      "wsgi.version": version,
      "wsgi.package": owners,
      "wsgi.built_for": fc.constant("/usr/sbin/apache2"),
      "python.version": version,
      "python.library.version": fc.constantFrom("3.11", "3.9"),
      "python.evidence": fc.constantFrom("predicted", "observed"),
      "processes.libraries": fc.array(library, { maxLength: 4 }),
    }),
    applications: fc.uniqueArray(application, { maxLength: 3, selector: ({ id }) => id }),
    read: fc.constantFrom({ outcome: "ok" } as const, { outcome: "denied", reason: "no" } as const),
  })
  .map(({ id, sides, applications, read }) => ({
    id,
    ...sides,
    checks: { applications: read },
    applications,
  }));

const host: fc.Arbitrary<HostAudit> = fc
  .record({
    name: fc.oneof(fc.constantFrom("web01", "web02", "db1/shop"), hostile),
    groups: fc.uniqueArray(fc.oneof(fc.constantFrom("web", "db"), hostile), { maxLength: 2 }),
    status: fc.constantFrom(...HOST_STATUSES),
    sides: factsOf({
      "host.os": fc.oneof(fc.constantFrom("debian", "rhel", "alpine", "freebsd"), hostile),
      "host.os_version": fc.oneof(fc.constantFrom("12", "9.4"), hostile),
    }),
    containerOf: fc.option(fc.constant("db1"), { nil: undefined }),
    installations: fc.array(installation, { maxLength: 2 }),
  })
  .map(({ sides, containerOf, ...rest }) => ({
    ...rest,
    ...sides,
    ...(containerOf !== undefined && { containerOf }),
    address: "a@b:22",
    durationMs: 1,
    checks: {},
  }));

/** Any hosts, with what a host says taken from an attacker here and there. */
export const anyHosts: fc.Arbitrary<HostAudit[]> = fc.array(host, { maxLength: 4 });

/** An audit of them that nobody judged. */
export const unjudged = (hosts: HostAudit[]): Audit => ({
  ...auditOf([]),
  hosts,
  totals: totals(hosts.length, hosts, [], []),
});
