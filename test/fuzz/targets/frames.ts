import fc from "fast-check";
import type { Part, Section, Transcript } from "../../../src/model/snapshot.js";
import { frame } from "../../../src/script/frame.js";
import { unframe } from "../../../src/script/unframe.js";
import { isPrinted, printedSnapshot, splitStreams } from "../../../src/snapshot/script-output.js";
import { hold, holdPlain } from "../invariants.js";
import { bytesOf, mutated, mutations } from "../mutations.js";
import { hosts } from "../seeds.js";
import { target } from "../target.js";

const NONCE = "00112233445566778899aabbccddeeff";
const FOREIGN = "ffeeddccbbaa99887766554433221100";

/** Marks of this pass, of another one, torn ones, and some that no script prints. */
const MARKS = [
  ...[
    "begin host 0",
    "begin apache 1",
    "begin a 999999",
    "begin a -1",
    "begin a 1e9",
    "begin a NaN",
    "begin",
  ],
  ...["begin __proto__ 0", "part x", "part __proto__", "part", "done 0", "done 300", "done x", "end 0"],
  ...["end 124 timeout", "end", "fin", "fin 1", "script 00ff 1.0", "script", "e text", "nonsense"],
].flatMap((words) => [`\n@${NONCE} ${words}\n`, `@${NONCE} ${words}`, `\n@${FOREIGN} ${words}\n`]);

const small = hosts.map(({ transcript }) => transcript as Transcript).map(shortened);

/** Frames are what counts here: long outputs only cost time. */
function shortened(transcript: Transcript): Transcript {
  const sections = transcript.sections.slice(0, 8).map((section) => ({
    ...section,
    parts: section.parts
      .slice(0, 6)
      .map((part) => ({ ...part, stdout: part.stdout.slice(0, 80), stderr: part.stderr.slice(0, 40) })),
  }));
  return { ...transcript, sections };
}

const streams = small.map((each) => ({
  stdout: frame(each, "stdout", NONCE).toString("latin1"),
  stderr: frame(each, "stderr", NONCE).toString("latin1"),
}));

const input = fc.record({
  seed: fc.nat(streams.length - 1),
  stdout: mutations(MARKS),
  stderr: mutations(MARKS, 2),
  raw: fc.boolean(),
});
type Input = typeof input extends fc.Arbitrary<infer T> ? T : never;

function bytes({ seed, stdout, stderr, raw }: Input): [Buffer, Buffer] {
  const { stdout: out = "", stderr: err = "" } = streams[seed] ?? {};
  return [bytesOf(mutated(out, stdout), raw), bytesOf(mutated(err, stderr), raw)];
}

/** What holds of any transcript that was made of bytes. */
function holdTranscript(transcript: Transcript, stdout: Buffer): void {
  holdPlain(transcript);
  hold(transcript.complete === endsWhole(stdout), () => `complete: ${transcript.complete}`);
  for (const { installation, status, parts } of transcript.sections) {
    hold(Number.isInteger(installation) && installation >= 0, () => `installation ${installation}`);
    hold(status === null || (status >= 0 && status < 1000), () => `status ${status}`);
    for (const part of parts)
      hold(part.encoding !== "latin1" || isBytes(part), () => `no bytes: ${part.name}`);
  }
  hold(transcript.noise.length <= 4096, () => "noise without end");
}

/** The end mark of this pass, whole, in a line of its own. */
const endsWhole = (stdout: Buffer) =>
  stdout
    .toString("latin1")
    .split("\n")
    .slice(0, -1)
    .some(
      (line) =>
        line.startsWith(`@${NONCE} `) &&
        line
          .slice(NONCE.length + 2)
          .trim()
          .split(" ")[0] === "fin",
    );

const isBytes = ({ stdout, stderr }: { stdout: string; stderr: string }) =>
  !/[^\0-\u00ff]/.test(stdout + stderr);

const bytesOfPart = ({ stdout, stderr, encoding }: Part) =>
  [stdout, stderr].map((text) => Buffer.from(text, encoding ?? "utf8").toString("hex"));

/** What stands outside of parts is one text, wherever its pieces stood. */
const gathered = ({ parts, ...section }: Section) => {
  const outside = parts.filter(({ name }) => name === "").map(bytesOfPart);
  const joined = [0, 1].map((stream) => outside.map((pieces) => pieces[stream]).join(""));
  return JSON.stringify([section, parts.filter(({ name }) => name !== ""), joined]);
};

/** Framed again with another nonce and read again it is the same: nothing was lost, nothing added. */
function holdAgain(transcript: Transcript): void {
  const nonce = "abcdefabcdefabcdefabcdefabcdef00";
  const again = unframe(frame(transcript, "stdout", nonce), frame(transcript, "stderr", nonce), nonce);
  hold(again.complete === transcript.complete, () => "framed again it is not as complete");
  const [before, after] = [transcript, again].map(({ sections }) => sections.map(gathered).join("\n"));
  hold(before === after, () => `framed again: ${after}, not ${before}`);
}

export const frames = [
  target({
    name: "unframe",
    share: 120,
    inputs: input,
    run: (each) => {
      const [stdout, stderr] = bytes(each);
      const transcript = unframe(stdout, stderr, NONCE);
      holdTranscript(transcript, stdout);
      holdAgain(transcript);
      const foreign = unframe(stdout, stderr, "0".repeat(32));
      hold(!foreign.complete && foreign.sections.length === 0, () => "another pass's marks were taken");
    },
  }),
  target({
    name: "printed",
    share: 40,
    inputs: input,
    run: (each) => {
      const [stdout] = bytes(each);
      if (!isPrinted(stdout)) return;
      const snapshot = printedSnapshot(stdout, "out/web01.out", new Date(0));
      holdPlain(snapshot);
      const [host] = snapshot.hosts;
      hold(snapshot.hosts.length === 1 && host?.host.name === "web01", () => "another host's name");
      hold((host?.transcript?.complete === true) === (host?.error === undefined), () => "cut, and not told");
      const split = splitStreams(stdout, NONCE);
      hold(split.stdout.length + split.stderr.length <= stdout.length, () => "bytes were made up");
    },
  }),
];
