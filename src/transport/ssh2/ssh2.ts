import "./without-native.js";
import ssh2, { type BaseAgent, type ParsedKey } from "ssh2";
import { checkOptions, type Kinds, object } from "../../base/arguments.js";
import { TransportError } from "../../base/errors.js";
import { agentSocketOf, limitedTo, listAgentKeys, notWaitedFor } from "../agent.js";
import type { CredentialStore } from "../credentials.js";
import { HostKeyGuard } from "../known-hosts/guard.js";
import type { KnownHostsStore } from "../known-hosts/store.js";
import { interrupted, Limit } from "../limit.js";
import { LocalFiles } from "../local-files.js";
import { retrying } from "../retry.js";
import { type Opening, type Session, type Target, type Transport, wayTo } from "../session.js";
import { SharedPasswords } from "../shared-passwords.js";
import { Bastions, type Way } from "./bastions.js";
import { execute } from "./channel.js";
import { dial } from "./dial.js";
import { forward } from "./forward.js";
import { Identities } from "./identities.js";
import { readKey } from "./key-formats.js";
import type { Link } from "./link.js";
import { type LoggedIn, login } from "./login.js";
import { type LoginPlan, planLogin } from "./login-plan.js";
import { opened } from "./signing.js";

/**
 * A bastion that freezes costs its hosts seconds, not their deadlines: it is asked so often, and given up at the
 * second time.
 */
const KEEP_ALIVE_MS = 5000;

/** A peer that has not closed the connection by then is left. */
const FAREWELL_MS = 1000;

export interface Ssh2Options {
  /** The environment in which secrets and SSH_AUTH_SOCK are looked up; the process's own by default. */
  environment?: NodeJS.ProcessEnv;
  /** Shared with whoever else looks at the same files. */
  files?: LocalFiles;
}

const OPTIONS: Kinds<Ssh2Options> = { environment: object, files: object };

/**
 * SSH in process. One login per `open`, one channel per `exec`; known hosts, key files, secrets and the agent's list
 * of keys are kept for the life of the transport, which is one run.
 */
export function createSsh2Transport(options: Ssh2Options = {}): Transport {
  checkOptions("createSsh2Transport", options, OPTIONS);
  const { environment = process.env, files = new LocalFiles(environment) } = options;
  const shared = new Shared(environment, files);
  return {
    name: "ssh2",
    open: async (target, opening) =>
      sessionOf(await loggedIn(target, shared, opening), target, opening.signal),
    close: async () => shared.bastions.close(),
  };
}

async function loggedIn(
  target: Target,
  shared: Shared,
  opening: Opening,
  keepAliveMs = 0,
): Promise<LoggedIn> {
  const { signal } = opening;
  const { needsOpenssh = "" } = target;
  if (DECIDING.has(needsOpenssh)) throw notServed(needsOpenssh);
  const plan = await planWithin(target, shared, signal);
  return retrying(() => attempt(target, { plan, keepAliveMs }, shared, opening), opening);
}

/** Options without which another host would be reached, or one trusted that should not be. */
const DECIDING: ReadonlySet<string> = new Set([
  "ProxyCommand",
  "ProxyUseFdpass",
  "KnownHostsCommand",
  "tokens in ProxyJump",
]);

const notServed = (option: string) =>
  new TransportError(
    "dial",
    "internal",
    `${option} of ssh_config is not served by transport: ssh2`,
    "set transport: auto, which takes the system's ssh for it",
  );

const agentAt = (path: string) => notWaitedFor(ssh2.createAgent(path));

/** What the hosts of one run have in common. */
class Shared {
  readonly knownHosts: KnownHostsStore;
  readonly store: CredentialStore;
  readonly identities: Identities;
  readonly passwords = new SharedPasswords();
  readonly bastions = new Bastions(async (hop, signal) => {
    const { link } = await loggedIn(hop, this, { signal }, KEEP_ALIVE_MS);
    return link;
  });
  readonly #agentKeys = new Map<string, Promise<ParsedKey[]>>();

