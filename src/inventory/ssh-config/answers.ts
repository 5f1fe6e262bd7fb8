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

  get(question: Question): SshSettings | undefined {
    return this.#known.size === 0 ? undefined : this.#known.get(keyOf(question));
  }

  /** Rejects with an InventoryError where `ssh` cannot make sense of the configuration. */
  async ask(sshConfig: SshConfig, question: Question): Promise<void> {
    const settings = await sshConfig.of(question.alias, question.given);
    if (settings) this.#known.set(keyOf(question), settings);
  }
}

const keyOf = ({ alias, given }: Question) => JSON.stringify([alias, given]);
