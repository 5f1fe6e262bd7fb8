import type { Part, Section, Transcript } from "../model/snapshot.js";

/** Noise that is kept as evidence: a login banner is worth knowing, a megabyte of it is not. */
const NOISE_LIMIT = 4096;

/** A digest and a version are shorter. */
const LONGEST_NAME = 200;

interface Mark {
  words: string[];
  /** Bytes between this mark and the next one. */
  content: Buffer;
}

interface Cut {
  before: Buffer;
  marks: Mark[];
}

/** Cuts one stream at its marks: lines `@NONCE WORDS`, each with a line break of its own before it. */
function cut(stream: Buffer, nonce: string): Cut {
  const needle = Buffer.from(`\n@${nonce} `);
  const bytes = Buffer.concat([Buffer.from("\n"), stream]);
  const marks: Mark[] = [];
  let at = bytes.indexOf(needle);
  const before = bytes.subarray(1, at < 0 ? bytes.length : Math.max(at, 1));
  while (at >= 0) {
    const lineEnd = bytes.indexOf(0x0a, at + needle.length);
    // A mark whose own line was cut off says nothing.
    if (lineEnd < 0) break;
    const next = bytes.indexOf(needle, lineEnd);
    // Names of parts are paths, which may be of any script.
    const words = decode(bytes.subarray(at + needle.length, lineEnd))
      .text.trim()
      .split(" ");
    marks.push({
      words,
      content: bytes.subarray(lineEnd + 1, next < 0 ? bytes.length : Math.max(next, lineEnd + 1)),
    });
    at = next;
  }
  return { before, marks };
}

interface Text {
  text: string;
  latin1: boolean;
}

/** A byte order mark is a character like any other: it is evidence, too. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** UTF-8 if the bytes are, otherwise one character per byte: nothing is lost either way. */
function decode(bytes: Buffer): Text {
  try {
    return { text: utf8.decode(bytes), latin1: false };
  } catch {
    return { text: bytes.toString("latin1"), latin1: true };
  }
}

const statusOf = (word: string | undefined) => (word && /^\d{1,3}$/.test(word) ? Number(word) : null);

/** The number of an installation, as the script counts them. Anything else is about the whole host. */
const numberOf = (word: string | undefined) => (word && /^\d{1,6}$/.test(word) ? Number(word) : 0);

/** A part while its bytes come in. */
interface Draft {
  name: string;
  stdout: Buffer[];
  stderr: Buffer[];
  status: number | null;
}

interface SectionDraft extends Omit<Section, "parts"> {
  parts: (Draft | undefined)[];
}

const newPart = (name: string): Draft => ({ name, stdout: [], stderr: [], status: null });

/** Both streams in one encoding: it is kept once for the part. */
function partOf({ name, stdout, stderr, status }: Draft): Part {
  const [out, err] = [Buffer.concat(stdout), Buffer.concat(stderr)];
  const [text, errors] = [decode(out), decode(err)];
  return text.latin1 || errors.latin1
    ? { name, stdout: out.toString("latin1"), stderr: err.toString("latin1"), status, encoding: "latin1" }
    : { name, stdout: text.text, stderr: errors.text, status };
}

const sectionOf = ({ check, installation, parts, status, timedOut }: SectionDraft): Section => ({
  check,
  installation,
  parts: parts.flatMap((part) => (part ? [partOf(part)] : [])).filter(worthKeeping),
  status,
  timedOut,
});

/** One stream's marks put into sections; the second stream fills the sections that the first one opened. */
class Assembly {
  readonly sections: SectionDraft[] = [];
  complete = false;
  /** What an installed script calls itself. */
  script: string | undefined;
  readonly stray: Buffer[] = [];

  read(marks: readonly Mark[], stream: "stdout" | "stderr"): void {
    let index = -1;
    let part: Draft | undefined;
    let ordinal = 0;
    for (const { words, content } of marks) {
      const [verb = "", ...rest] = words;
      if (verb === "begin") {
        index += 1;
        ordinal = 0;
        part = this.#open(index, rest);
      } else if (verb === "part") {
        ordinal += 1;
        // Every part of ours has a name; what has none is not to pass for what stands outside of parts.
        part = this.#part(index, ordinal, rest.join(" ") || "?");
      } else if (verb === "done") {
        // What was printed outside of parts has no status of its own.
        if (part?.name) part.status = statusOf(rest[0]);
        part = this.#part(index, 0, "");
      } else if (verb === "end") {
        this.#close(index, rest);
        part = undefined;
      } else if (verb === "script") {
        if (stream === "stdout") this.script ??= rest.join(" ").slice(0, LONGEST_NAME);
      } else if (verb === "fin") {
        if (stream === "stdout") this.complete = true;
        part = undefined;
      }
      if (part) part[stream].push(content);
      else if (content.length > 0) this.stray.push(content);
    }
  }

  #open(index: number, [check = "", installation]: string[]): Draft | undefined {
    this.sections[index] ??= {
      check,
      installation: numberOf(installation),
      parts: [newPart("")],
      status: null,
      timedOut: false,
    };
    return this.sections[index].parts[0];
  }

  #part(index: number, ordinal: number, name: string): Draft | undefined {
    const section = this.sections[index];
    if (!section) return undefined;
    section.parts[ordinal] ??= newPart(name);
    return section.parts[ordinal];
  }

  #close(index: number, [status = "", timeout = ""]: string[]): void {
    const section = this.sections[index];
    if (!section) return;
    section.status = statusOf(status);
    // An end that was damaged says nothing.
    section.timedOut = section.status !== null && timeout === "timeout";
  }
}

/**
 * Puts a host's two streams back into sections.
 *
 * Never throws: what is cut off, doubled or binary becomes a section without a status, and a stream without its
 * end mark is not complete.
 */
export function unframe(stdout: Buffer, stderr: Buffer, nonce: string): Transcript {
  const assembly = new Assembly();
  const out = cut(stdout, nonce);
  const err = cut(stderr, nonce);
  assembly.read(out.marks, "stdout");
  assembly.read(err.marks, "stderr");
  const noise = Buffer.concat([out.before, err.before, ...assembly.stray]).subarray(0, NOISE_LIMIT);
  const sections = assembly.sections.map(sectionOf);
  const { complete, script } = assembly;
  return { complete, sections, noise: decode(noise).text.trim(), ...(script !== undefined && { script }) };
}

const worthKeeping = (part: Part) =>
  part.name !== "" || part.stdout.trim() !== "" || part.stderr.trim() !== "";
