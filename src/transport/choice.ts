import { execFile } from "node:child_process";
import type { TransportError } from "../base/errors.js";
import { isInstalled } from "../base/executable.js";
import { agentSocketOf } from "./agent.js";
import { isWeak, unserved } from "./algorithms.js";
import { keysOf } from "./known-hosts/host-key.js";
import type { LocalFiles } from "./local-files.js";
import type { Target } from "./session.js";

/** An agent is local: if it has not answered by then, it never will. */
const AGENT_TIMEOUT_MS = 3000;

const OPTION_OF = {
  kex: "kexalgorithms",
  serverHostKey: "hostkeyalgorithms",
  cipher: "ciphers",
  hmac: "macs",
} as const;

/** Why a host goes over OpenSSH's client whatever secrets it has: there is no login. */
export const SHARED = "a shared connection, by ControlPath";

/** Tells, before a host is dialled, whether only OpenSSH's own client can reach it, and why. */
export class Choice {
  #defaults: Promise<string> | undefined;
  readonly #shared = new Map<string, Promise<boolean>>();
  readonly #agents = new Map<string, Promise<string>>();

  constructor(
    readonly environment: NodeJS.ProcessEnv,
    readonly files: LocalFiles,
  ) {}

  /** Whether there is such a client here. */
  readonly available = (): boolean => isInstalled("ssh", this.environment.PATH);

  /** What the host, or a jump host on the way, needs; undefined where SSH in process will do. */
  async reason(target: Target): Promise<string | undefined> {
    const { needsOpenssh, offer, via } = target;
    if (await this.shares(target)) return SHARED;
    const [kind, secrets] = [offer && unserved(offer), target.password ?? target.passphrase];
    return (
      needsOpenssh ??
      (kind && `its ${kind} list`) ??
      this.#revocations(target) ??
      (this.#knownByAuthorityOnly(target) ? "@cert-authority" : undefined) ??
      // The system's client never asks, so it cannot use a password, which may do where the certificate does not.
      (secrets ? undefined : (this.#ownFiles(target) ?? (await this.#agentHolds(target)))) ??
      (via && (await this.reason(via)))
    );
  }

  /** Whether the user has a shared connection to the host open, through which no login is needed. */
  async shares({ controlPath }: Target): Promise<boolean> {
    if (controlPath === undefined || !this.available()) return false;
    const words = [
      "-F",
      "none",
      "-o",
      `ControlPath=${controlPath.replaceAll("%", "%%")}`,
      "-O",
      "check",
      "--",
      "shared",
    ];
    const asked =
      this.#shared.get(controlPath) ??
      this.#output("ssh", words).then((said) => said.includes("Master running"));
    this.#shared.set(controlPath, asked);
    return asked;
  }

  /** What a program of this machine says; nothing where it does not answer. */
  #output(program: string, words: readonly string[]): Promise<string> {
    return new Promise((resolve) => {
      const options = { timeout: AGENT_TIMEOUT_MS, maxBuffer: 1 << 20, env: this.environment };
      const child = execFile(program, words, options, (error, stdout, stderr) =>
        resolve(error ? "" : `${stdout}${stderr}`),
      );
      child.stdin?.end();
    });
  }

  /** A binary list is read by OpenSSH only; of a file that cannot be read, it says so in its own words. */
  #revocations({ revokedHostKeys }: Target): string | undefined {
    try {
      if (revokedHostKeys !== undefined) this.files.knownHosts.revoked.of(revokedHostKeys);
      return undefined;
    } catch {
      return "RevokedHostKeys";
    }
  }

  /** The algorithm of what a server offers by which the client gets in, without anything weak; undefined for none. */
  async speaks(target: Target, offered: NonNullable<TransportError["offered"]>): Promise<string | undefined> {
    if (!this.available()) return undefined;
    this.#defaults ??= this.#output("ssh", ["-F", "none", "-G", "--", "defaults"]);
    const lists = await this.#defaults;
    const list = new RegExp(`^${OPTION_OF[offered.kind]} (.*)$`, "m").exec(lists)?.[1]?.split(",") ?? [];
    const own = target.offer?.[offered.kind];
    return offered.names.find(
      (name) => !isWeak(name) && list.includes(name) && (own === undefined || own.includes(name)),
    );
  }

  #knownByAuthorityOnly(target: Target): boolean {
    return keysOf(target, this.files.knownHosts).authorityOnly;
  }

  #ownFiles({ identityFiles }: Target): string | undefined {
    const there = identityFiles.filter((file) => this.files.store.file(file));
    if (there.some((file) => this.files.store.file(`${file}-cert.pub`))) return "a certificate";
    const types = there.map((file) => this.files.store.file(`${file}.pub`)?.toString("latin1", 0, 3));
    return types.length > 0 && types.every((type) => type === "sk-") ? "a security key" : undefined;
  }

  /** Certificates and security keys in the agent count where all keys of the agent count. */
  async #agentHolds(target: Target): Promise<string | undefined> {
    const socket = target.agent && !target.identitiesOnly && agentSocketOf(target, this.environment);
    if (!socket) return undefined;
    const listed = this.#agents.get(socket) ?? this.#list(socket);
    this.#agents.set(socket, listed);
    if (/^\S+-cert-v\d\d@openssh\.com /m.test(await listed)) return "a certificate in the agent";
    return /^sk-/m.test(await listed) ? "a security key in the agent" : undefined;
  }

  /** Empty where the agent does not answer: ssh2 will say what is wrong. */
  #list(socket: string): Promise<string> {
    return new Promise((resolve) => {
      const options = {
        timeout: AGENT_TIMEOUT_MS,
        maxBuffer: 1 << 20,
        env: { ...this.environment, SSH_AUTH_SOCK: socket },
      };
      execFile("ssh-add", ["-L"], options, (error, stdout) => resolve(error ? "" : stdout));
    });
  }
}
