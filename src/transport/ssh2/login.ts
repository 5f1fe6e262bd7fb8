import type { BaseAgent, Client, ConnectConfig, NegotiatedAlgorithms } from "ssh2";
import { TransportError } from "../../base/errors.js";
import { algorithmsFor } from "../algorithms.js";
import { clean, explainFailure } from "../failures.js";
import { hintOfWords } from "../host-words.js";
import type { HostKeyGuard } from "../known-hosts/guard.js";
import { fingerprint, knownTypes, typeOfKey } from "../known-hosts/host-key.js";
import type { Limit } from "../limit.js";
import type { Reached } from "../session.js";
import type { SharedPasswords } from "../shared-passwords.js";
import { Authenticator } from "./authentication.js";
import type { Dialled } from "./dial.js";
import { harden, silence } from "./hardening.js";
import { Link } from "./link.js";
import type { LoginPlan } from "./login-plan.js";
import { IDENT, shorten } from "./round-trips.js";

export interface LoginParts {
  client: Client;
  plan: LoginPlan;
  agent: BaseAgent | undefined;
  guard: HostKeyGuard;
  limit: Limit;
  /** What the hosts of the run have given and heard. */
  passwords: SharedPasswords;
  /** Milliseconds between questions whether the server is still there; 0 asks none. */
  keepAliveMs: number;
  /** Told what both sides say. */
  hear?: (line: string) => void;
}

export interface LoggedIn {
  link: Link;
  connection: Reached;
}

/** Key exchange, host key and authentication. Rejects with a TransportError of the phase it was in. */
export async function login(
  { socket, software, roundTripMs }: Dialled,
  parts: LoginParts,
): Promise<LoggedIn> {
  const { client, guard, limit, plan } = parts;
  const authenticator = new Authenticator(guard.target, plan, parts.agent, {
    shared: parts.passwords,
    host: guard.target.name,
    limit,
  });
  let serverOffer: string | undefined;
  let said = "";
  client.on("banner", (text) => {
    said = `${said}${text}`.slice(-LONGEST_WORDS);
  });
  const link = new Link(client, socket, (error, phase) =>
    withWords(
      phase === "auth" ? said : "",
      guard.target.user,
      explainFailure(error, {
        target: guard.target,
        phase,
        serverOffer,
        loginFailure: () => authenticator.failure(link.unsigned),
      }),
    ),
  );
  let negotiated: NegotiatedAlgorithms | undefined;
  const entering = limit.within<void>(
    () => link.phase,
    (resolve, reject) => {
      const callOff = link.onFailure(reject);
      client.on("handshake", (algorithms) => {
        if (!parts.hear) silence(client);
        negotiated ??= algorithms;
        if (link.phase === "kex") link.phase = "auth";
      });
      client.on("change password", () => link.fail(authenticator.expired()));
      client.once("ready", () => {
        callOff();
        link.phase = "channel";
        resolve();
      });
      const noteOffer = (line: string) => {
        if (parts.hear && isOfLogin(line)) parts.hear(line);
        serverOffer = /\(remote\) [^:]*: (.*)/.exec(line)?.[1] ?? serverOffer;
      };
      connect(link, guard, authenticator, { debug: noteOffer, keepaliveInterval: parts.keepAliveMs });
    },
  );
  await authenticator.follow(entering);
  guard.remember();
  const connection = connectionOf(software, negotiated, guard.key, authenticator.last);
  return { link, connection: { ...connection, roundTripMs } };
}

/** What flows through channels is no part of the login, and is told elsewhere. */
const isOfLogin = (line: string) => !/CHANNEL_(DATA|EXTENDED_DATA|WINDOW_ADJUST)/.test(line);

/** Of what the host shows before it lets somebody in, the end. */
const LONGEST_WORDS = 300;

/** The host's own words say more than how the login ended. */
function withWords(said: string, user: string, failure: TransportError): TransportError {
  const words = clean(said);
  if (words === "" || !["auth-failed", "reset"].includes(failure.code)) return failure;
  const { stage, code, message, hint, retryable, onlyOpenssh } = failure;
  const told = new TransportError(
    stage,
    code,
    `${message}; the host says "${words}"`,
    hintOfWords(words, user) ?? hint,
    retryable,
  );
  return Object.assign(told, onlyOpenssh === undefined ? {} : { onlyOpenssh });
}

function connect(
  link: Link,
  guard: HostKeyGuard,
  authenticator: Authenticator,
  more: Pick<ConnectConfig, "debug" | "keepaliveInterval">,
): void {
  const { target, known } = guard;
  try {
    link.client.connect({
      sock: link.socket,
      ident: IDENT,
      username: target.user,
      algorithms: algorithmsFor(target.algorithms, knownTypes(known), target.offer) as NonNullable<
        ConnectConfig["algorithms"]
      >,
      // The block body returns nothing on purpose: ssh2 takes every value but the literal `false` for yes.
      hostVerifier: (key: Buffer, verify: (ok: boolean) => void) => {
        const refusal = guard.refuses(key);
        if (refusal) link.fail(refusal);
        verify(refusal === undefined);
      },
      authHandler: authenticator.handler as unknown as NonNullable<ConnectConfig["authHandler"]>,
      ...more,
      keepaliveCountMax: 1,
      readyTimeout: 0,
    });
    shorten(link.client, authenticator.begins);
    link.traffic = harden(link.client, (message) =>
      link.fail(new TransportError(link.phase, "abuse", message)),
    );
  } catch (error) {
    link.fail(error as Error);
  }
}

function connectionOf(
  software: string,
  negotiated: NegotiatedAlgorithms | undefined,
  key: Buffer | undefined,
  authenticatedBy: string | undefined,
): Reached {
  return {
    transport: "ssh2",
    server: software,
    ...(negotiated && { kex: negotiated.kex, cipher: negotiated.cs.cipher }),
    ...(key && { hostKey: { type: typeOfKey(key), fingerprint: fingerprint(key) } }),
    ...(authenticatedBy && { authenticatedBy }),
  };
}
