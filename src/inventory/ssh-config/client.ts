import { execFile } from "node:child_process";
import { join } from "node:path";
import { checkOptions, type Kinds, object, required, text } from "../../base/arguments.js";
import { InventoryError } from "../../base/errors.js";
import { stampOf } from "../../base/executable.js";
import { SshConfigCache } from "./cache.js";
import { type Configuration, mayRead, readConfiguration, touching } from "./configuration.js";
import { type Options, overridesIn, parseOptions, type SshSettings, settingsOf } from "./resolved.js";
import { ambiguous, withFile, withStandIns, writtenIn } from "./written.js";

/** What the inventory says that conditions of ssh_config may ask for, and options that it hands on to `ssh`. */
export interface Given {
  address?: string;
  user?: string;
  port?: number;
  /** Words of ssh's command line. */
  args?: readonly string[];
  /** The inventory has jump hosts of its own: then neither ProxyJump nor ProxyCommand counts. */
  ownJump?: boolean;
}

export interface SshConfigOptions {
  /** As of `ssh -F`: this file instead of the user's and the system's; `none` for no file at all. */
  file?: string;
  home: string;
  /** Login name of the current user. */
  user: string;
  uid: number;
  environment: Readonly<Record<string, string | undefined>>;
  /** Where outcomes are kept between runs; nowhere if absent. */
  cacheFile?: string;
  /** The client, `ssh` on PATH by default. */
  program?: string;
}

const OPTIONS: Kinds<SshConfigOptions> = {
  file: text,
  home: required(text),
  user: required(text),
  uid: required({ is: Number.isInteger, expected: "a user id" }),
  environment: required(object),
  cacheFile: text,
  program: text,
};

/** A `Match exec` may ask the network; it may not hang the run. */
const TIMEOUT_MS = 20_000;

/** `ssh -G` takes 6 ms of one core. */
const AT_A_TIME = 4;

/**
 * What the user's ssh_config says of hosts, in the words of `ssh -G`, which alone reads it exactly. Only hosts that
 * the files could be about are asked for, each once; outcomes are kept for as long as no file changes.
 */
export class SshConfig {
  readonly #configuration: Configuration;
  readonly #files: readonly string[];
  readonly #touches: (host: string) => boolean;
  readonly #cache: SshConfigCache;
  readonly #asked = new Map<string, Promise<SshSettings>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(readonly options: SshConfigOptions) {
    checkOptions("SshConfig", options, OPTIONS);
    const { file, home, cacheFile } = options;
    const files = filesOf(file, home);
    this.#files = files;
    this.#configuration = readConfiguration(files, home);
    this.#touches = touching(this.#configuration);
    this.#cache = new SshConfigCache(
      this.#configuration.changes ? undefined : cacheFile,
      JSON.stringify([
        this.#configuration.files,
        options.file ?? "",
        options.user,
        home,
        // Another client may answer otherwise.
        stampOf(this.#program, options.environment.PATH),
      ]),
    );
  }

  /** Undefined where nothing is said of a host. Rejects with an InventoryError where `ssh` cannot make sense of it. */
  async of(alias: string, given: Given = {}): Promise<SshSettings | undefined> {
    const args = given.args ?? [];
    if (args.length === 0 && !this.#touches(alias) && !this.#touches(given.address ?? alias))
      return undefined;
    const words = wordsOf(alias, given);
    const key = JSON.stringify(words);
    const asking = this.#asked.get(key) ?? this.#ask(alias, words, args.length > 0);
    this.#asked.set(key, asking);
    return asking;
  }

  /** Hosts that the files name one by one. */
  get names(): readonly string[] {
    return this.#configuration.names;
  }

  /** Keeps what was found for the next run; a cache that cannot be written costs time only. */
  save(): void {
    this.#cache.save();
  }

  get #program(): string {
    return this.options.program ?? "ssh";
  }

  async #ask(alias: string, asked: readonly string[], args: boolean): Promise<SshSettings> {
    const { home, user, uid, environment, file } = this.options;
    const config = file === undefined ? [] : ["-F", file];
    const defaults = await this.#options(["-F", "none", "--", "defaults"]);
    const { written: mentioned } = this.#configuration;
    const overrides = overridesIn(defaults, args ? undefined : mentioned);
    const words = [
      ...Object.entries(overrides).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
      ...asked,
    ];
    const options = await this.#options([...config, ...words]);
    const open = ambiguous(this.#configuration, options, defaults, { user, args });
    const written = new Set(open.length === 0 ? [] : await this.#written(open, words));
    return settingsOf(
      options,
      { defaults, written, overrides },
      {
        alias,
        address: alias,
        port: 22,
        user,
        localUser: user,
        home,
        uid,
        environment,
      },
    );
  }

  /** Of options that have their default, those that are written; none where that cannot be told. */
  async #written(open: readonly string[], words: readonly string[]): Promise<string[]> {
    const text = withStandIns(this.#files, open, this.#configuration);
    if (text === undefined) return [];
    const make = () => withFile(text, (file) => this.#inTurn(() => this.#run(["-F", file, ...words])));
    try {
      return writtenIn(open, parseOptions(await this.#cache.get([text, ...words].join("\0"), make)));
    } catch {
      return []; // the same files by the usual way have not failed
    }
  }

  async #options(words: readonly string[]): Promise<Options> {
    const key = words.join("\0");
    const text = await this.#cache.get(key, () => this.#inTurn(() => this.#run(words)));
    return parseOptions(text);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_A_TIME) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running -= 1;
    }
  }

  #run(words: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const options = { timeout: TIMEOUT_MS, maxBuffer: 1 << 20, env: { ...this.options.environment } };
      const child = execFile(this.#program, ["-G", ...words], options, (error, stdout, stderr) => {
        if (error) reject(failed(error, stderr, words.at(-1) ?? ""));
        else resolve(stdout);
      });
      child.stdin?.end();
    });
  }
}

/** Throws an InventoryError for a file that was named and cannot be read: nothing else is read instead. */
function filesOf(file: string | undefined, home: string): string[] {
  if (file === undefined) return [join(home, ".ssh/config"), "/etc/ssh/ssh_config"];
  if (file === "none") return [];
  const problem = mayRead(file);
  if (problem !== undefined) throw new InventoryError(`cannot read ssh_config: ${problem}`, file);
  return [file];
}

/** As they would stand on the command line, where they outweigh every file. */
function wordsOf(alias: string, { address, user, port, args = [], ownJump }: Given): string[] {
  return [
    ...(user === undefined ? [] : ["-l", user]),
    ...(port === undefined ? [] : ["-p", String(port)]),
    ...(address === undefined ? [] : ["-o", `HostName=${address.replaceAll("%", "%%")}`]),
    ...(ownJump ? ["-o", "ProxyJump=none"] : []),
    ...args,
    "--",
    alias,
  ];
}

function failed(error: Error & { code?: unknown; killed?: boolean }, stderr: string, host: string) {
  const off = "or leave the configuration out with --no-ssh-config";
  if (error.code === "ENOENT")
    return new InventoryError(
      `there is an ssh_config, but no ssh to read it with: install the OpenSSH client, ${off}`,
      "ssh_config",
    );
  const lines = stderr.trim().split(/\r?\n/);
  const place = lines.find((line) => /line \d+/.test(line));
  const why = error.killed ? "it does not end (Match exec?)" : (place ?? lines.at(-1));
  const file = /^(\/[^:]+?):? line \d+/.exec(place ?? "")?.[1] ?? "ssh_config";
  return new InventoryError(`ssh -G ${host} fails: ${why || error.message}; mend it, ${off}`, file);
}
