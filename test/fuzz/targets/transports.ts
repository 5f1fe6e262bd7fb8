import { Duplex } from "node:stream";
import fc from "fast-check";
import { type ForwardError, TransportError } from "../../../src/base/errors.js";
import { clean, explainFailure } from "../../../src/transport/failures.js";
import { parseKnownHosts } from "../../../src/transport/known-hosts/entry.js";
import { judgeKey, keysFor, typeOfKey } from "../../../src/transport/known-hosts/host-key.js";
import { KnownHostsIndex } from "../../../src/transport/known-hosts/name-index.js";
import type { Limit } from "../../../src/transport/limit.js";
import { explainOpenssh } from "../../../src/transport/openssh/failures.js";
import { explainForward, explainProxy } from "../../../src/transport/openssh/jump-failures.js";
import { connectionIn } from "../../../src/transport/openssh/negotiated.js";
import type { Target as Host } from "../../../src/transport/session.js";
import { readIdentification } from "../../../src/transport/ssh2/identification.js";
import { hold, holdPlain, holdPrintable } from "../invariants.js";
import { bytesOf, mutatedText } from "../mutations.js";
import { target } from "../target.js";

const host: Host = {
  name: "web01",
  address: "web01.test",
  port: 22,
  user: "audit",
  identityFiles: [],
  agent: false,
  knownHosts: ["/k"],
  hostKeys: "strict",
  connectTimeoutMs: 1000,
  deadlineMs: 1000,
  algorithms: "modern",
  transport: "auto",
};

const KEY = Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from("ssh-ed25519"), Buffer.alloc(36, 7)]);
const BASE64 = KEY.toString("base64");
const KNOWN = [
  `web01.test,10.0.0.1 ssh-ed25519 ${BASE64} comment\n@revoked * ssh-ed25519 ${BASE64}\n`,
  `|1|F1E1KeoE/eEWhi10WpGv4OdiO6Y=|3988QV0VE8wmZL7suNrYQLITLCg= ssh-ed25519 ${BASE64}\n[web01.test]:2222 ssh-rsa AAAA\n`,
];
const LOG = [
  "debug1: Connecting to web01.test [10.0.0.1] port 22.\ndebug1: Connection established.\ndebug1: Remote protocol version 2.0, remote software version OpenSSH_9.2p1\ndebug1: kex: algorithm: curve25519-sha256\ndebug1: Server host key: ssh-ed25519 SHA256:abc\ndebug1: Offering public key: /k ED25519-CERT SHA256:x agent\nPermission denied (publickey).\n",
  "debug1: Executing proxy command: exec nc\nkex_exchange_identification: Connection closed by remote host\n",
  'channel 0: open failed: administratively prohibited: open failed\nAuthenticated to web01.test ([10.0.0.1]:22) using "publickey".\n',
  "@@@@@\nWARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!\nHost key for web01.test has changed and you have requested strict checking.\nHost key verification failed.\n",
];
const LOG_WORDS = [
  "host key for ",
  "Offering public key: ",
  "Authenticated to x using ",
  "Permission denied",
  "channel 1: open failed: ",
  "No ed25519 host key is known",
];

/** One line, of moderate length, that any terminal takes. */
function holdMessage(text: string): void {
  holdPrintable(text, "");
  hold(text.length < 2000, () => `${text.length} characters of an error`);
}

const holdError = ({ message, hint }: TransportError | (ForwardError & { hint?: string })): void => {
  holdMessage(message);
  if (hint !== undefined) holdMessage(hint);
};

const limit = {
  within: (
    _stage: unknown,
    act: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => void,
  ) => new Promise(act),
} as unknown as Limit;

/** A server that says this, in pieces, and closes. */
async function identify(bytes: Buffer, pieces: number): Promise<void> {
  const socket = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const reading = readIdentification(socket, host, limit).then(
    (software) => holdMessage(software),
    (error: unknown) => {
      if (!(error instanceof TransportError)) throw error;
      holdError(error);
    },
  );
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let at = 0; at < bytes.length; at += size) socket.emit("data", bytes.subarray(at, at + size));
  socket.emit("close");
  await reading;
  socket.destroy();
}

export const transports = [
  target<string>({
    name: "known_hosts",
    share: 50,
    inputs: mutatedText(KNOWN, ["@revoked", "@cert-authority", "|1|", "*", "!", "?", "ssh-rsa", BASE64]),
    run: (text) => {
      const entries = parseKnownHosts(text);
      holdPlain(entries);
      const index = new KnownHostsIndex(entries);
      const known = keysFor((name) => index.find(name), "web01.test", 2222);
      hold(
        ["known", "unknown", "other-type", "changed", "revoked"].includes(
          judgeKey(known, "ssh-ed25519", KEY),
        ),
        () => "no verdict",
      );
      holdMessage(typeOfKey(Buffer.from(text.slice(0, 100), "latin1")));
    },
  }),
  target({
    name: "identification line",
    share: 20,
    inputs: fc.record({
      text: mutatedText(
        [
          "SSH-2.0-OpenSSH_9.2p1 Debian\r\n",
          "Welcome\r\nSSH-1.99-x\n",
          "HTTP/1.1 400 Bad\r\n",
          "Exceeded MaxStartups\r\n",
        ],
        ["SSH-2.0-", "SSH-"],
      ),
      raw: fc.boolean(),
      pieces: fc.integer({ min: 1, max: 5 }),
    }),
    run: ({ text, raw, pieces }) => identify(bytesOf(text, raw), pieces),
  }),
  target<string>({
    name: "log of ssh -v",
    share: 50,
    inputs: mutatedText(LOG, LOG_WORDS),
    run: (text) => {
      holdPlain(connectionIn(text));
      holdError(explainOpenssh(text, host, "exit status 255", () => ["ssh-rsa"]));
      const [forward, proxy] = [explainForward(text), explainProxy(text, host, text)];
      if (forward) holdError(forward);
      if (proxy) holdError(proxy);
    },
  }),
  target<string>({
    name: "what a server says",
    share: 20,
    inputs: mutatedText(
      ["no matching cipher", "Too many authentication failures", "Connection lost before handshake"],
      [],
    ),
    run: (text) => {
      holdMessage(clean(text));
      const circumstances = {
        target: host,
        serverOffer: text,
        loginFailure: () => new TransportError("auth", "auth-failed", "refused"),
      };
      for (const level of [undefined, "handshake", "client-socket"] as const)
        for (const phase of ["kex", "auth", "exec"] as const)
          holdError(
            explainFailure(Object.assign(new Error(text), level ? { level } : { code: 11 }), {
              ...circumstances,
              phase,
            }),
          );
    },
  }),
];
