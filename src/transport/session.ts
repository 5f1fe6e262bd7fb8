import type { Duplex } from "node:stream";
import type { TransportError } from "../base/errors.js";
import type { Connection, TransportName } from "../model/snapshot.js";

/** A reference to a secret. The secret stands in no file of ours: it is looked up when it is needed. */
export type SecretReference = { env: string } | { file: string } | { command: string };

/** Which algorithms may be negotiated; weaker profiles are only ever chosen by the user. */
export type AlgorithmProfile = "modern" | "legacy" | "ancient";

/** Lists of algorithms that take the place of a profile's, most wanted first. */
export interface Offer {
  kex?: string[];
  serverHostKey?: string[];
  cipher?: string[];
  hmac?: string[];
}

/** What is set outside of ssh_config. */
interface Given {
  /** The name by which ssh_config knows the host. */
  alias?: string;
  address?: string;
  port?: number;
  user?: string;
  identityFiles?: string[];
  knownHosts?: string[];
  /** Without jump hosts, whatever ssh_config says. */
  direct?: true;
  /** Words of ssh's command line. */
  args?: readonly string[];
}

/** A host with every connection setting resolved. */
export interface Target {
  name: string;
  address: string;
  port: number;
  user: string;
  /** Private key files, tried in this order. Absent files are passed over. */
  identityFiles: string[];
  passphrase?: SecretReference;
  password?: SecretReference;
  /** Use the SSH agent (SSH_AUTH_SOCK), limited to `identityFiles` where any exist. */
  agent: boolean;
  /** The first one takes the keys of new hosts. */
  knownHosts: string[];
  /** None of those files is the user's, so that the key of a new host is stored nowhere. */
  storesKeys?: false;
  /** A file of keys that are refused, whatever known_hosts says. */
  revokedHostKeys?: string;
  /** The key has to be that of the address as well, as far as known_hosts has one. */
  checkHostIp?: true;
  hostKeys: "strict" | "accept-new";
  connectTimeoutMs: number;
  deadlineMs: number;
  algorithms: AlgorithmProfile;
  /** `auto`: in process, but by the system's `ssh` where only that will do. */
  transport: "auto" | TransportName;
  /** The words of the command that runs `sh -s` there, for `transport: command`. */
  command?: readonly string[];
  /** Offer only those keys of the agent that `identityFiles` name. */
  identitiesOnly?: boolean;
  /** Socket of the agent, if it is another one than SSH_AUTH_SOCK's. */
  agentSocket?: string;
  /** The name under which the host key is known, without a port, if that is not the address. */
  hostKeyAlias?: string;
  /** Lists of algorithms of the user's own, instead of those of the profile. */
  offer?: Offer;
  /** Dialled by addresses of that family only. */
  addressFamily?: 4 | 6;
  /** The own address that it is dialled from. */
  bindAddress?: string;
  /** Least size of RSA keys, of the host and of the user; OpenSSH's own is 1024. */
  requiredRsaBits?: number;
  /** Options of OpenSSH's client that its configuration may not set for the one command. */
  overrides?: Readonly<Record<string, string>>;
  /** The socket of a shared connection of the user's, if one is open. */
  controlPath?: string;
  /** Why it cannot be reached as it is described, and what mends that. */
  unusable?: { message: string; hint?: string };
  /** By its client, without the weak algorithms that it still has: where nobody has chosen that way but the program. */
  strongOnly?: true;
  /** The option of ssh_config that only OpenSSH's own client serves. */
  needsOpenssh?: string;
  /**
   * `always`: run the script as root, through sudo or doas. `auto`: run it as the login, then again as root for what the
   * login may not see.
   */
  become?: "always" | "auto";
  /** The one program that is to make root of the login; any that is there, if undefined. */
  becomeMethod?: "sudo" | "doas";
  /** What sudo asks for. */
  becomePassword?: SecretReference;
  /** Patterns of the containers that are asked inside, or `never`; all in which httpd runs, if undefined. */
  containers?: readonly string[];
  /** What the inventory itself says, for a client that reads its own configuration. */
  given?: Given;
  /** The jump host that it is reached through, which may have one itself. */
  via?: Target;
  /** As a jump host: connections through it at a time, and new ones in a second. */
  maxSessions?: number;
  maxNewPerSecond?: number;
}

