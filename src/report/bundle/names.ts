import type { HostRecord, Section } from "../../model/snapshot.js";

/** What stands for the names and addresses that lead to somebody: the same one for the same name, everywhere. */
export class Redaction {
  readonly #standIns = new Map<string, string>();
  /** How often each was replaced. */
  readonly #counts = new Map<string, number>();

  constructor(record: HostRecord) {
    const sections = [
      ...(record.transcript?.sections ?? []),
      ...(record.elevated?.transcript.sections ?? []),
    ];
    for (const name of namesOfHost(record, sections)) this.#add(name, "HOST");
    for (const [index, name] of sitesOf(sections).entries()) this.#add(name, `SITE-${index + 1}`);
    for (const [index, address] of addressesOf(record, sections).entries())
      this.#add(address, `ADDRESS-${index + 1}`);
  }

  #add(name: string, standIn: string): void {
    if (name.length > 2 && !OWN_WORDS.has(name.toLowerCase()) && !this.#standIns.has(name.toLowerCase()))
      this.#standIns.set(name.toLowerCase(), standIn);
  }

  /** Whole words alone: what is a part of a path, of a package or of another's URL stays. */
  redact(text: string): string {
    return text.replace(WORD, (whole, before: string, word: string, after: string) => {
      // A relative path; behind two slashes stands the name of a server.
      if (before === "" && after === "/") return whole;
      const standIn = this.#standIns.get(word.toLowerCase());
      if (standIn === undefined) return whole;
      this.#counts.set(standIn, (this.#counts.get(standIn) ?? 0) + 1);
      return `${before}${standIn}`;
    });
  }

  /** `HOST (12 times)`, of all that were replaced. */
  get told(): string[] {
    return [...this.#counts].map(([standIn, count]) => `${standIn} (${count} times)`);
  }
}

/** A word that may be a name, the two slashes before it, and a slash behind it. */
const WORD = /(\/\/|(?<![\w./-]))([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9_])?)(?![\w-])(?=(\/?))/g;

/** Hosts are called so, and half of the evidence is: replaced, it would say nothing any more. */
const OWN_WORDS: ReadonlySet<string> = new Set(
  "apache apache2 httpd wsgi mod_wsgi python python2 python3 debian ubuntu linux localhost root host server web www main none".split(
    " ",
  ),
);

const partsOf = (sections: readonly Section[], check: string) =>
  sections.filter((section) => section.check === check).flatMap(({ parts }) => parts);

/** Names by which the host could be found: its own and that of the inventory, with and without a domain. */
function namesOfHost({ host }: HostRecord, sections: readonly Section[]): string[] {
  const own = partsOf(sections, "host")
    .filter(({ name }) => name === "hostname")
    .map(({ stdout }) => stdout.trim());
  const node = partsOf(sections, "config").flatMap(
    ({ stderr }) => /server's fully qualified domain name, using (\S+?)\. Set/.exec(stderr)?.[1] ?? [],
  );
  const all = [host.name, ...own, ...node];
  return [...all, ...all.filter((name) => !isAddress(name)).map((name) => name.split(".")[0] ?? "")];
}

const SERVER_NAME = /^(?:\d+\t)?\s*Server(?:Name|Alias)\s+(.*)$/gim;

/** Names that virtual hosts answer to, in their order. */
function sitesOf(sections: readonly Section[]): string[] {
  const written = partsOf(sections, "config").flatMap(({ stdout }) =>
    [...stdout.matchAll(SERVER_NAME)].flatMap(([, names = ""]) => names.split(/\s+/)),
  );
  const bare = written.map((name) =>
    name
      .replace(/["']/g, "")
      .replace(/^[a-z]+:\/\//i, "")
      .replace(/:\d+$/, ""),
  );
  return [...new Set(bare.map((name) => name.toLowerCase()))].filter(
    (name) => /^[\w-]+(\.[\w-]+)+$/.test(name) && !isAddress(name),
  );
}

const isAddress = (text: string) => /^\d{1,3}(\.\d{1,3}){3}$/.test(text);

const LISTENS = /^(?:\d+\t)?\s*(?:Listen|<VirtualHost)\s+(.*)$/gim;

/** Addresses that it is reached at or listens on; those that every host has say nothing. */
function addressesOf({ host }: HostRecord, sections: readonly Section[]): string[] {
  const reached = /@(.*?)(:\d+)?$/.exec(host.address)?.[1] ?? "";
  const listened = partsOf(sections, "config").flatMap(({ stdout }) =>
    [...stdout.matchAll(LISTENS)].flatMap(([, words = ""]) => words.match(/\d{1,3}(?:\.\d{1,3}){3}/g) ?? []),
  );
  const all = [reached, ...listened].filter((address) => !/^(127\.|0\.0\.0\.0$)/.test(address));
  return [...new Set(all)].filter((address) => address !== "" && address !== host.name);
}
