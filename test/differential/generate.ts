import { GUARDED_SCRIPTS, identityOf, JAILS, ownersOf } from "./identity.js";
import { Random } from "./random.js";

/** One request to an entry point, and how the audit calls its place. */
export interface Request {
  port: number;
  host: string;
  url: string;
  /** What the audit calls the entry point that the URL is at or below. */
  mount: string;
  /** `app.vhost` of the server that answers. */
  vhost: string;
}

/** A configuration to be run. */
export interface Job {
  index: number;
  main: string;
  arguments: string[];
  files: Record<string, string>;
  /** mod_info, by which httpd shows its configuration, is not there: the files are read. */
  blind: boolean;
  requests: Request[];
}

export const ROOT = "/srv/diff";
export const SCRIPTS = ["a/app.wsgi", "a/two.wsgi", "a/x/app.wsgi", "b/app.wsgi", "b/deep/er/app.wsgi"].map(
  (path) => `${ROOT}/${path}`,
);
export const VENV = `${ROOT}/venv`;
const PORTS = [80, 443, 8080];
/** Clients name any port. */
const HOST_PORTS = [...PORTS, 81, 8443];
const MODULES = "/usr/lib/apache2/modules";
const NEEDED = [
  "authz_core",
  "alias",
  "env",
  "setenvif",
  "mime",
  "macro",
  "rewrite",
  "proxy",
  "proxy_http",
  "wsgi",
];

interface Host {
  name: string | undefined;
  port: number;
  address: string;
  mounts: string[];
  lines: string[];
}

const DAEMON_NAMES = ["g1", "g2", "g3", "g4"];

function daemon(random: Random, name: string): string {
  const options = [
    ...(random.chance(0.5) ? [`threads=${random.pick([1, 2, 5, 15])}`] : []),
    ...(random.chance(0.4) ? [`processes=${random.pick([1, 2])}`] : []),
    ...(random.chance(0.2) ? [`python-home=${VENV}`] : []),
    ...(random.chance(0.2) ? ["display-name=%{GROUP}"] : []),
    ...identityOf(random),
  ];
  return `WSGIDaemonProcess ${name} ${options.join(" ")}`.trim();
}

const processGroup = (random: Random) =>
  random.pick([
    ...DAEMON_NAMES,
    ...DAEMON_NAMES,
    "%{GLOBAL}",
    "%{GLOBAL}",
    "nope",
    "%{ENV:GROUP}",
    "%{SERVER}",
  ]);
const applicationGroup = (random: Random) =>
  random.pick([
    "%{GLOBAL}",
    "%{SERVER}",
    "%{RESOURCE}",
    "%{HOST}",
    "%{ENV:GROUP}",
    "%{NOPE}",
    "lit",
    "Lit Two",
  ]);

/** URLs below a mount that are asked for as well. */
const BELOW = ["/part", "/more", "/part/x.html", "/", "/Part", "/part.html"];
const below = (mount: string, rest: string) => `${mount.replace(/\/$/, "")}${rest}`;

/** What answers before mod_wsgi does, for a mount, above it or for a part of it. */
function inFront(random: Random): string[] {
  const mount = random.pick(MOUNTS.filter((each) => !each.includes("//")));
  const path = random.pick([mount, mount, "/", below(mount, "/part"), below(mount, "/"), "/elsewhere"]);
  const rules = (...lines: string[]) => ["RewriteEngine On", ...lines];
  const makers = [
    () => [`Redirect ${random.pick(["", "permanent ", "302 ", "seeother "])}${path} https://other.test/`],
    () => [`Redirect gone ${path}`],
    () => [
      `RedirectMatch ${random.pick([`^${path}`, `^${path}$`, "\\.html$", "^/$", "."])} https://other.test/`,
    ],
    () => [`ProxyPass ${path} http://127.0.0.1:9/`],
    () => [`ProxyPass ${below(mount, "/part")} !`, `ProxyPass ${path} http://127.0.0.1:9/`],
    () => [`<Location ${path}>`, "  Redirect 302 https://other.test/", "</Location>"],
    () => [`<Location ${path}>`, "  SetHandler none-such", "</Location>"],
    () => rules(`RewriteRule ${random.pick([`^${path}`, `!^${path}`, "^", "\\.html$"])} - [F]`),
    () => rules("RewriteCond %{REQUEST_METHOD} =POST", "RewriteRule ^ https://other.test/ [R,L]"),
    () => rules(`RewriteRule ^${path} - [L]`, "RewriteRule ^ https://other.test/ [R=302,L]"),
    () => rules(`RewriteRule ^${path}(.*)$ ${random.pick(MOUNTS)}$1 [PT]`),
    () => rules(`RewriteRule ^${path} /no/such/file [L]`),
  ];
  return random.pick(makers)();
}

