import { fileURLToPath } from "node:url";
import { generateKey, onScript, playTranscript } from "../../src/demo/server.js";
import type { Transcript } from "../../src/model/snapshot.js";
import { readSnapshots } from "../../src/snapshot/read.js";
import { sshServer } from "./servers.js";

/** The recordings of the demo, by name. */
export async function recordings(): Promise<Map<string, Transcript>> {
  const file = fileURLToPath(new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url));
  const { hosts } = await readSnapshots([file]);
  return new Map(hosts.flatMap(({ host, transcript }) => (transcript ? [[host.name, transcript]] : [])));
}

/** A recorded host behind an SSH server of this process. */
export interface RecordedHost {
  port: number;
  /** Its public host key, as in known_hosts. */
  hostKey: string;
  /** Its line of known_hosts. */
  known: string;
  /** Who has logged in, in that order. */
  logins: string[];
  close(): void;
}

/** Lets that key in, whoever comes with it, and answers as the recording did. */
export async function startRecordedHost(transcript: Transcript, userKey: string): Promise<RecordedHost> {
  const key = generateKey();
  const logins: string[] = [];
  const server = await sshServer({
    hostKeys: [key.private],
    userKey,
    methods: ["publickey"],
    exec: (channel) => onScript(channel, (nonce) => playTranscript(channel, transcript, nonce)),
    onAuthentication: (context) => {
      if (context.method === "publickey" && context.signature) logins.push(context.username);
      return false;
    },
  });
  const hostKey = key.public.trim();
  return {
    port: server.port,
    hostKey,
    known: `[127.0.0.1]:${server.port} ${hostKey}\n`,
    logins,
    close: server.close,
  };
}
