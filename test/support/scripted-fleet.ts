import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { stringify } from "yaml";
import { CAST } from "../../src/demo/cast.js";
import { onScript, playTranscript } from "../../src/demo/server.js";
import { History } from "../../src/history/directory.js";
import type { Transcript } from "../../src/model/snapshot.js";
import { recordings } from "./recorded-host.js";
import { HOST_KEY, sshServer, type TestServer, USER_KEY } from "./servers.js";

const COMMAND = fileURLToPath(new URL("../../dist/wsgi-audit.cjs", import.meta.url));
const DAY_MS = 86_400_000;

/** What a command line has written, and its exit code. */
export interface Told {
  code: number | string | null;
  stdout: string;
  stderr: string;
}

/** Hosts of the demo behind servers of this process, which go, come and change from night to night. */
export interface ScriptedFleet {
  directory: string;
  inventory: string;
  /** Its connections are refused until it starts. */
  stop(name: string): Promise<void>;
  start(name: string): Promise<void>;
  /** These take the script and never say a word, the others do again. */
  mute(...names: string[]): void;
  /** What it prints from now on. */
  change(name: string, from: RegExp | string, to: string): void;
  /** Plays the recording of another host of the demo from now on. */
  replay(name: string, recording: string): void;
  /** Which hosts the inventory names, and what else it says. */
  name(names: readonly string[], more?: object): void;
  /** A line of a POSIX shell, as cron runs it. */
  sh(line: string): Promise<Told>;
  child(line: string): { kill(signal: NodeJS.Signals): void; ended: Promise<Told>; stderr(): string };
  close(): Promise<void>;
}

/** A host's port, that listens or not, whatever stands behind. */
class Gate {
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  port = 0;

  constructor(readonly behind: TestServer) {}

  async open(): Promise<void> {
    const server = createServer((socket) => {
      const other = connect(this.behind.port, "127.0.0.1");
      for (const each of [socket, other]) {
        this.#sockets.add(each.on("error", () => {}).on("close", () => this.#sockets.delete(each)));
        each.setNoDelay(true);
      }
      socket.pipe(other).pipe(socket);
    });
    server.listen(this.port, "127.0.0.1");
    await once(server, "listening");
    this.port = (server.address() as AddressInfo).port;
    this.#server = server;
  }

  async shut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    for (const socket of this.#sockets) socket.destroy();
    server.close();
    await once(server, "close");
  }
}

export async function startScriptedFleet(names = Object.keys(CAST)): Promise<ScriptedFleet> {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-nights-"));
  const recorded = await recordings();
  const of = (recording: string): Transcript => {
    const transcript = recorded.get(recording);
    if (!transcript) throw new Error(`no recording ${recording}`);
    return transcript;
  };
  const playing = new Map(names.map((name) => [name, of(CAST[name]?.recording ?? "")]));
  const gates = new Map<string, Gate>();
  let muted: readonly string[] = [];
  for (const name of names) {
    const server = await sshServer({
      exec: (channel) =>
        onScript(
          channel,
          (nonce) => muted.includes(name) || playTranscript(channel, playing.get(name) ?? of(""), nonce),
        ),
    });
    const gate = new Gate(server);
    await gate.open();
    gates.set(name, gate);
  }
  const gateOf = (name: string): Gate => {
    const gate = gates.get(name);
    if (!gate) throw new Error(`no host ${name}`);
    return gate;
  };
  mkdirSync(join(directory, "bin"));
  symlinkSync(COMMAND, join(directory, "bin/wsgi-audit"));
  writeFileSync(join(directory, "id"), USER_KEY.private, { mode: 0o600 });
  const inventory = join(directory, "inventory.yaml");
  const fleet: ScriptedFleet = {
    directory,
    inventory,
    stop: (name) => gateOf(name).shut(),
    start: (name) => gateOf(name).open(),
    mute: (...silent) => {
      muted = silent;
    },
    change: (name, from, to) => {
      const text = JSON.stringify(playing.get(name));
      const changed = text.replaceAll(from, to);
      if (changed === text) throw new Error(`${name} prints nothing like ${from}`);
      playing.set(name, JSON.parse(changed));
    },
    replay: (name, recording) => void playing.set(name, of(recording)),
    name: (wanted, more = {}) => {
      const known = [...gates.values()].map(({ port }) => `[127.0.0.1]:${port} ${HOST_KEY.public.trim()}\n`);
      writeFileSync(join(directory, "known_hosts"), known.join(""));
      writeFileSync(
        inventory,
        inventoryOf(directory, wanted, (name) => gateOf(name).port, more),
      );
    },
    child: (line) => startLine(directory, line),
    sh: (line) => startLine(directory, line).ended,
    close: async () => {
      for (const gate of gates.values()) {
        await gate.shut();
        gate.behind.close();
      }
      rmSync(directory, { recursive: true });
    },
  };
  fleet.name(names);
  return fleet;
}