const quoted = (random: Random, text: string) => (/\s/.test(text) || random.chance(0.2) ? `"${text}"` : text);

/** Directives that may stand in a server or in a section. */
function settings(random: Random, probability: number): string[] {
  const all = [
    () => `WSGIProcessGroup ${processGroup(random)}`,
    () => `WSGIApplicationGroup ${quoted(random, applicationGroup(random))}`,
    () => `WSGIRestrictProcess ${random.some([...DAEMON_NAMES, "%{GLOBAL}"], 0.6).join(" ") || "g1"}`,
    () => `UseCanonicalName ${random.pick(["On", "Off"])}`,
    () => `UseCanonicalPhysicalPort ${random.pick(["On", "Off"])}`,
  ];
  const weights = [1, 1, 0.3, 0.4, 0.3];
  return all.flatMap((make, index) => (random.chance(probability * (weights[index] ?? 1)) ? [make()] : []));
}

const indented = (lines: readonly string[]) => lines.map((line) => `  ${line}`);

function section(random: Random, name: string, argument: string, inner: string[]): string[] {
  return [`<${name} ${quoted(random, argument)}>`, ...indented(inner), `</${name}>`];
}

const DIRECTORIES = [
  ROOT,
  `${ROOT}/a`,
  `${ROOT}/b/`,
  `${ROOT}/a/x`,
  `${ROOT}/*/x`,
  `${ROOT}/?`,
  `${ROOT}/b/deep`,
];
const DIRECTORY_PATTERNS = [`^${ROOT}/a`, `${ROOT}/[ab]$`, "app\\.wsgi$", "/deep/"];
const FILES = ["app.wsgi", "two.*", "*.wsgi", "none.py"];
const FILE_PATTERNS = ["^app", "\\.wsgi$", "^two\\.(wsgi|py)$"];
const LOCATIONS = ["/", "/one", "/one/", "/two", "/Upper", "/one/more", "/t*"];
const LOCATION_PATTERNS = ["^/one", "/two$", "more", "^/[a-z]+$"];

/** Sections with settings in them, some nested. */
function sections(random: Random): string[] {
  const inner = () => settings(random, 0.5);
  const nested = () => (random.chance(0.3) ? section(random, "Files", random.pick(FILES), inner()) : []);
  const makers = [
    () => section(random, "Directory", random.pick(DIRECTORIES), [...inner(), ...nested()]),
    () => section(random, "DirectoryMatch", random.pick(DIRECTORY_PATTERNS), inner()),
    () => [`<Directory ~ "${random.pick(DIRECTORY_PATTERNS)}">`, ...indented(inner()), "</Directory>"],
    () => section(random, "Files", random.pick(FILES), inner()),
    () => section(random, "FilesMatch", random.pick(FILE_PATTERNS), inner()),
    () => section(random, "Location", random.pick(LOCATIONS), inner()),
    () => section(random, "LocationMatch", random.pick(LOCATION_PATTERNS), inner()),
    () => [`<If "%{REQUEST_METHOD} == 'GET'">`, ...indented(settings(random, 0.2)), "</If>"],
  ];
  const weights = [0.35, 0.15, 0.1, 0.2, 0.15, 0.3, 0.2, 0.08];
  return makers.flatMap((make, index) => (random.chance(weights[index] ?? 0) ? make() : []));
}

const MOUNTS = ["/", "/one", "/two", "/one/more", "/Upper", "/three", "/twofold", "/dou//ble"];

/** One of the plain ones, one that not everybody may read, or either in a root of processes. */
function scriptOf(random: Random): string {
  const script = random.pick(random.chance(0.25) ? GUARDED_SCRIPTS : SCRIPTS);
  return random.chance(0.2) ? `${random.pick(JAILS)}${script}` : script;
}

