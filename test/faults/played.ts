import type { ServerChannel } from "ssh2";
import { checksFor } from "../../src/checks/index.js";
import { onScript } from "../../src/demo/server.js";
import type { Transcript } from "../../src/model/snapshot.js";
import { frame } from "../../src/script/frame.js";
import { readPlatforms } from "../fixtures/platforms.js";
import type { SshServerOptions } from "../support/servers.js";

const platforms = readPlatforms(
  checksFor({ probe: false })
    .filter(({ level }) => level === "installation")
    .map(({ id }) => id),
);

/** What a host of test/fixtures/platforms has printed. */
export function transcriptOf(platform: string): Transcript {
  const found = platforms.find(({ name }) => name === platform)?.record.transcript;
  if (!found) throw new Error(`no fixture ${platform}`);
  return found;
}

export type Answer = (channel: ServerChannel, nonce: string) => void;

/** A host that reads the script, and answers as it likes. */
export const host = (answer: Answer): SshServerOptions => ({
  exec: (channel, { command }) => onScript(channel, (nonce) => answer(channel, nonce), command),
});

export const ending = (channel: ServerChannel, code: number) => {
  channel.exit(code);
  channel.end();
};

const printing = (channel: ServerChannel, transcript: Transcript, nonce: string) => {
  channel.stderr.write(frame(transcript, "stderr", nonce));
  channel.write(frame(transcript, "stdout", nonce));
};

/** A host that is well. */
export const answerWith =
  (platform: string): Answer =>
  (channel, nonce) => {
    printing(channel, transcriptOf(platform), nonce);
    ending(channel, 0);
  };

/** A whole answer, and then neither an exit status nor the end of the channel. */
export const neverEnding =
  (platform: string): Answer =>
  (channel, nonce) =>
    printing(channel, transcriptOf(platform), nonce);

/** An answer and its exit status, on a channel that a child in the background holds open. */
export const lingering =
  (platform: string): Answer =>
  (channel, nonce) => {
    printing(channel, transcriptOf(platform), nonce);
    channel.exit(0);
  };

/** The first half of an answer. */
export const halfOf = (platform: string, nonce: string): Buffer => {
  const whole = frame(transcriptOf(platform), "stdout", nonce);
  return whole.subarray(0, whole.length / 2);
};
