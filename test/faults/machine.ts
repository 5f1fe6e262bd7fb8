import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { kill } from "node:process";
import { USER_KEY } from "../support/servers.js";
import { makeHostKeys, type Sshd, startSshd } from "../support/sshd.js";
import { directory } from "../support/world.js";
import type { Server } from "./fault.js";

/** An sshd for one host, whose logins have a home of their own. */
export class Machine {
  readonly home: string;
  static #hostKeys: Sshd["hostKeys"] | undefined;
  #sshd: Sshd | undefined;

  constructor(name: string) {
    this.home = join(directory, name);
    mkdirSync(join(this.home, "bin"), { recursive: true });
  }

  static get hostKeys(): Sshd["hostKeys"] {
    if (!Machine.#hostKeys) {
      Machine.#hostKeys = makeHostKeys(directory);
      appendFileSync(join(directory, "authorized_keys"), `${USER_KEY.public}\n`);
    }
    return Machine.#hostKeys;
  }

  /** A file of the home; a tool in `bin` takes the place of the system's. */
  write(name: string, text: string): this {
    writeFileSync(join(this.home, name), text, { mode: 0o755 });
    return this;
  }

  async start(...options: string[]): Promise<Server> {
    const path = [join(this.home, "bin"), process.env.PATH].join(delimiter);
    const environment = `SetEnv HOME=${this.home} PATH=${path}`;
    this.#sshd = await startSshd(directory, Machine.hostKeys, [environment, ...options]);
    const { port } = this.#sshd;
    return { port, close: () => this.#stop() };
  }

  get log(): string {
    return this.#sshd?.log() ?? "";
  }

  /** Processes of its logins: all below the listening sshd. */
  signal(name: NodeJS.Signals, isMeant: (program: string) => boolean = () => true): void {
    for (const { pid, program } of below(this.#sshd?.pid ?? 0))
      if (isMeant(program)) signalIfThere(pid, name);
  }

  async #stop(): Promise<void> {
    this.signal("SIGKILL");
    await this.#sshd?.stop();
  }
}

interface Process {
  pid: number;
  parent: number;
  program: string;
}

function processes(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const [, pid, program = "", parent] =
          /^(\d+) \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${name}/stat`, "latin1")) ?? [];
        return [{ pid: Number(pid), program, parent: Number(parent) }];
      } catch {
        return []; // it has just ended
      }
    });
}

function below(root: number, all = processes()): Process[] {
  const children = all.filter(({ parent }) => parent === root);
  return children.flatMap((child) => [child, ...below(child.pid, all)]);
}

function signalIfThere(pid: number, name: NodeJS.Signals): void {
  try {
    kill(pid, name);
  } catch {
    // It has just ended by itself.
  }
}
