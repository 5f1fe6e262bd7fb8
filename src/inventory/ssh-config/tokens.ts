import { hostname } from "node:os";

/** What the tokens of ssh_config(5) stand for. */
export interface TokenValues {
  /** `%n`: the name that the user gave. */
  alias: string;
  /** `%h` */
  address: string;
  /** `%p` */
  port: number;
  /** `%r` */
  user: string;
  /** `%u` */
  localUser: string;
  /** `%d` and `~` */
  home: string;
  /** `%k` */
  hostKeyAlias?: string;
  /** `%i` */
  uid: number;
  environment: Readonly<Record<string, string | undefined>>;
}

/** A variable of the environment; `constructor` is one only if somebody has set it. */
export const variable = ({ environment }: Pick<TokenValues, "environment">, name: string) =>
  Object.hasOwn(environment, name) ? environment[name] : undefined;

/** A path of `ssh -G`, which leaves tokens, `~` and `${NAME}` as they are; undefined for what is not known here. */
export function expandTokens(path: string, values: TokenValues): string | undefined {
  let complete = true;
  const known: ReadonlyMap<string, string> = new Map([
    ["%", "%"],
    ["n", values.alias],
    ["h", values.address],
    ["p", String(values.port)],
    ["r", values.user],
    ["u", values.localUser],
    ["d", values.home],
    ["i", String(values.uid)],
    ["k", values.hostKeyAlias ?? values.alias],
    ["l", hostname()],
    ["L", hostname().split(".", 1)[0] ?? ""],
  ]);
  const lookUp = (value: string | undefined) => {
    complete &&= value !== undefined;
    return value ?? "";
  };
  const expanded = path
    .replace(/^~(?=\/|$)/, values.home.replaceAll("%", "%%"))
    .replace(/%(.)|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, token: string | undefined, name: string) =>
      lookUp(token === undefined ? variable(values, name) : known.get(token)),
    );
  return complete && !/^~/.test(expanded) ? expanded : undefined;
}
