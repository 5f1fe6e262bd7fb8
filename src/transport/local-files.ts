import { CredentialStore } from "./credentials.js";
import { KnownHostsStore } from "./known-hosts/store.js";

/** What is read on this side, each file once per run, by everyone who asks. */
export class LocalFiles {
  readonly knownHosts = new KnownHostsStore();
  readonly store: CredentialStore;

  /** `forCommands`: what commands that print a secret get to see. */
  constructor(environment: NodeJS.ProcessEnv, forCommands = environment) {
    this.store = new CredentialStore(environment, forCommands);
  }
}
