import { Socket } from "node:net";
import type { BaseAgent, ParsedKey } from "ssh2";
import type { Target } from "./session.js";
import { blobOf, type Identity } from "./ssh2/identities.js";

/** An agent is local: if it has not answered by then, it never will. */
const AGENT_TIMEOUT_MS = 3000;

/** Servers hang up after six refused keys, and each refusal is logged there. */
const MOST_KEYS = 5;

/** The socket that a host's agent listens on. */
export const agentSocketOf = (
  { agentSocket }: Pick<Target, "agentSocket">,
  environment: NodeJS.ProcessEnv,
): string | undefined => agentSocket ?? environment.SSH_AUTH_SOCK;

/** ssh2 waits for ever for an agent that does not answer: that must not keep the program from ending. */
export function notWaitedFor<A extends BaseAgent>(agent: A): A {
  const getStream = agent.getStream?.bind(agent);
  if (!getStream) return agent;
  return Object.assign(agent, {
    getStream: (done: Parameters<typeof getStream>[0]) =>
      getStream((error, stream) => {
        if (stream instanceof Socket) stream.unref();
        done(error, stream);
      }),
  });
}

/** The keys of an agent; none when it does not answer. */
export function listAgentKeys(agent: BaseAgent): Promise<ParsedKey[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), AGENT_TIMEOUT_MS);
    agent.getIdentities((error, keys) => {
      clearTimeout(timer);
      // The types of ssh2 allow for raw keys here, but its own agents give parsed ones.
      resolve(error ? [] : ((keys ?? []) as ParsedKey[]));
    });
  });
}

/**
 * Of the agent's keys, those that the identity files name, in their order; then others, unless only the named ones
 * are wanted, as many as a server bears together with the keys of the files.
 */
export function wantedKeys(
  keys: readonly ParsedKey[],
  identities: readonly Identity[],
  identitiesOnly = false,
): ParsedKey[] {
  const blobs = new Set(identities.flatMap(({ publicKey }) => publicKey ?? []));
  const named = [...blobs].flatMap((wanted) => keys.find((key) => blobOf(key) === wanted) ?? []);
  if (identitiesOnly) return named;
  const others = keys.filter((key) => !blobs.has(blobOf(key) ?? ""));
  const room = MOST_KEYS - Math.max(identities.length, named.length);
  return [...named, ...others.slice(0, Math.max(room, 0))];
}

/** Makes an agent offer these keys only. ssh2 insists on an agent of its own class. */
export function limitedTo<A extends BaseAgent>(agent: A, keys: readonly ParsedKey[]): A {
  agent.getIdentities = (done) => done(null, [...keys]);
  return agent;
}
