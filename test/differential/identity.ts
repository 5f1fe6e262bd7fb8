import type { ApplicationAudit, InstallationAudit } from "../../src/model/audit.js";
import type { FactValue } from "../../src/model/fact.js";
import type { Random } from "./random.js";

/** Users of every release, one with groups besides its own, and groups, by number. */
const USERS: Readonly<Record<string, number>> = { "www-data": 33, games: 5, backup: 34, deploy: 4711 };
const GROUPS: Readonly<Record<string, number>> = {
  "www-data": 33,
  games: 60,
  backup: 34,
  mail: 8,
  deploy: 4711,
};

const ROOT = "/srv/diff";

/** Roots of processes: as a whole, and without accounts and some of the scripts. */
export const JAILS = [`${ROOT}/jail`, `${ROOT}/bare`] as const;

/** Scripts that not everybody may read, by owner, group, mode and the mode of their directory. */
const GUARDED = [
  ["mail/app.wsgi", "root:mail", "0640", "0755"],
  ["own/app.wsgi", "games:games", "0600", "0755"],
  ["closed/app.wsgi", "root:mail", "0644", "0750"],
  ["others/app.wsgi", "root:mail", "0604", "0755"],
  ["deploy/app.wsgi", "backup:deploy", "0440", "0711"],
] as const;

export const GUARDED_SCRIPTS = GUARDED.map(([path]) => `${ROOT}/${path}`);

/** Shell: makes the accounts, the guarded scripts and the jails. */
export const preparations = (scripts: readonly string[], venv: string): string[] => [
  "groupadd -g 4711 deploy",
  "useradd -M -u 4711 -g deploy -G mail,games -d / deploy",
  ...GUARDED.flatMap(([path, owner, mode, directory]) => [
    `install -D ${ROOT}/truth.wsgi ${ROOT}/${path}`,
    `chown ${owner} ${ROOT}/${path} ${ROOT}/${path.replace(/\/.*/, "")}`,
    `chmod ${mode} ${ROOT}/${path}`,
    `chmod ${directory} ${ROOT}/${path.replace(/\/.*/, "")}`,
  ]),
  "library=$(python3 -c 'import os; print(os.path.dirname(os.__file__))')",
  ...JAILS.flatMap((jail) => [
    `mkdir -p ${jail}/usr/lib ${jail}/tmp`,
    `cp -a "$library" ${jail}/usr/lib/`,
    `tar cf - ${[...scripts, ...GUARDED_SCRIPTS, venv].join(" ")} 2>/dev/null | tar xpf - -C ${jail}`,
    // The directories that only their contents were taken of.
    `for each in ${GUARDED.map(([path]) => path.replace(/\/.*/, "")).join(" ")}; do chown --reference=${ROOT}/$each ${jail}${ROOT}/$each; chmod --reference=${ROOT}/$each ${jail}${ROOT}/$each; done`,
    `printf %s ${jail} >${jail}/jail`,
  ]),
  `cp -a --parents /etc/passwd /etc/group /usr/games /var/backups ${JAILS[0]}`,
  `rm ${JAILS[1]}${scripts[1]}`,
  `chmod 700 ${JAILS[1]}${scripts[2]?.replace(/\/[^/]*$/, "")}`,
];

const groups = (random: Random) => random.some(["mail", "games", "deploy"], 0.4).join(",");

/** Options of WSGIDaemonProcess that say as whom and where a group runs. */
export function identityOf(random: Random): string[] {
  const user = random.chance(0.35) ? random.pick(Object.keys(USERS)) : undefined;
  const jail = random.chance(0.25) ? random.pick(JAILS) : undefined;
  const supplementary = random.chance(0.2) ? groups(random) : "";
  return [
    ...(user ? [`user=${user}`] : []),
    ...(random.chance(0.3) ? [`group=${random.pick([...Object.keys(GROUPS), "#60"])}`] : []),
    ...(supplementary !== "" ? [`supplementary-groups=${supplementary}`] : []),
    ...(random.chance(0.15) ? [`umask=${random.pick(["0002", "027", "0077"])}`] : []),
    ...(jail ? [`chroot=${jail}`] : []),
    // A process that changes its root stays where it was, which is nowhere in there: Python does not start.
    ...(jail || random.chance(0.1) ? [`home=${random.pick(["/", "/tmp"])}`] : []),
  ];
}

/**
 * User and Group of the server: mostly once, at the top; else at the end, with others before the daemon groups, which take what
 * stands before them.
 */
export function ownersOf(random: Random): { head: readonly string[]; tail: readonly string[] } {
  const own = ["User www-data", `Group ${groupOf(random)}`];
  if (random.chance(0.75)) return { head: own, tail: [] };
  const before = [`User ${random.pick(Object.keys(USERS))}`, `Group ${groupOf(random)}`];
  return { head: random.some(before, 0.6), tail: own };
}

/** Group of the server. */
const groupOf = (random: Random): string =>
  random.chance(0.7) ? "www-data" : random.pick([...Object.keys(GROUPS), "#8"]);

/** What a process says of itself. */
export interface Identity {
  uid: number;
  gid: number;
  groups: number[];
  umask: number;
  /** Its root, "" for the machine's. */
  jail: string;
}

interface Daemon {
  name: string;
  group: string | null;
  supplementary_groups: string | null;
  umask: string | null;
  chroot: string | null;
}

const numberOf = (table: Readonly<Record<string, number>>, name: string): number | undefined =>
  name.startsWith("#") ? Number(name.slice(1)) : table[name];

/** What the audit says of the process of an application beside what that says: `[fact, said, real]`. */
export function identities(
  app: ApplicationAudit,
  { facts }: InstallationAudit,
  truth: Identity,
): [string, FactValue | null | undefined, FactValue][] {
  const group = app.facts["app.process_group"];
  const user = app.facts["app.user"];
  const daemons = (facts["wsgi.daemons"] ?? []) as readonly unknown[] as readonly Daemon[];
  const daemon = daemons.find(({ name }) => name === group);
  if (group === null || typeof user !== "string") return [];
  const supplementary = daemon?.supplementary_groups;
  const inGroup = daemon?.group ?? facts["apache.group"];
  return [
    ["app.user", numberOf(USERS, user), truth.uid],
    ["the group", typeof inGroup === "string" ? numberOf(GROUPS, inGroup) : null, truth.gid],
    ["chroot=", daemon?.chroot ?? "", truth.jail],
    ...(daemon?.umask ? ([["umask=", Number.parseInt(daemon.umask, 8), truth.umask]] as const) : []),
    ...(supplementary
      ? ([["supplementary-groups=", listed(supplementary, truth.gid), truth.groups.join()]] as const)
      : []),
  ].map(([id, said, real]) => [id, said, real] as [string, FactValue, FactValue]);
}

const listed = (names: string, gid: number): string =>
  [...new Set([gid, ...names.split(",").map((name) => GROUPS[name] ?? -1)])].sort((a, b) => a - b).join();