function alias(random: Random, mount: string): string[] {
  const script = scriptOf(random);
  const options = [
    ...(random.chance(0.35) ? [`process-group=${processGroup(random)}`] : []),
    ...(random.chance(0.35) ? [`application-group=${quoted(random, applicationGroup(random))}`] : []),
    ...(random.chance(0.1) ? ["callable-object=application"] : []),
  ];
  const long = random.chance(0.15);
  const line = `WSGIScriptAlias ${quoted(random, mount)} ${quoted(random, script)}`;
  if (random.chance(0.12))
    return [
      `WSGIScriptAliasMatch ^${mount === "/" ? "/" : `${mount}\\b`} ${script} ${options.join(" ")}`.trim(),
    ];
  return long && options.length > 0
    ? [`${line} \\`, `    ${options.join(" ")}`]
    : [[line, ...options].join(" ")];
}

function handled(random: Random, mount: string): string[] {
  const script = scriptOf(random);
  const by = random.pick(["SetHandler wsgi-script", "AddHandler wsgi-script .wsgi"]);
  return [
    `Alias ${mount} ${script}`,
    ...section(random, "Directory", script.slice(0, script.lastIndexOf("/")), ["Options +ExecCGI", by]),
  ];
}

/** The aliases of a server, in any order, some of them twice. */
function aliases(random: Random, probability: number): { lines: string[]; mounts: string[] } {
  const mounts = random.some(MOUNTS, probability).sort(() => random.next() - 0.5);
  const lines = mounts.flatMap((mount) =>
    random.chance(0.12) && /^(\/\w+)+$/.test(mount) ? handled(random, mount) : alias(random, mount),
  );
  return { lines, mounts };
}

/** Wraps lines so that only httpd's own evaluation tells whether they count. */
function wrapped(random: Random, lines: string[]): string[] {
  if (lines.length === 0) return [];
  const kind = random.below(16);
  if (kind === 0) return ["<IfModule wsgi_module>", ...indented(lines), "</IfModule>"];
  if (kind === 1) return ["<IfModule mod_wsgi.c>", ...indented(lines), "</IfModule>"];
  if (kind === 2) return ["<IfDefine DIFF>", ...indented(lines), "</IfDefine>"];
  if (kind === 3) return ["<IfDefine !NOTHING>", ...indented(lines), "</IfDefine>"];
  if (kind === 4) return ["<IfVersion >= 2.4>", ...indented(lines), "</IfVersion>"];
  if (kind === 5) return [...lines, "<IfModule mod_mpm_never.c>", "  WSGIProcessGroup nope", "</IfModule>"];
  if (kind === 6) return ["<IfFile /etc/passwd>", ...indented(lines), "</IfFile>"];
  if (kind === 7) return [...lines, "<IfFile /etc/nowhere>", "  WSGIProcessGroup nope", "</IfFile>"];
  if (kind === 8) return ["<IfVersion < 2.4>", "  WSGIProcessGroup nope", "</IfVersion>", ...lines];
  return lines;
}

function virtualHost(random: Random, index: number, nameless: Set<number>): Host {
  const port = random.pick(PORTS);
  const unnamed = random.chance(0.15) && !nameless.has(port);
  if (unnamed) nameless.add(port);
  const suffix = random.chance(0.2) ? `:${random.pick([80, 443, 8080, 9999])}` : "";
  const name = unnamed ? undefined : random.pick([`v${index}.test`, `V${index}.Test`]);
  const { lines, mounts } = aliases(random, 0.35);
  const daemons = random.chance(0.25) ? [daemon(random, `v${index}g`), `WSGIProcessGroup v${index}g`] : [];
  const front = random.chance(0.35) ? inFront(random) : [];
  const inside = [
    ...daemons,
    ...settings(random, 0.3),
    ...front,
    ...wrapped(random, lines),
    ...sections(random),
  ];
  const address = `*:${port}`;
  return {
    name,
    port,
    address,
    mounts,
    lines: [
      `<VirtualHost ${address}>`,
      ...indented([...(name ? [`ServerName ${name}${suffix}`] : []), ...inside]),
      "</VirtualHost>",
    ],
  };
}

const MPMS = ["prefork", "worker", "event"] as const;

function processes(random: Random, mpm: (typeof MPMS)[number]): string[] {
  const number = (name: string, values: readonly number[], probability: number) =>
    random.chance(probability) ? [`${name} ${random.pick(values)}`] : [];
  if (mpm === "prefork")
    return [
      "StartServers 1",
      ...number("ServerLimit", [1, 4, 300], 0.3),
      ...number("MaxRequestWorkers", [1, 2, 20], 0.6),
    ];
  return [
    "StartServers 1",
    ...number("ServerLimit", [1, 2, 20], 0.4),
    ...number("ThreadLimit", [10, 30], 0.2),
    ...number("ThreadsPerChild", [1, 5, 25, 64], 0.5),
    ...number("MaxRequestWorkers", [1, 7, 25, 30, 100], 0.5),
  ];
}

