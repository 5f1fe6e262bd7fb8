import type { Part, Section, Transcript } from "../model/snapshot.js";

type Stream = "stdout" | "stderr";

/** What a part said on one stream, as it was. */
export const bytesOf = (part: Part, stream: Stream): Buffer =>
  Buffer.from(part[stream], part.encoding ?? "utf8");

/** The inverse of `unframe`: the bytes of one stream as the script would print them with that nonce. */
export function frame(transcript: Transcript, stream: Stream, nonce: string): Buffer {
  const mark = (words: string) => Buffer.from(`\n@${nonce} ${words}\n`);
  const pieces = transcript.sections.flatMap((section) => frameSection(section, stream, mark));
  return Buffer.concat(transcript.complete ? [...pieces, mark("fin")] : pieces);
}

function frameSection(section: Section, stream: Stream, mark: (words: string) => Buffer): Buffer[] {
  const parts = section.parts.flatMap((part) =>
    part.name === ""
      ? [bytesOf(part, stream)]
      : [
          mark(`part ${part.name}`),
          bytesOf(part, stream),
          ...(part.status === null ? [] : [mark(`done ${part.status}`)]),
        ],
  );
  const end =
    section.status === null ? [] : [mark(`end ${section.status}${section.timedOut ? " timeout" : ""}`)];
  return [mark(`begin ${section.check} ${section.installation}`), ...parts, ...end];
}
