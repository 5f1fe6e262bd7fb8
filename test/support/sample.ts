import { compareFleet } from "../../src/audit/compare.js";
import { judge } from "../../src/audit/judge.js";
import { totals } from "../../src/audit/totals.js";
import { factCatalogue } from "../../src/checks/index.js";
import { AUDIT_SCHEMA, type Audit, type HostAudit, type InstallationAudit } from "../../src/model/audit.js";
import type { Expectation, Facts, Gaps } from "../../src/model/fact.js";

const DEBIAN: Facts = {
  "apache.binary": "/usr/sbin/apache2",
  "apache.running": true,
  "apache.config_ok": true,
  "apache.python_environment": [],
  "modules.duplicated": [],
  "wsgi.restrict_embedded": false,
  "wsgi.lazy_initialization": true,
  "wsgi.ignored_directives": [],
  "wsgi.socket_prefix": "",
  "wsgi.daemons": [],
  "apache.version": "2.4.62",
  "apache.mpm": "event",
  "modules.shared": ["alias_module", "env_module", "mime_module", "mpm_event_module", "wsgi_module"],
  "modules.wsgi": "shared",
  "modules.mod_python": false,
  "wsgi.version": "4.9.4",
  "wsgi.module_path": "/usr/lib/apache2/modules/mod_wsgi.so",
  "python.link": "shared",
  "python.library.name": "libpython3.11.so.1.0",
  "python.library.path": "/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
  "python.library.path_login": "/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
  "python.library.path_apache": "/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
  "python.library.version": "3.11",
  "python.library.deleted": false,
  "python.home": "",
  "python.prefix": "/usr",
  "python.predicted_prefix": "/usr",
  "python.library.prefix": "/usr",
  "python.base_prefix": "/usr",
  "python.version": "3.11.2",
  "python.evidence": "predicted",
  "python.homes": [],
};

/** What nobody asked for. */
const UNASKED: Gaps = Object.fromEntries(
  factCatalogue
    .filter(
      ({ check, level }) =>
        ["probe", "processes", "files", "applications"].includes(check) && level !== "application",
    )
    .map(({ id }) => [id, { outcome: "absent", reason: "not asked for" }]),
);

const UNTOLD: Gaps = { "wsgi.built_for": { outcome: "absent", reason: "pip did not build it" } };

const without = (gaps: Gaps, facts: Facts): Gaps =>
  Object.fromEntries(Object.entries(gaps).filter(([id]) => facts[id] === undefined));

export const installation = (
  facts: Facts = {},
  gaps: Gaps = {},
  id = "/usr/sbin/apache2:/etc/apache2/apache2.conf",
): InstallationAudit => ({
  id,
  facts: { ...DEBIAN, ...facts, ...Object.fromEntries(Object.keys(gaps).map((fact) => [fact, null])) },
  gaps: { ...without({ ...UNASKED, ...UNTOLD }, facts), ...gaps },
  checks: {},
  applications: [],
});

export const host = (name: string, more: Partial<HostAudit> = {}): HostAudit => ({
  name,
  address: `audit@${name}:22`,
  groups: ["web"],
  status: "ok",
  durationMs: 100,
  facts: {
    "host.os": "debian",
    "host.os_version": "12",
    "host.time": "2026-01-01T00:00:00Z",
    "host.ld_library_path": "",
  },
  gaps: {},
  checks: {},
  installations: [installation()],
  ...more,
});

/** An audit of hosts that are object literals, compared and judged as real ones are. */
export function auditOf(
  hosts: HostAudit[],
  options: {
    expect?: Record<string, Record<string, Expectation>>;
    interrupted?: boolean;
    golden?: string;
  } = {},
): Audit {
  const catalogue = [...factCatalogue];
  const { comparison, classes } = compareFleet(hosts, catalogue, "group", options.golden);
  const { findings, unknown, rules } = judge(
    hosts,
    catalogue,
    comparison,
    new Map(Object.entries(options.expect ?? {})),
  );
  return {
    schema: AUDIT_SCHEMA,
    tool: { name: "wsgi-audit", version: "0.0.0" },
    run: {
      id: "00000000-0000-0000-0000-000000000000",
      startedAt: "2026-01-01T00:00:00.000Z",
      finishedAt: "2026-01-01T00:00:01.000Z",
      inventory: "inventory.yaml",
      selected: hosts.map(({ name }) => name),
      interrupted: options.interrupted ?? false,
      compareBy: "group",
    },
    totals: totals(hosts.length, hosts, findings, unknown),
    hosts,
    catalogue: { facts: catalogue, rules },
    comparison,
    classes,
    findings,
    accepted: [],
    unknown,
  };
}

/** Twelve hosts with something of everything. */
export const sampleFleet = (): HostAudit[] => [
  ...["web01", "web02", "web03", "web04", "web05", "web06"].map((name) => host(name)),
  host("web07", {
    installations: [
      installation({
        "python.library.path": "not found",
        "python.library.path_login": "not found",
        "python.library.path_apache": "/opt/python/lib/libpython3.11.so.1.0",
      }),
    ],
  }),
  host("web08", {
    installations: [
      installation(
        {
          "modules.shared": [
            "alias_module",
            "mime_module",
            "mpm_prefork_module",
            "php_module",
            "wsgi_module",
          ],
          "apache.mpm": "prefork",
        },
        {
          "python.library.deleted": {
            outcome: "denied",
            reason: "/proc/PID/maps: only root and the owner may read it",
          },
        },
      ),
    ],
  }),
  host("batch1", { groups: ["batch"], installations: [installation({ "python.link": "static" })] }),
  host("batch2", { groups: ["batch"] }),
  host("db1", { groups: ["db"], installations: [] }),
  host("gone1", {
    status: "unreachable",
    facts: {},
    installations: [],
    error: {
      stage: "hostkey",
      code: "hostkey-changed",
      message: "gone1 shows another key than known_hosts has",
      hint: "when the new fingerprint is verified: ssh-keygen -R 'gone1'",
    },
  }),
];