/** The configuration of that seed and index: valid in form, though httpd may refuse what it means. */
export function generate(seed: number, index: number): Job {
  const random = new Random(seed * 1_000_003 + index);
  const directory = `${ROOT}/conf/${index}`;
  const mpm = random.pick(MPMS);
  const mainName = random.chance(0.85)
    ? random.pick(["main.test", "main.test:8080", "Main.Test"])
    : undefined;
  const nameless = new Set<number>();
  // A base server without a name has the name that the host's resolver gives: requests could not be addressed.
  if (mainName === undefined) for (const port of PORTS) nameless.add(port);
  const hosts = Array.from({ length: 1 + random.below(4) }, (_, each) => virtualHost(random, each, nameless));
  const own = aliases(random, 0.3);
  const daemons = random.some(DAEMON_NAMES, 0.75).map((name) => daemon(random, name));
  const included = random.chance(0.3) ? hosts.splice(0, 1) : [];
  const owners = ownersOf(random);
  const head = [
    `ServerRoot ${directory}`,
    `PidFile ${directory}/pid`,
    `ErrorLog ${directory}/error.log`,
    `DefaultRuntimeDir ${directory}`,
    "Mutex fcntl",
    `WSGISocketPrefix ${directory}/wsgi`,
    `LoadModule mpm_${mpm}_module ${MODULES}/mod_mpm_${mpm}.so`,
    ...NEEDED.map((name) => `LoadModule ${name}_module ${MODULES}/mod_${name}.so`),
    ...PORTS.map((port) => `Listen ${port}`),
    ...owners.head,
    "TypesConfig /dev/null",
    ...(mainName ? [`ServerName ${mainName}`] : []),
    ...processes(random, mpm),
    `<Directory ${ROOT}>`,
    "  Require all granted",
    "</Directory>",
  ];
  const macro = random.chance(0.25)
    ? [
        "<Macro App $mount $group $groupless>",
        `  WSGIScriptAlias $mount ${SCRIPTS[0]} process-group=$group`,
        "  SetEnv GROUPLESS $groupless",
        "</Macro>",
        `Use App /macro ${random.pick(["g1", "%{GLOBAL}"])} "not for others"`,
      ]
    : [];
  const define = random.chance(0.25)
    ? [
        "Define secret_of_all canary",
        "Define first_half g",
        "Define group_of_all ${first_half}2",
        "WSGIProcessGroup ${group_of_all}",
      ]
    : [];
  const restrict = random.chance(0.08) ? ["WSGIRestrictEmbedded On"] : [];
  const lines = [
    ...head,
    ...daemons,
    ...restrict,
    ...define,
    ...settings(random, 0.25),
    ...macro,
    ...(random.chance(0.08) ? inFront(random) : []),
    ...wrapped(random, own.lines),
    ...sections(random),
    ...(included.length > 0 ? ["IncludeOptional sites/*.conf"] : []),
    ...hosts.flatMap((host) => host.lines),
    ...owners.tail,
  ];
  const all = [...included, ...hosts];
  const inherited = [...own.mounts, ...(macro.length > 0 ? ["/macro"] : [])];
  const base = mainName?.replace(/:\d+$/, "");
  const requests = all.flatMap((host) =>
    [...new Set([...host.mounts, ...inherited])].flatMap((mount) => {
      const name = host.name ?? base ?? "nobody.test";
      const asked = { port: host.port, mount, vhost: `${host.name ?? base} (${host.address})` };
      return [
        { ...asked, host: name, url: mount },
        ...random.some(BELOW, 0.35).map((rest) => ({ ...asked, host: name, url: below(mount, rest) })),
        ...(random.chance(0.3) ? [{ ...asked, host: `${name}:${host.port}`, url: mount }] : []),
        ...(random.chance(0.2) ? [{ ...asked, host: `${name}:${random.pick(HOST_PORTS)}`, url: mount }] : []),
      ];
    }),
  );
  return {
    index,
    main: `${directory}/httpd.conf`,
    arguments: random.chance(0.5) ? ["-D", "DIFF"] : [],
    files: {
      [`${directory}/httpd.conf`]: `${lines.join("\n")}\n`,
      ...(included.length > 0 && {
        [`${directory}/sites/one.conf`]: `${included.flatMap((host) => host.lines).join("\n")}\n`,
      }),
    },
    blind: random.chance(0.3),
    requests,
  };
}
