import type { BaseAgent, ParsedKey } from "ssh2";
import { blobOf, type Identity } from "./identities.js";

/** An agent is local: what does not answer by then will not. */
const AGENT_TIMEOUT_MS = 3000;

/** Servers hang up after six refused keys, and each refusal is logged there. */
const UNNAMED_KEYS = 5;

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

/** Of the agent's keys, those that the identity files name, in their order; where none is named, the first few. */
export function wantedKeys(keys: readonly ParsedKey[], identities: readonly Identity[]): ParsedKey[] {
  const named = identities.flatMap(({ publicKey }) => publicKey ?? []);
  if (identities.length === 0) return keys.slice(0, UNNAMED_KEYS);
  return named.flatMap((wanted) => keys.find((key) => blobOf(key) === wanted) ?? []);
}

/** Makes an agent offer these keys only. ssh2 insists on an agent of its own class. */
export function limitedTo<A extends BaseAgent>(agent: A, keys: readonly ParsedKey[]): A {
  agent.getIdentities = (done) => done(null, [...keys]);
  return agent;
}