function inventoryOf(
  directory: string,
  names: readonly string[],
  portOf: (name: string) => number,
  more: object,
): string {
  const [identity, known] = ["id", "known_hosts"].map((name) => join(directory, name));
  const hosts = names.map((name) => [
    name,
    { address: "127.0.0.1", port: portOf(name), groups: [CAST[name]?.group ?? ""] },
  ]);
  const groups = Object.fromEntries(names.map((name) => [CAST[name]?.group ?? "", {}]));
  const defaults = { user: "audit", agent: false, identity_file: identity, known_hosts: known };
  return stringify({ defaults, groups, hosts: Object.fromEntries(hosts), ...more });
}

function startLine(directory: string, line: string) {
  const path = `${join(directory, "bin")}:${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;
  const env = { PATH: path, HOME: directory, TMPDIR: directory };
  // As cron does it; `exec`, so that a signal meets the program.
  const child = spawn("sh", ["-c", `exec ${line}`], {
    cwd: directory,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].on("data", (chunk) => {
      written[name] += chunk;
    });
  const ended = once(child, "close").then(([code, signal]): Told => ({ code: code ?? signal, ...written }));
  return { kill: (signal: NodeJS.Signals) => void child.kill(signal), ended, stderr: () => written.stderr };
}

/** Makes every run of a history so many days older. */
export async function letDaysPass(directory: string, days = 1): Promise<void> {
  const earlier = (time: string) => new Date(Date.parse(time) - days * DAY_MS).toISOString();
  const history = new History(directory);
  for (const file of history.exists() ? history.files() : []) {
    const [head = "", ...lines] = gunzipSync(readFileSync(file)).toString().split("\n");
    const header = JSON.parse(head);
    header.run.startedAt = earlier(header.run.startedAt);
    writeFileSync(file, gzipSync([JSON.stringify(header), ...lines].join("\n")));
    const name = `${header.run.startedAt.replaceAll(":", "-")}.${header.run.id.slice(0, 8)}.snapshot.jsonl.gz`;
    renameSync(file, join(directory, name));
  }
}

/** Times of runs as the number of nights ago, and nothing that is of this machine: the same mail whenever it is sent. */
export const asOfAnyNight = (mail: string, directory: string): string =>
  mail
    .replaceAll(directory, "DIR")
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, (time) => {
      const ago = Math.round(
        (Date.now() - Date.parse(`${time.slice(0, 10)}T${time.slice(11, 16)}Z`)) / DAY_MS,
      );
      return ago === 0 ? "<tonight>" : `<${ago} night${ago > 1 ? "s" : ""} ago>`;
    })
    .replace(/127\.0\.0\.1:\d+/g, "127.0.0.1:PORT")
    .replace(/-p \d+ 127/g, "-p PORT 127")
    .replace(/127\.0\.0\.1 port \d+/g, "127.0.0.1 port PORT");
