import type { ParsedKey } from "ssh2";
import { TransportError } from "../../base/errors.js";
import { wantedKeys } from "../agent.js";
import type { CredentialStore } from "../credentials.js";
import { onlyOpenssh } from "../failures.js";
import { tooSmall } from "../known-hosts/host-key.js";
import { shellWord } from "../login-command.js";
import type { Target } from "../session.js";
import { blobOf, type Identities, type Identity } from "./identities.js";

/** Everything that may prove who the user is, gathered before the server starts its clock. */
export interface LoginPlan {
  /** Keys that the agent signs with. */
  agentKeys: ParsedKey[];
  /** Keys from files, open. */
  keys: ParsedKey[];
  /** Where they are from, in the same order. */
  files: string[];
  password: string | undefined;
  /** What could not be used, in words for the user. */
  problems: string[];
  /** What would mend the first of them. */
  hint: string | undefined;
}

export interface PlanSources {
  store: CredentialStore;
  identities: Identities;
  /** All keys of the agent, if the target uses one. */
  agentKeys: readonly ParsedKey[];
}

/** Rejects when a secret cannot be had, or when there is nothing at all to log in with. */
export async function planLogin(target: Target, sources: PlanSources): Promise<LoginPlan> {
  const { store, identities } = sources;
  const files = target.identityFiles.flatMap((file) => identities.load(file) ?? []);
  const agentKeys = wantedKeys(sources.agentKeys, files, target.identitiesOnly);
  const inAgent = new Set(agentKeys.map(blobOf));
  const own = files.filter(({ publicKey }) => !publicKey || !inAgent.has(publicKey));
  const unlockedOnes = await Promise.all(own.map((identity) => unlocked(identity, target, sources)));
  const opened = unlockedOnes.map((identity) => bigEnough(identity, target));
  const certified = certificates(target, store);
  const heldBack = withheld(target, sources.agentKeys.length, agentKeys.length);
  const plan = {
    agentKeys,
    keys: opened.flatMap(({ key }) => key ?? []),
    files: opened.flatMap(({ key, file }) => (key ? [file] : [])),
    password: target.password && (await store.secret(target.password)),
    problems: [...opened.flatMap(({ problem }) => problem ?? []), ...certified, ...heldBack],
    hint:
      hintFor(opened, target) ??
      (certified.length > 0 ? CERTIFICATE_HINT : undefined) ??
      (heldBack.length > 0 ? `name the right identity_file for ${target.name}` : undefined),
  };
  if (agentKeys.length === 0 && plan.keys.length === 0 && plan.password === undefined)
    throw opened.some(({ unread }) => unread)
      ? onlyOpenssh(nothingToLogInWith(target, plan), "a key in another format")
      : nothingToLogInWith(target, plan);
  return plan;
}

async function unlocked(
  identity: Identity,
  target: Target,
  { store, identities }: PlanSources,
): Promise<Identity> {
  if (!identity.encrypted || !target.passphrase) return identity;
  return identities.unlock(identity, await store.secret(target.passphrase));
}

/** Small RSA keys are passed over, as ssh does. */
function bigEnough(identity: Identity, target: Target): Identity {
  const small = identity.key && tooSmall(identity.key.getPublicSSH(), target);
  if (small === undefined) return identity;
  const { key: _, ...rest } = identity;
  return { ...rest, problem: `${identity.file} is ${small}` };
}

/** A server hangs up after a few wrong keys, and counts them as an attack. */
const withheld = ({ identitiesOnly }: Target, held: number, offered: number) =>
  !identitiesOnly && offered < held ? [`${offered} of the agent's ${held} keys were offered`] : [];

const CERTIFICATE_HINT = "certificates are served by transport: openssh only";

const certificates = (target: Target, store: CredentialStore) =>
  target.identityFiles
    .map((file) => `${file}-cert.pub`)
    .filter((file) => store.file(file))
    .map((file) => `${file} is a certificate, which is not served`);

function hintFor(identities: readonly Identity[], target: Target): string | undefined {
  const open = identities.filter((identity) => identity.open);
  if (open.length > 0) return `chmod 600 ${open.map(({ file }) => shellWord(file)).join(" ")}`;
  const locked = identities.find(({ encrypted, key }) => encrypted && !key);
  if (!locked) return undefined;
  return target.passphrase
    ? `ssh-keygen -y -f ${locked.file} tells whether the passphrase fits; or ssh-add ${locked.file}`
    : `ssh-add ${locked.file}, or set \`passphrase:\` to where it can be had`;
}

function nothingToLogInWith(target: Target, { problems, hint }: LoginPlan): TransportError {
  const files = target.identityFiles.join(", ");
  const why = problems.length > 0 ? problems : [files ? `there is no ${files}` : "no identity_file is set"];
  return new TransportError(
    "auth",
    "auth-failed",
    ["nothing to log in with", ...why, ...(target.agent ? ["no key in the agent"] : [])].join("; "),
    hint ?? "set `identity_file:`, add a key with ssh-add, or set `password:` to where it can be had",
  );
}
