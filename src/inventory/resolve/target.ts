import { canonicalAddress } from "../../base/address.js";
import type { SecretReference, Target } from "../../transport/session.js";
import type { Host } from "../inventory.js";
import { parseDuration } from "../own/duration.js";
import { clientWords } from "../own/shell-words.js";
import { fillWords } from "../own/values.js";
import type { SshSettings } from "../ssh-config/resolved.js";
import { hopNames } from "./jumps.js";
import type { Layers } from "./layers.js";

/** What the inventory leaves to the user who runs the program. */
export interface Environment {
  /** Login name of the current user. */
  user: string;
  /** Home directory, for `~`. */
  home: string;
}

const IDENTITY_FILES = ["~/.ssh/id_ed25519", "~/.ssh/id_ecdsa", "~/.ssh/id_rsa", "~/.ssh/id_ed25519_sk"];
const KNOWN_HOSTS = [
  "~/.ssh/known_hosts",
  "~/.ssh/known_hosts2",
  "/etc/ssh/ssh_known_hosts",
  "/etc/ssh/ssh_known_hosts2",
];
const PORT = 22;
const CONNECT_TIMEOUT_MS = 10_000;
const DEADLINE_MS = 90_000;

/** How a host is reached: by what is set for it, otherwise as OpenSSH does it. */
export function targetOf(
  host: Host,
  layers: Layers,
  ssh: SshSettings | undefined,
  { user, home }: Environment,
): Target {
  const path = (file: string) => expandHome(file, home);
  const paths = (files: string | string[]) => listOf(files).map(path);
  const [password, passphrase] = [layers.get("password"), layers.get("passphrase")];
  const [maxSessions, maxNewPerSecond] = [layers.get("max_sessions"), layers.get("max_new_per_second")];
  const [become, becomePassword] = [layers.get("become"), layers.get("become_password")];
  const becomeMethod = layers.get("become_method") ?? "auto";
  const containers = layers.get("containers");
  const way = layers.get("transport") ?? "auto";
  return {
    name: host.name,
    address: canonicalAddress(layers.get("address") ?? host.alias ?? host.name),
    port: layers.get("port") ?? PORT,
    user: layers.get("user") ?? user,
    identityFiles: paths(layers.get("identity_file") ?? IDENTITY_FILES),
    ...(password === undefined ? {} : { password: expandSecret(password, home) }),
    ...(passphrase === undefined ? {} : { passphrase: expandSecret(passphrase, home) }),
    agent: layers.get("agent") ?? true,
    knownHosts: paths(layers.get("known_hosts") ?? KNOWN_HOSTS),
    hostKeys: layers.get("host_keys") ?? "strict",
    connectTimeoutMs: parseDuration(layers.get("connect_timeout") ?? "") ?? CONNECT_TIMEOUT_MS,
    deadlineMs: parseDuration(layers.get("deadline") ?? "") ?? DEADLINE_MS,
    algorithms: layers.get("algorithms") ?? "modern",
    ...(typeof way === "string" ? { transport: way } : wayOfCommand(host, layers, way.command, user)),
    ...(become && become !== "never" && { become }),
    ...(becomeMethod !== "auto" && { becomeMethod }),
    ...(containers && containers !== "auto" && { containers: listOf(containers) }),
    ...(becomePassword && { becomePassword: expandSecret(becomePassword, home) }),
    ...fromSshConfig(layers, ssh),
    given: givenOf(host, layers, paths),
    ...(maxSessions !== undefined && { maxSessions }),
    ...(maxNewPerSecond !== undefined && { maxNewPerSecond }),
  };
}

/** What ssh_config says of an address is for ssh alone. */
function wayOfCommand(
  host: Host,
  layers: Layers,
  words: readonly string[],
  ownUser: string,
): Pick<Target, "transport" | "command" | "address"> {
  const values = {
    host: layers.given("address") ?? host.alias ?? host.name,
    name: host.name,
    user: layers.get("user") ?? ownUser,
    port: String(layers.get("port") ?? PORT),
  };
  return { transport: "command", command: fillWords(words, values), address: values.host };
}

/** What the inventory has no key for. */
function fromSshConfig(layers: Layers, ssh: SshSettings | undefined): Partial<Target> {
  const named = listOf(layers.given("identity_file") ?? []).length > 0;
  const outweighed = !["defaults", undefined].includes(layers.origin("algorithms"));
  const { identitiesOnly, agentSocket, hostKeyAlias, algorithms, needsOpenssh } = ssh ?? {};
  const { revokedHostKeys, checkHostIp, knownHosts, newKeysIn } = ssh ?? {};
  const { addressFamily, bindAddress, requiredRsaBits, overrides, controlPath } = ssh ?? {};
  // The path holds for the login that ssh_config knows of: the shared connection of another login is not to be used.
  const otherLogin = (["user", "port", "address"] as const).some((key) => layers.origin(key) === "defaults");
  const ownKnownHosts = layers.origin("known_hosts") === "ssh_config" && knownHosts;
  return {
    ...((named || identitiesOnly) && { identitiesOnly: true }),
    ...(agentSocket && agentSocket !== "none" && { agentSocket }),
    ...(hostKeyAlias !== undefined && { hostKeyAlias }),
    ...(ownKnownHosts && newKeysIn === undefined && { storesKeys: false as const }),
    ...(revokedHostKeys !== undefined && { revokedHostKeys }),
    ...(checkHostIp && { checkHostIp }),
    ...(addressFamily && { addressFamily }),
    ...(bindAddress !== undefined && { bindAddress }),
    ...(requiredRsaBits !== undefined && { requiredRsaBits }),
    ...(overrides && { overrides }),
    ...(controlPath !== undefined && !otherLogin && { controlPath }),
    ...(algorithms && !outweighed && { offer: algorithms }),
    ...(needsOpenssh !== undefined && { needsOpenssh }),
  };
}

/** What a client that reads ssh_config itself has to be told. */
function givenOf(
  host: Host,
  layers: Layers,
  paths: (files: string | string[]) => string[],
): NonNullable<Target["given"]> {
  const [address, port, user] = [layers.given("address"), layers.given("port"), layers.given("user")];
  const [files, knownHosts] = [layers.given("identity_file"), layers.given("known_hosts")];
  const args = clientWords(layers.get("ssh_args") ?? []);
  return {
    ...(host.alias !== undefined && { alias: host.alias }),
    ...(address !== undefined && { address }),
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
    ...(files !== undefined && { identityFiles: paths(files) }),
    ...(knownHosts !== undefined && { knownHosts: paths(knownHosts) }),
    ...(layers.given("jump") !== undefined &&
      hopNames(host, layers).length === 0 && { direct: true as const }),
    ...(args.length > 0 && { args }),
  };
}

function expandHome(file: string, home: string): string {
  return file === "~" || file.startsWith("~/") ? home + file.slice(1) : file;
}

function expandSecret(secret: SecretReference, home: string): SecretReference {
  return "file" in secret ? { file: expandHome(secret.file, home) } : secret;
}

function listOf<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