/**
 * The one command of a session: a login shell that cannot be told apart by its start-up files; `exec` leaves one
 * process on the host.
 * @internal
 */
export const COMMAND = "exec sh -s";

type Becoming = Pick<Target, "become" | "becomePassword" | "becomeMethod">;

/** The programs that may make a login root, the first that is there; undefined if all of them. */
export const waysOf = ({ becomeMethod }: Becoming): string | undefined =>
  becomeMethod && { sudo: "sudo sudo-rs", doas: "doas" }[becomeMethod];

/**
 * The same as root. `-n`: it never asks, so that a password that sudo wants is an error and not a hanging host. doas leaves
 * a shell with the login's environment above it.
 * @internal
 */
export const becomeCommand = (ways = "sudo sudo-rs doas"): string =>
  `exec sh -c 'LC_ALL=C; export LC_ALL; for way in ${ways}; do command -v $way >/dev/null || continue; case $way in doas) doas -n /bin/sh -s; exit;; esac; exec $way -n sh -s; done; echo "not found: ${ways}" >&2; exit 127'`;

/** Where sudo wants a password, the login's own shell runs first, as it has to give the password. */
export const commandOf = (target: Becoming): string =>
  target.become === "always" && !target.becomePassword ? becomeCommand(waysOf(target)) : COMMAND;

/** Names of the jump hosts before a host, in the order in which they are dialled. */
export const wayTo = ({ via }: Pick<Target, "via">): string[] => (via ? [...wayTo(via), via.name] : []);

export interface ExecRequest {
  /** A transport that runs a program for each session knows no command but `commandOf` its target. */
  command: string;
  /** Written to standard input, which then stays open: its end is the remote life-line. */
  stdin: string;
  maxStdout: number;
  maxStderr: number;
  onStdout(chunk: Uint8Array): void;
  onStderr(chunk: Uint8Array): void;
  /** Called once the command runs, with a function that writes more to its standard input. */
  onOpen?(send: (text: string) => void): void;
}

export interface ExecResult {
  exit: { code: number } | { signal: string } | { unknown: true };
  /** More came than `maxStdout` or `maxStderr`; the rest was thrown away and the connection closed. */
  truncated: boolean;
}

/** A port as the host itself would dial it. */
export interface Destination {
  host: string;
  port: number;
}

/** What was negotiated, and by which transport. */
export type Reached = Connection & { transport: TransportName };

/** One authenticated connection. */
export interface Session {
  readonly connection: Reached;
  /** Runs one command. Rejects with a TransportError only if it could not be started or the link broke. */
  exec(request: ExecRequest): Promise<ExecResult>;
  /** A stream to a port that the host can reach. Rejects with a ForwardError. */
  forward(destination: Destination, withinMs: number): Promise<Duplex>;
  /** Idempotent, never rejects. */
  close(): Promise<void>;
}

export interface Opening {
  /** Aborting it ends the attempt at once. */
  signal: AbortSignal;
  /** Told before each further attempt why the last one failed. */
  onRetry?(error: TransportError): void;
  /** Told, a line each, what both sides say until the login is done: names and numbers, never a secret. */
  hear?(line: string): void;
}

/** How a host is reached. `open` rejects with a TransportError. */
export interface Transport {
  readonly name: string;
  open(target: Target, opening: Opening): Promise<Session>;
  /** Ends what hosts share, such as connections to jump hosts. Idempotent, never rejects. */
  close(): Promise<void>;
}
