import type { Inventory } from "../inventory.js";
import type { Settings } from "../own/schema.js";

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment for programs that are started: without the variables that an inventory names as secrets. */
export function withoutSecrets(
  environment: Environment,
  inventory: Inventory,
  more: Settings = {},
): Environment {
  const { defaults, groups, hosts } = inventory;
  const named = [...groups.values(), ...hosts.values()].map(({ settings }) => settings);
  const secrets = new Set([defaults, more, ...named].flatMap(variablesOf));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !secrets.has(name)));
}

const variablesOf = ({ password, passphrase, become_password }: Settings): string[] =>
  [password, passphrase, become_password].flatMap((secret) =>
    secret && "env" in secret ? [secret.env] : [],
  );
