import type { Expectation } from "../../model/fact.js";
import type { Settings } from "../own/schema.js";

/** Where a value was set. */
export type Origin = "command line" | "host" | `group ${string}` | "ssh_config" | "defaults";

export type Values = Settings & { address?: string };

/** What one place sets. */
export interface Layer {
  origin: Origin;
  settings: Values;
}

/** All that is set for one host, the strongest first: for each key the first that names it counts. */
export class Layers {
  constructor(readonly layers: readonly Layer[]) {}

  get<K extends keyof Values>(key: K): Values[K] | undefined {
    return this.#that(key)?.settings[key];
  }

  /** Undefined for what nobody has set. */
  origin(key: keyof Values): Origin | undefined {
    return this.#that(key)?.origin;
  }

  /** Only what the inventory or the command line sets: what a client with an ssh_config of its own has to be told. */
  given<K extends keyof Values>(key: K): Values[K] | undefined {
    return this.origin(key) === "ssh_config" ? undefined : this.get(key);
  }

  /** Fact by fact the strongest. */
  get expect(): Record<string, Expectation> {
    return Object.assign({}, ...this.layers.toReversed().map(({ settings }) => settings.expect ?? {}));
  }

  /** The origin of every key that is set, except expectations, which come from several places. */
  sources(): Record<string, Origin> {
    const sources: Record<string, Origin> = {};
    for (const { origin, settings } of this.layers)
      for (const [key, value] of Object.entries(settings))
        if (value !== undefined && key !== "expect") sources[key] ??= origin;
    return sources;
  }

  #that(key: keyof Values): Layer | undefined {
    return this.layers.find(({ settings }) => settings[key] !== undefined);
  }
}
