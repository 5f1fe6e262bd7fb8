import { fileURLToPath } from "node:url";
import fc from "fast-check";
import type { HostRecord } from "../../src/model/snapshot.js";
import { readSnapshots } from "../../src/snapshot/read.js";

const DEMO = new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url);

/** A host that answers in good form, and as much as it can think of: so many installations of so many of each line. */
export interface CostlyHost {
  installations: number;
  /** How often the whole configuration is repeated. */
  times: number;
  /** Sections that stand around each other. */
  nested: number;
  lines: readonly Line[];
}

/** Each makes another part of the judging work: lists, entry points, sections, expressions, servers, plain lines. */
const LINES = {
  daemons: (n: number) => [`WSGIDaemonProcess g${n} processes=2`],
  lost: (n: number) => [`WSGIScriptAlias /l${n} /srv/${n}.wsgi process-group=h${n}`],
  aliases: (n: number) => [`Alias /s${n} /srv/static${n}`, `WSGIScriptAlias /a${n} /srv/${n}.wsgi`],
  expressions: (n: number) => [`AliasMatch ^/(a|b|c)*x${n}$ /srv/x`, `WSGIScriptAlias /e${n} /srv/${n}.wsgi`],
  directories: (n: number) => [`<Directory /srv/d${n}>`, "Require all granted", "</Directory>"],
  locations: (n: number) => [
    `<LocationMatch ^/(a|b|c)*y${n}$>`,
    "SetHandler wsgi-script",
    "</LocationMatch>",
  ],
  servers: (n: number) => [
    "<VirtualHost *:80>",
    `ServerName v${n}`,
    `WSGIScriptAlias / /srv/${n}.wsgi`,
    "</VirtualHost>",
  ],
  groups: (n: number) => [`WSGIProcessGroup g${n}`],
  access: (n: number) => [
    `Require ip 10.0.${n % 256}.1`,
    "Options +ExecCGI",
    `AddHandler wsgi-script .w${n}`,
  ],
  variables: (n: number) => Array.from({ length: 90 }, (_, at) => `SetEnv V${n}_${at} ...`),
  imports: (n: number) => [`WSGIImportScript /srv/${n}.wsgi process-group=g${n} application-group=%{GLOBAL}`],
};

type Line = keyof typeof LINES;

export const lineKinds = Object.keys(LINES) as Line[];

/** From ordinary sizes to far beyond every limit, in all mixtures. */
export const costlyHosts: fc.Arbitrary<CostlyHost> = fc.record({
  installations: fc.constantFrom(1, 2, 10, 40, 200),
  times: fc.constantFrom(1, 20, 100, 300, 1000, 4000),
  nested: fc.constantFrom(0, 0, 3, 150, 300),
  lines: fc.subarray(lineKinds, { minLength: 1 }),
});

function configurationOf({ times, nested, lines }: CostlyHost): string {
  const around = (tag: string) => Array.from({ length: nested }, (_, n) => tag.replace("#", `/srv/n${n}`));
  const all = [
    "Listen 80",
    ...around("<Directory #>"),
    ...Array.from({ length: times }, (_, n) => lines.flatMap((kind) => LINES[kind](n))).flat(),
    ...around("</Directory>"),
  ];
  return `# In file: /etc/apache2/apache2.conf\n${all.map((line, at) => `${at + 1}\t${line}\n`).join("")}`;
}

/** The answer of a recorded host, with that configuration in so many installations. */
export function costlyRecord(host: CostlyHost): HostRecord {
  const honest = honestRecord();
  const configuration = configurationOf(host);
  const sections = honest.transcript?.sections ?? [];
  const own = sections
    .filter(({ installation }) => installation === 1)
    .map((section) => ({
      ...section,
      parts: section.parts.map((part) =>
        ["directives", "files"].includes(part.name) ? { ...part, stdout: configuration } : part,
      ),
    }));
  const installations = Array.from({ length: host.installations }, (_, n) =>
    own.map((section) => ({ ...section, installation: n + 1 })),
  );
  const ofHost = sections.filter(({ installation }) => installation === 0);
  return {
    ...honest,
    host: { ...honest.host, name: "costly" },
    transcript: { complete: true, noise: "", sections: [...ofHost, ...installations.flat()] },
  };
}

const { hosts } = await readSnapshots([fileURLToPath(DEMO)]);

/** A recorded host whose httpd dumped its configuration. */
export const honestRecord = (): HostRecord =>
  hosts.find(({ transcript }) =>
    transcript?.sections.some(({ parts }) =>
      parts.some(({ name, stdout }) => name === "directives" && stdout !== ""),
    ),
  ) as HostRecord;
