import { checkOptions, type Kinds, object, text } from "../base/arguments.js";
import { TransportError } from "../base/errors.js";
import type { TransportName } from "../model/snapshot.js";
import { Choice, SHARED } from "./choice.js";
import { createCommandTransport } from "./command.js";
import { createLocalTransport } from "./local.js";
import { LocalFiles } from "./local-files.js";
import { createOpensshTransport, type OpensshOptions } from "./openssh/openssh.js";
import type { Opening, SecretReference, Session, Target, Transport } from "./session.js";
import { createSsh2Transport } from "./ssh2/ssh2.js";

export interface TransportOptions extends Pick<OpensshOptions, "environment" | "config"> {
  /**
   * The environment of the programs that are started, the system's `ssh` and those that print a secret, which need no
   * secret of ours.
   */
  clientEnvironment?: NodeJS.ProcessEnv;
}

export interface Transports extends Transport {
  /** Looks up a secret on this side, each of them once. Rejects with a TransportError that names the reference only. */
  secretOf(reference: SecretReference): Promise<string>;
}

const OPTIONS: Kinds<TransportOptions> = { environment: object, clientEnvironment: object, config: text };

/** Every way to reach a host: the one that its inventory names, or the one that serves it. */
export function createTransports(options: TransportOptions = {}): Transports {
  checkOptions("createTransports", options, OPTIONS);
  const { environment = process.env, clientEnvironment = environment, config } = options;
  const files = new LocalFiles(environment, clientEnvironment);
  const ways = {
    ssh2: createSsh2Transport({ environment, files }),
    openssh: createOpensshTransport({
      environment: clientEnvironment,
      files,
      ...(config !== undefined && { config }),
    }),
    local: createLocalTransport(environment),
    command: createCommandTransport(clientEnvironment),
  } satisfies Record<TransportName, Transport>;
  const choice = new Choice(environment, files);
  const open: Transport["open"] = async (target, opening) =>
    failUnusable(target) ??
    (target.transport === "auto"
      ? openSuitable(ways, choice, target, opening)
      : ways[target.transport].open(target, opening));
  const close = async () => {
    files.store.close();
    await Promise.all(Object.values(ways).map((way) => way.close()));
  };
  return { name: "auto", open, close, secretOf: (reference) => files.store.secret(reference) };
}

/** Throws for a host, or one on the way to it, that the settings leave without a way. */
function failUnusable({ unusable, via }: Target): undefined {
  if (unusable) throw new TransportError("resolve", "internal", unusable.message, unusable.hint);
  if (via) failUnusable(via);
}

/** SSH in process, or OpenSSH's own client where that is known to be needed or turns out to be. */
async function openSuitable(
  { ssh2, openssh }: Readonly<Record<"ssh2" | "openssh", Transport>>,
  choice: Choice,
  target: Target,
  opening: Opening,
): Promise<Session> {
  const reason = await choice.reason(target);
  const byClient = async (because: string, to = target) => {
    if ((to.password ?? to.passphrase) && because !== SHARED) throw asksNothing(because);
    const { password: _, passphrase: __, ...withoutSecrets } = to;
    return explained(await openssh.open(withoutSecrets, opening), because);
  };
  if (reason !== undefined && choice.available()) return byClient(reason);
  try {
    return await ssh2.open(target, opening);
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    const spoken = error.offered && (await choice.speaks(target, error.offered));
    if (spoken !== undefined && !target.password && !target.passphrase)
      return byClient(error.onlyOpenssh ?? spoken, strong(target));
    const what = reason ?? error.onlyOpenssh;
    if (what === undefined) throw error;
    if (!choice.available()) throw withoutClient(error, what);
    return byClient(what);
  }
}

const strong = (target: Target): Target => ({
  ...target,
  strongOnly: true,
  ...(target.via && { via: strong(target.via) }),
});

/** The one way that serves a host is one on which its secret is of no use. */
const asksNothing = (because: string) =>
  new TransportError(
    "secret",
    "secret-unavailable",
    `only the system's ssh serves this host (${because}), and it is run so that it asks nothing: no password, no passphrase`,
    `leave out what needs it (${because}), or the secret: a key in the agent will do`,
  );

function withoutClient({ stage, code, message, hint }: TransportError, what: string): TransportError {
  const install = `install the OpenSSH client, which is not on PATH: only that serves this host (${what})`;
  return new TransportError(stage, code, message, hint ? `${install}; or ${hint}` : install);
}

const explained = (session: Session, because: string): Session => ({
  ...session,
  connection: { ...session.connection, because },
});
