import { TransportError } from "../base/errors.js";
import type { HostError } from "../model/snapshot.js";
import { clean } from "../transport/failures.js";
import { hintOfWords } from "../transport/host-words.js";

/** Of what a host says instead, the end: what stands before it is the greeting of every login. */
const LONGEST_WORDS = 250;

const HINT =
  "the login needs a POSIX shell: does it have a menu or a forced command (ForceCommand, command= in authorized_keys), or a start-up file (.bashrc, .profile) that reads input, ends or starts something else?";

const ESCAPE = String.fromCharCode(27);
const BELL = String.fromCharCode(7);
/** Colours and titles of terminals, which are no words. */
const SEQUENCES = new RegExp(
  `${ESCAPE}\\[[0-9;?]*[ -/]*[@-~]|${ESCAPE}\\][^${BELL}${ESCAPE}\\n]{0,200}(?:${BELL}|${ESCAPE}\\\\)`,
  "g",
);

/** What a host said outside of any answer, without what it was sent, in one line. */
export function wordsOf(noise: string, sent: string): string {
  const own = noise.replaceAll(sent.trim(), " ").replace(SEQUENCES, "").trim();
  return clean(own.length > LONGEST_WORDS ? `… ${own.slice(-LONGEST_WORDS)}` : own);
}

/** The answer to the first line did not come in time. */
export function noAnswer(words: string, milliseconds: number): TransportError {
  const seconds = milliseconds / 1000;
  const message = words
    ? `something else than a shell answers, and was not sent the script: it says "${words}"`
    : `no shell answers: its first line has brought nothing within ${seconds} s`;
  return new TransportError("exec", "no-shell", message, HINT);
}

/** A script that expects the words of an older auditor says this to every other. */
const OLDER_SCRIPT = "wsgi-audit: this script answers an auditor";

/** The command has ended without an answer to the first line. */
export function endedEarly(command: string, ending: string, words: string, user: string): HostError {
  if (words.includes(OLDER_SCRIPT))
    return {
      stage: "exec",
      code: "script-mismatch",
      message: "the installed script is of a version that does not understand this one",
      hint: "install that of `wsgi-audit script --install`; with -i, if the inventory has facts of its own",
    };
  return {
    stage: "exec",
    code: "no-shell",
    message: `\`${command}\` did not run the script (${ending}): ${words ? `it says "${words}"` : "it says nothing"}`,
    hint: hintOfWords(words, user) ?? HINT,
  };
}
