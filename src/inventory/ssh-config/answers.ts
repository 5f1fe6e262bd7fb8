import { InventoryError } from "../../base/errors.js";
import type { Given, SshConfig } from "./client.js";
import type { SshSettings } from "./resolved.js";

/** What is asked of ssh_config about one host. */
export interface Question {
  alias: string;
  given: Given;
}

/** What ssh_config said, by what was asked; nothing for what nobody asked. */
export class SshAnswers {
  readonly #known = new Map<string, SshSettings | undefined>();

  readonly #failed = new Map<string, InventoryError>();

  get(question: Question): SshSettings | undefined {
    return this.#known.size === 0 ? undefined : this.#known.get(keyOf(question));
  }

  /** Why `ssh` could make no sense of the configuration for that host; undefined where it could. */
  failure(question: Question): InventoryError | undefined {
    return this.#failed.size === 0 ? undefined : this.#failed.get(keyOf(question));
  }

  /** Resolves as well where `ssh` cannot make sense of the configuration: that is one host's failure. */
  async ask(sshConfig: SshConfig, question: Question): Promise<void> {
    try {
      const settings = await sshConfig.of(question.alias, question.given);
      if (settings) this.#known.set(keyOf(question), settings);
    } catch (error) {
      if (!(error instanceof InventoryError)) throw error;
      this.#failed.set(keyOf(question), error);
    }
  }
}

const keyOf = ({ alias, given }: Question) => JSON.stringify([alias, given]);
