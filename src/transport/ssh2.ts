import type { Socket } from "node:net";
import ssh2, {
  type ConnectConfig,
  type NegotiatedAlgorithms,
  type ParsedKey,
  type Client as Ssh2Client,
} from "ssh2";
import { TransportError } from "../errors.js";
import type { Connection } from "../model.js";
import { algorithmsFor } from "./algorithms.js";
import { execute } from "./channel.js";
import { type Credentials, loadCredentials, readIfThere } from "./credentials.js";
import { explainFailure, type Phase } from "./failures.js";
import { harden } from "./hardening.js";
import { fingerprint, judgeKey, type KnownKeys, keysFor, knownTypes, typeOfKey } from "./host-key.js";
import { refusal } from "./host-key-errors.js";
import { dial } from "./identification.js";
import { KnownHostsStore } from "./known-hosts-store.js";
import { retrying } from "./retry.js";
import type { Session, Target, Transport } from "./session.js";

const AGENT_IDENTITIES = 5;

export interface Ssh2Options {
  environment?: NodeJS.ProcessEnv;
}

/** SSH in process. One login per `open`, one channel per `exec`; parsed keys and known hosts are kept for the run. */
export function createSsh2Transport({ environment = {} }: Ssh2Options = {}): Transport {
  const store = new KnownHostsStore();
  const parsed = new Map<string, ParsedKey | Error>();
  return {
    name: "ssh2",
    async open(target, { signal }) {
      // For the handshake only: a session that is open has the whole deadline.
      const limit = AbortSignal.any([signal, AbortSignal.timeout(target.connectTimeoutMs)]);
      const credentials = await loadCredentials(target, environment);
      const context = { target, store, credentials, parsed, agent: environment.SSH_AUTH_SOCK, signal, limit };
      const attempt = async () => login(await dial(target, limit), context);
      return retrying(attempt, { signal: limit });
    },
  };
}

interface Context {
  target: Target;
  store: KnownHostsStore;
  credentials: Credentials;
  /** bcrypt makes parsing an encrypted key slow: once per run and file is enough. */
  parsed: Map<string, ParsedKey | Error>;
  agent: string | undefined;
  /** Ends the host: its deadline, or an interrupt. */
  signal: AbortSignal;
  /** Ends the handshake. */
  limit: AbortSignal;
}

/** Key exchange, host key and authentication on a socket; rejects with a TransportError of the phase it was in. */
function login(socket: Socket, context: Context): Promise<Session> {
  const { target, store, signal, limit } = context;
  const known = keysFor(store.read(target.knownHosts), target.address, target.port);
  const client = new ssh2.Client();
  const connection: Connection = {};
  let phase: Phase = "kex";
  let proven: Buffer | undefined;
  return new Promise((resolve, reject) => {
    const fail = (error: Error) => {
      client.destroy();
      socket.destroy();
      reject(explainFailure(error, phase, target));
    };
    // For ever: ssh2 emits errors after `ready`, after `end`, and twice.
    client.on("error", fail);
    client.on("close", () => fail(new Error(`connection closed in phase ${phase}`)));
    const giveUp = () => fail(new TransportError(phase, "timeout", `no answer in phase ${phase}`));
    limit.addEventListener("abort", giveUp, { once: true });
    client.on("handshake", (negotiated) => {
      Object.assign(connection, connectionOf(client, negotiated, proven));
      if (phase === "kex") phase = "auth";
    });
    client.on("ready", () => {
      limit.removeEventListener("abort", giveUp);
      signal.addEventListener("abort", () => client.destroy(), { once: true });
      storeNewKey(context, known, proven);
      resolve(sessionOf(client, socket, connection, target));
    });
    const accept = (key: Buffer) => {
      const verdict = judgeKey(known, typeOfKey(key), key);
      proven = key;
      if (
        verdict === "known" ||
        (verdict === "unknown" && target.hostKeys === "accept-new" && !known.authorityOnly)
      )
        return true;
      phase = "hostkey";
      fail(refusal(verdict, target, key, known.authorityOnly));
      return false;
    };
    client.connect(configuration(socket, context, known, accept));
    harden(client, (message) => fail(new TransportError(phase, "abuse", message)));
  });
}

