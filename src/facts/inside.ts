import type { HostError, Part, Transcript } from "../model/snapshot.js";
import { bytesOf } from "../script/frame.js";

/** As the script cuts it off. */
const MOST_BYTES = 512 << 10;

/** Ended by the script, as it took too long. */
const TIMED_OUT = 124;

/** What an engine says where it could not start the program. */
const NOT_STARTED: readonly (number | null)[] = [126, 127];

/** Why the answer of a container is not whole; undefined where it is. */
export function shortcomingInside(
  { complete, noise, sections }: Transcript,
  part: Part,
  { engine, name }: { engine: string; name: string },
): HostError | undefined {
  if (complete) return undefined;
  const command = `${engine} exec -i ${name} sh -s`;
  const { status } = part;
  const without = `to leave it out: containers: ["!${name}"]`;
  if (bytesOf(part, "stdout").length >= MOST_BYTES)
    return {
      stage: "output",
      code: "too-much-output",
      message: `the container printed more than ${MOST_BYTES >> 10} KiB; the rest was thrown away`,
    };
  if (status === TIMED_OUT)
    return {
      stage: "exec",
      code: "timeout",
      message: `${command} took longer than a container may`,
      hint: `see what makes it slow; ${without}`,
    };
  if (sections.length === 0 && status !== 0) {
    const words = noise.split("\n")[0]?.trim();
    const isBare = NOT_STARTED.includes(status);
    return {
      stage: "exec",
      code: isBare ? "no-shell" : "no-answer",
      message: `${command} ended with ${status === null ? "no exit status" : `status ${status}`}${words ? `: ${words}` : ""}`,
      hint: isBare ? `a container without a shell cannot be asked; ${without}` : without,
    };
  }
  const how = status ? `, and ${command} ended with status ${status}` : "";
  return { stage: "output", code: "truncated", message: `the output ends before its end mark${how}` };
}
