import "../transport/ssh2/without-native.js"; // before ssh2
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import ssh2 from "ssh2";
import type { Transcript } from "../model/snapshot.js";
import { frame } from "../script/frame.js";
import { announcementOf, shellsAnswer } from "../script/question.js";

/** A recorded host behind a real SSH server on loopback. */
export interface RecordedServer {
  port: number;
  /** `ssh-ed25519 AAAA…`, as it stands in known_hosts. */
  hostKey: string;
  close(): void;
}

export interface KeyPair {
  /** OpenSSH format. */
  private: string;
  public: string;
}

/** A new ed25519 key pair. One in some hundred that ssh2 1.17 writes cannot be read again: those are thrown away. */
export function generateKey(): KeyPair {
  for (;;) {
    const pair = ssh2.utils.generateKeyPairSync("ed25519");
    if (!(ssh2.utils.parseKey(pair.private) instanceof Error)) return pair;
  }
}

/** The brace that holds the script is closed. */
const SCRIPT_END = "\n}\n";

/**
 * Serves one recorded transcript: key exchange, host key, public-key login and exec channel are real; only the
 * shell's answer was recorded, and is framed anew with the nonce that it is asked with.
 */
export async function serveTranscript(transcript: Transcript, user: KeyPair): Promise<RecordedServer> {
  const hostKey = generateKey();
  const allowed = ssh2.utils.parseKey(user.public);
  if (allowed instanceof Error) throw allowed;
  const server = new ssh2.Server({ hostKeys: [hostKey.private], ident: "OpenSSH_recorded" }, (client) => {
    client.on("error", () => {});
    client.on("authentication", (context) => answerLogin(context, allowed));
    client.on("session", (accept) => {
      accept().on("exec", (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        onScript(channel, (nonce) => playTranscript(channel, transcript, nonce), command);
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, hostKey: hostKey.public.trim(), close: () => server.close() };
}

function answerLogin(context: ssh2.AuthContext, allowed: ssh2.ParsedKey): void {
  if (context.method !== "publickey" || !context.key.data.equals(allowed.getPublicSSH())) {
    context.reject(["publickey"]);
    return;
  }
  const { signature, blob, hashAlgo } = context;
  const proven = !signature || (blob && allowed.verify(blob, signature, hashAlgo) === true);
  if (proven) context.accept();
  else context.reject(["publickey"]);
}

/** A script that was not asked about before, as other clients send it. */
const UNASKED = /^\{\nNONCE=([0-9a-f]+) /;

/**
 * Answers the first line as a shell does, and calls back with the script and its nonce once it is whole: no shell runs
 * any of it before. What comes after it is the life-line, and not read. `command`: as the client asked for it.
 * @internal
 */
export function onScript(
  channel: ssh2.ServerChannel,
  answer: (nonce: string, script: string) => void,
  command = "",
): void {
  let text = "";
  let nonce: string | undefined;
  let answered = false;
  channel.on("error", () => {});
  channel.write(announcementOf(command));
  channel.on("data", (chunk: Buffer) => {
    if (answered) return;
    text += chunk.toString("latin1");
    const question = nonce === undefined ? shellsAnswer(text) : undefined;
    if (question) {
      nonce = question.nonce;
      text = text.slice(text.indexOf("\n") + 1);
      channel.write(question.answer);
    }
    nonce ??= UNASKED.exec(text)?.[1];
    if (nonce === undefined || !text.endsWith(SCRIPT_END)) return;
    answered = true;
    answer(nonce, text);
  });
}

/** What was recorded, as a script with that nonce prints it. @internal */
export function playTranscript(channel: ssh2.ServerChannel, transcript: Transcript, nonce: string): void {
  channel.stderr.write(frame(transcript, "stderr", nonce));
  channel.write(frame(transcript, "stdout", nonce));
  channel.exit(0);
  channel.end();
}
