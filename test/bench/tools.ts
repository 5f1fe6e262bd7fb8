import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { audit } from "./program.js";
import type { Command } from "./start-client.js";
import { type Hosts, PROGRAM, type World } from "./world.js";

/** What one client is asked to do: the same script on the same hosts, so many of them at a time. */
export interface Task {
  hosts: Hosts;
  /** File of the script, as `sh -s` reads it. */
  script: string;
  atATime: number;
}

/** A client of the comparison. */
export interface Tool {
  name: string;
  /** The program that has to be there, and how it says its version. */
  version: readonly string[];
  command(world: World, task: Task): Command;
  /** Exit codes of a client that did its work. */
  good: readonly number[];
}

/** Where a client's answers go: a file, and a folder of files, each client uses one. */
const answers = (world: World) => ({ file: world.path("answers"), folder: world.path("answers.d") });

const program = (command: "collect" | "run"): Tool => ({
  name: `wsgi-audit ${command}`,
  version: [process.execPath, PROGRAM, "--version"],
  good: [0, 3],
  command: (world, { hosts, atATime }) => ({
    words: [
      process.execPath,
      PROGRAM,
      ...audit(command, hosts, "--running", String(atATime), "--handshakes", String(atATime)),
      command === "collect" ? "--output" : "--snapshot",
      answers(world).file,
    ],
    env: world.env,
  }),
});

/** Runs `ssh` once per host; the shell that names the files becomes ssh. */
const PER_HOST = 'exec ssh -F "$0" "$3" "exec sh -s" <"$1" >"$2/$3"';

const xargs: Tool = {
  name: "ssh under xargs -P",
  version: ["ssh", "-V"],
  good: [0],
  command: (world, { hosts, script, atATime }) => ({
    words: [
      ...["xargs", "-a", hosts.list, "-P", String(atATime), "-n", "1"],
      ...["sh", "-c", PER_HOST, hosts.sshConfig, script, answers(world).folder],
    ],
    env: world.env,
  }),
};

const clush: Tool = {
  name: "clush",
  version: ["clush", "--version"],
  good: [0],
  command: (world, { hosts, script, atATime }) => ({
    words: [
      ...["clush", "--hostfile", hosts.list, "-f", String(atATime)],
      ...["-o", `-F ${hosts.sshConfig}`, "exec sh -s"],
    ],
    env: world.env,
    input: script,
    output: answers(world).file,
  }),
};

const pssh: Tool = {
  name: "parallel-ssh",
  version: ["parallel-ssh", "--version"],
  good: [0],
  command: (world, { hosts, script, atATime }) => ({
    words: [
      ...["parallel-ssh", "-h", hosts.list, "-p", String(atATime), "-t", "0", "-I"],
      ...["-x", `-F ${hosts.sshConfig}`, "-o", answers(world).folder, "exec sh -s"],
    ],
    env: world.env,
    input: script,
  }),
};

/**
 * `raw` has no standard input: the script is an argument, packed, as Ansible would take its braces for templates.
 * Without ControlPersist, whose background process outlives Ansible and would not be counted.
 */
const ansible: Tool = {
  name: "ansible -m raw",
  version: ["ansible", "--version"],
  good: [0],
  command: (world, { hosts, script, atATime }) => ({
    words: [
      ...["ansible", "all", "-i", hosts.list, "-f", String(atATime), "-m", "raw"],
      ...["-a", `echo ${packed(script)} | base64 -d | gzip -d | sh`],
    ],
    env: {
      ...world.env,
      ANSIBLE_SSH_ARGS: `-F ${hosts.sshConfig} -o ControlMaster=no`,
      ANSIBLE_LOCAL_TEMP: world.path("ansible"),
      ANSIBLE_NOCOLOR: "1",
    },
    output: answers(world).file,
  }),
};

/** An SSH packet holds some 32 KB. */
const packed = (script: string) => gzipSync(readFileSync(script)).toString("base64");

export const TOOLS: readonly Tool[] = [program("collect"), program("run"), xargs, clush, pssh, ansible];

/** The first version number that a tool says of itself; undefined where it is not installed. */
export function versionOf({ version: [name = "", ...words] }: Tool): string | undefined {
  const { error, stdout, stderr } = spawnSync(name, words, { encoding: "utf8" });
  return error ? undefined : /\d+(\.\d+)+\w*/.exec(stdout + stderr)?.[0];
}

export function emptyAnswers(world: World): void {
  const { file, folder } = answers(world);
  for (const each of [file, folder]) rmSync(each, { recursive: true, force: true });
  mkdirSync(folder);
}

/** How many whole answers a client has brought home: by the script's end mark, or as the program's snapshot says it. */
export function countAnswers(world: World): number {
  const { file, folder } = answers(world);
  const files = readdirSync(folder).map((name) => join(folder, name));
  return [file, ...files].reduce((sum, each) => sum + (textOf(each).match(WHOLE)?.length ?? 0), 0);
}

/** What the script prints to standard error ends in a mark, too, after an `e`. */
const WHOLE = /(?<! e )@[0-9a-f]{32} fin\r?$|"transcript":\{"complete":true/gm;

function textOf(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return ""; // this client writes to the other one
  }
}