function configuration(
  socket: Socket,
  context: Context,
  known: KnownKeys,
  accept: (key: Buffer) => boolean,
): ConnectConfig {
  return {
    sock: socket,
    username: context.target.user,
    algorithms: algorithmsFor(context.target.algorithms, knownTypes(known)) as NonNullable<
      ConnectConfig["algorithms"]
    >,
    // A block body that returns nothing: ssh2 takes everything but the literal `false` for yes.
    hostVerifier: (key: Buffer, verify: (ok: boolean) => void) => {
      verify(accept(key) === true);
    },
    authHandler: authenticator(context) as unknown as NonNullable<ConnectConfig["authHandler"]>,
    readyTimeout: 0,
  };
}

/** Stored only now: the signature over the key exchange has been verified. */
function storeNewKey({ target, store }: Context, known: KnownKeys, key: Buffer | undefined): void {
  const file = target.knownHosts[0];
  if (target.hostKeys !== "accept-new" || known.entries.length > 0 || !key || !file) return;
  store.add(file, target.address, target.port, typeOfKey(key), key);
}

function connectionOf(
  client: Ssh2Client,
  negotiated: NegotiatedAlgorithms,
  key: Buffer | undefined,
): Connection {
  const ident = (client as unknown as { _remoteVer?: string })._remoteVer;
  return {
    kex: negotiated.kex,
    cipher: negotiated.cs.cipher,
    ...(ident && { server: ident }),
    ...(key && { hostKey: { type: typeOfKey(key), fingerprint: fingerprint(key) } }),
  };
}

type Method = Record<string, unknown> & { type: string };

/** Offers each method once, in order, and never again after a refusal. */
function authenticator(context: Context) {
  const methods = loginMethods(context);
  return (_left: string[] | null, _partial: boolean | null, next: (method: Method | false) => void): void => {
    next(methods.shift() ?? false);
  };
}

function loginMethods(context: Context): Method[] {
  const { target, credentials } = context;
  const username = target.user;
  const keys = credentials.identities.flatMap(
    ({ file, content }) => parseIdentity(file, content, context) ?? [],
  );
  const { password } = credentials;
  return [
    ...keys.map((key) => ({ type: "publickey", username, key })),
    ...(target.agent && context.agent
      ? [{ type: "agent", username, agent: limitedAgent(context.agent, target) }]
      : []),
    ...(password === undefined
      ? []
      : [
          { type: "password", username, password },
          {
            type: "keyboard-interactive",
            username,
            prompt: (
              _n: string,
              _i: string,
              _l: string,
              prompts: unknown[],
              answer: (words: string[]) => void,
            ) => answer(prompts.map(() => password)),
          },
        ]),
  ];
}

function parseIdentity(
  file: string,
  content: Buffer,
  { parsed, credentials }: Context,
): ParsedKey | undefined {
  const before = parsed.get(file);
  const key = before ?? ssh2.utils.parseKey(content, credentials.passphrase);
  if (!before) parsed.set(file, key);
  return key instanceof Error ? undefined : key;
}

/** The agent's keys that the target's identity files name, else its first few: servers give up after six. */
function limitedAgent(path: string, target: Target): ssh2.BaseAgent {
  const agent = ssh2.createAgent(path);
  const wanted = target.identityFiles.flatMap((file) => {
    const key = ssh2.utils.parseKey(readIfThere(`${file}.pub`) ?? "");
    return key instanceof Error ? [] : [key.getPublicSSH().toString("base64")];
  });
  const list = agent.getIdentities.bind(agent);
  agent.getIdentities = (done) => {
    list((error, keys) => {
      const all = keys ?? [];
      const blob = (key: (typeof all)[number]) => publicBlob(key);
      const matching = all.filter((key) => wanted.includes(blob(key)));
      done(error, wanted.length > 0 ? matching : all.slice(0, AGENT_IDENTITIES));
    });
  };
  return agent;
}

function publicBlob(key: unknown): string {
  const parsed = ssh2.utils.parseKey(key as Buffer);
  return parsed instanceof Error ? "" : parsed.getPublicSSH().toString("base64");
}

function sessionOf(client: Ssh2Client, socket: Socket, connection: Connection, target: Target): Session {
  return {
    connection,
    exec: (request) => execute(client, request, target),
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => socket.destroy(), 1000);
        socket.once("close", () => {
          clearTimeout(timer);
          resolve();
        });
        if (socket.destroyed) resolve();
        client.end();
      }),
  };
}
