import fc from "fast-check";

/** The files of an inventory, by their path; the inventory itself is `hosts` or `hosts.yml`. */
export type Files = Record<string, string>;

const VALUES = {
  ansible_user: ["one", "two"],
  ansible_ssh_user: ["three"],
  ansible_port: [22, 2222, 23],
  ansible_host: ["192.0.2.1", "{{ inventory_hostname }}.example.org"],
  ansible_become: [true, false],
  ansible_ssh_private_key_file: ["~/.ssh/a", "b"],
  ansible_ssh_common_args: ["-o ProxyJump=gate", "-4"],
  ansible_ssh_extra_args: ["-6"],
} as const;

type Variables = Partial<Record<keyof typeof VALUES, string | number | boolean>>;

const variables: fc.Arbitrary<Variables> = fc.record(
  Object.fromEntries(
    Object.entries(VALUES).map(([name, values]) => [
      name,
      fc.constantFrom<string | number | boolean>(...values),
    ]),
  ),
  { requiredKeys: [] },
);

const HOSTS = ["h1", "h2", "h3.example.org", "n[08:11]", "2001:db8::1", "p:2200"];
const GROUPS = ["zero", "a", "b", "c-d", "e"];

const group = fc.record({
  hosts: fc.uniqueArray(fc.constantFrom(...HOSTS), { maxLength: 3 }),
  /** How far down the list a child stands: no circles that way. */
  children: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { maxLength: 2 }),
  vars: variables,
  priority: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  file: fc.option(variables, { nil: undefined }),
});

const shape = fc.record({
  yaml: fc.boolean(),
  groups: fc.array(group, { minLength: GROUPS.length, maxLength: GROUPS.length }),
  hostVars: fc.array(variables, { minLength: HOSTS.length, maxLength: HOSTS.length }),
  hostFiles: fc.dictionary(fc.constantFrom("h1", "n09", "2001:db8::1", "p"), variables),
  all: fc.option(variables, { nil: undefined }),
  inlineAll: variables,
});

type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;
type Group = Shape["groups"][number];

export const generated = (seed: number, count: number): Files[] =>
  fc.sample(shape, { seed, numRuns: count }).map(filesOf);

function filesOf(inventory: Shape): Files {
  const files: Files = inventory.yaml
    ? { "hosts.yml": JSON.stringify(yamlOf(inventory)) }
    : { hosts: iniOf(inventory) };
  if (inventory.all) files["group_vars/all.json"] = JSON.stringify(inventory.all);
  for (const [index, { file }] of inventory.groups.entries())
    if (file) files[`group_vars/${GROUPS[index]}${index % 2 ? ".yml" : "/main.yaml"}`] = JSON.stringify(file);
  for (const [host, vars] of Object.entries(inventory.hostFiles))
    files[`host_vars/${host}`] = JSON.stringify(vars);
  return files;
}

const childrenOf = ({ children }: Group, index: number) =>
  children.flatMap((down) => GROUPS[index + down] ?? []);

const varsOf = ({ vars, priority }: Group) => ({
  ...vars,
  ...(priority !== undefined && { ansible_group_priority: priority }),
});

function yamlOf({ groups, hostVars, inlineAll }: Shape): unknown {
  const bodies = groups.map((each, index) => [
    GROUPS[index],
    {
      hosts: Object.fromEntries(each.hosts.map((host) => [host, hostVars[HOSTS.indexOf(host)]])),
      children: Object.fromEntries(childrenOf(each, index).map((name) => [name, null])),
      vars: varsOf(each),
    },
  ]);
  return { all: { vars: inlineAll, children: Object.fromEntries(bodies), hosts: { lonely: null } } };
}

function iniOf({ groups, hostVars, inlineAll }: Shape): string {
  const pairs = (vars: object) => Object.entries(vars).map(([name, value]) => `${name}=${inIni(value)}`);
  const sections = groups.flatMap((each, index) => [
    `[${GROUPS[index]}]`,
    ...each.hosts.map((host) => {
      const words = pairs(hostVars[HOSTS.indexOf(host)] ?? {}).map((pair) => `'${pair}'`);
      return [host.includes("::") ? `[${host}]:2201` : host, ...words].join(" ");
    }),
    `[${GROUPS[index]}:children]`,
    ...childrenOf(each, index),
    `[${GROUPS[index]}:vars]`,
    ...pairs(varsOf(each)),
  ]);
  return ["lonely", ...sections, "[all:vars]", ...pairs(inlineAll)].join("\n");
}

const inIni = (value: unknown) => (typeof value === "boolean" ? (value ? "True" : "False") : String(value));