  constructor(
    readonly environment: NodeJS.ProcessEnv,
    { store, knownHosts }: LocalFiles,
  ) {
    this.store = store;
    this.knownHosts = knownHosts;
    this.identities = new Identities(this.store, (data, passphrase) => {
      const key = readKey(ssh2.utils.parseKey, data, passphrase);
      return key instanceof Error ? key : opened(key);
    });
  }

  /** Each login has an agent of its own, which is then limited to some keys. */
  agent(target: Target): BaseAgent | undefined {
    const path = agentSocketOf(target, this.environment);
    return path ? agentAt(path) : undefined;
  }

  /** The keys of an agent, which is asked once. */
  agentKeys(target: Target): Promise<ParsedKey[]> {
    const path = agentSocketOf(target, this.environment);
    if (!path) return Promise.resolve([]);
    const keys = this.#agentKeys.get(path) ?? listAgentKeys(agentAt(path));
    this.#agentKeys.set(path, keys);
    return keys;
  }
}

/** Secrets and the agent have limits of their own; only the host's end cuts them short. */
async function planWithin(target: Target, shared: Shared, signal: AbortSignal): Promise<LoginPlan> {
  const limit = new Limit(signal);
  const plan = async () =>
    planLogin(target, {
      store: shared.store,
      identities: shared.identities,
      agentKeys: target.agent ? await shared.agentKeys(target) : [],
    });
  try {
    return await limit.within(
      () => "secret",
      (resolve, reject) => void plan().then(resolve, reject),
    );
  } finally {
    limit.release();
  }
}

/** The connection is shared: the time it takes, and the wait for it, are not charged to one host. */
async function wayThrough(hop: Target, shared: Shared, signal: AbortSignal): Promise<Way> {
  const limit = new Limit(signal);
  try {
    const bastion = await shared.bastions.to(hop, limit);
    return await bastion.enter(limit);
  } finally {
    limit.release();
  }
}

/** One dial and one login, together no longer than the connect timeout. */
async function attempt(
  target: Target,
  { plan, keepAliveMs }: { plan: LoginPlan; keepAliveMs: number },
  shared: Shared,
  { signal, hear }: Opening,
): Promise<LoggedIn> {
  const guard = new HostKeyGuard(target, shared.knownHosts);
  const way = target.via && (await wayThrough(target.via, shared, signal));
  const agent = plan.agentKeys.length > 0 ? shared.agent(target) : undefined;
  const limit = new Limit(signal, target.connectTimeoutMs);
  try {
    const dialled = await dial(target, limit, way?.reach);
    guard.dialled(dialled.peer);
    try {
      const { link, connection } = await login(dialled, {
        client: new ssh2.Client(),
        plan,
        agent: agent && limitedTo(agent, plan.agentKeys),
        guard,
        limit,
        passwords: shared.passwords,
        keepAliveMs,
        ...(hear && { hear }),
      });
      return { link, connection: target.via ? { ...connection, via: wayTo(target) } : connection };
    } catch (error) {
      dialled.socket.destroy();
      throw error;
    }
  } catch (error) {
    throw way ? way.blame(error) : error;
  } finally {
    limit.release();
  }
}

function sessionOf({ link, connection }: LoggedIn, target: Target, signal: AbortSignal): Session {
  const abort = () => link.fail(interrupted(link.phase));
  signal.addEventListener("abort", abort, { once: true });
  link.onFailure(() => signal.removeEventListener("abort", abort));
  if (signal.aborted) abort();
  return {
    connection,
    exec: (request) => execute(link, request, target.connectTimeoutMs),
    forward: (destination, withinMs) => forward(link, destination, withinMs),
    close: () => farewell(link),
  };
}

function farewell({ client, socket }: Link): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) return resolve();
    const timer = setTimeout(() => {
      socket.destroy();
      // A channel of a dead jump host never says that it is closed.
      resolve();
    }, FAREWELL_MS);
    socket.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
    client.end();
  });
}
