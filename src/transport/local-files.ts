import { CredentialStore } from "./credentials.js";
import { KnownHostsStore } from "./known-hosts/store.js";

/** The files that are read on this side: each once per run, whoever asks for it. */
export class LocalFiles {
  readonly knownHosts = new KnownHostsStore();
  readonly store: CredentialStore;

  /** `forCommands`: the environment of commands that print a secret. */
  constructor(environment: NodeJS.ProcessEnv, forCommands = environment) {
    this.store = new CredentialStore(environment, forCommands);
  }
}
