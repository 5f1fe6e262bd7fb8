import fc from "fast-check";
import { parseAccepted } from "../../../src/audit/accepted-file.js";
import { InventoryError, UsageError } from "../../../src/base/errors.js";
import { AnsibleData } from "../../../src/inventory/ansible/data.js";
import { readingOf } from "../../../src/inventory/ansible/dialect.js";
import { readDynamic } from "../../../src/inventory/ansible/dynamic.js";
import { expandHostPattern, HostPatternError } from "../../../src/inventory/ansible/host-pattern.js";
import { readIni } from "../../../src/inventory/ansible/ini.js";
import { toInventory } from "../../../src/inventory/ansible/inventory.js";
import { literalOf } from "../../../src/inventory/ansible/literals.js";
import { Notes } from "../../../src/inventory/ansible/notes.js";
import { Template } from "../../../src/inventory/ansible/template.js";
import { readYaml } from "../../../src/inventory/ansible/yaml.js";
import type { Inventory } from "../../../src/inventory/inventory.js";
import { formatInventoryError } from "../../../src/inventory/own/format-error.js";
import { parseInventory } from "../../../src/inventory/own/parse.js";
import { parseSetting } from "../../../src/inventory/own/setting.js";
import { membersOf, resolveHosts } from "../../../src/inventory/resolve/resolve.js";
import { foldNames, HostRangeError } from "../../../src/inventory/select/ranges.js";
import { selectHosts } from "../../../src/inventory/select/select.js";
import { parseOptions, settingsOf } from "../../../src/inventory/ssh-config/resolved.js";
import { expandNames } from "../../support/inventory.js";
import { hold, holdPlain, holdPrintable } from "../invariants.js";
import { type Brackets, mutatedText } from "../mutations.js";
import { exampleFacts, textOf, textsIn, wordsOf } from "../seeds.js";
import { refusing, target } from "../target.js";

const EXAMPLE = [
  textOf("inventory.example.yaml"),
  `hosts:\n  a: { expect: ${JSON.stringify(Object.fromEntries(exampleFacts.map(({ id, example }) => [id, example])))} }\n`,
  'groups:\n  web:\n    hosts: ["web[01:03].example.org"]\n    password: { env: A }\nhosts:\n  db1: { address: 10.0.0.1, port: 22 }\n',
];
const ANSIBLE = [
  ...textsIn("test/fixtures/ansible"),
  '{"web": {"hosts": ["a"], "vars": {"x": 1}}, "_meta": {"hostvars": {"a": {}}}}',
];
const BRACKETS: Brackets = [
  ["[", "]"],
  ["{a: ", "}"],
  ["- ", ""],
  ["a:\n  ", ""],
  ["{{ ", " }}"],
  ['{"a":', "}"],
];
const environment = { user: "me", home: "/home/me" };
const none = { groups: new Map(), hosts: new Map() };

/** Errors are for people: told on a terminal, whatever the file holds. */
function refused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InventoryError) holdPrintable(formatInventoryError(error), "\n\t");
    else if (!(error instanceof UsageError)) throw error;
    return undefined;
  }
}

function holdInventory(inventory: Inventory): void {
  if (inventory.hosts.size > 2000) return;
  const resolved = resolveHosts(inventory, environment);
  hold(resolved.length === inventory.hosts.size, () => "a host was lost");
  holdPlain(resolved.map(({ identity }) => identity));
  const members = membersOf(inventory);
  if (members.length > 0)
    hold(selectHosts(members, { patterns: [] }).length === members.length, () => "not all");
}

async function readAnsible(text: string, file: string): Promise<void> {
  const data = new AnsibleData();
  const reading = refused(() => readingOf(text, file));
  if (!reading) return;
  try {
    if (reading.kind === "ini") readIni(text, file, data);
    else if (reading.kind === "yaml") readYaml(reading.document, reading.root, file, data);
    else if (reading.kind === "dynamic") await readDynamic(reading.root, file, data, file);
    const inventory = toInventory({ file, data, files: none, environment: {}, notes: new Notes() });
    refused(() => holdInventory(inventory));
  } catch (error) {
    refused(() => {
      throw error;
    });
  }
}

const words = fc.oneof(
  mutatedText(
    ["web[01:40].example.org,db[a:f],!x", "web[1-9:2]", "@web,&db*,host?[01,07]"],
    ["[", "]", ":", "-"],
  ),
);

export const inventories = [
  target<string>({
    name: "inventory",
    share: 15,
    inputs: mutatedText(EXAMPLE, wordsOf(EXAMPLE), BRACKETS),
    run: (text) => {
      const inventory = refused(() => parseInventory(text, "inventory.yaml"));
      if (inventory) refused(() => holdInventory(inventory));
    },
  }),
  ...["hosts", "hosts.yml", "hosts.json"].map((file) =>
    target<string>({
      name: `Ansible ${file}`,
      share: 25,
      inputs: mutatedText(ANSIBLE, wordsOf(ANSIBLE), BRACKETS),
      run: (text) => readAnsible(text, `/i/${file}`),
    }),
  ),
  target<string>({
    name: "accepted findings",
    share: 10,
    inputs: mutatedText(
      [
        'accepted:\n  - rule: fleet/outlier\n    hosts: ["web*", "db[1:3]"]\n    reason: because\n    until: 2027-01-31\n',
      ],
      ["accepted", "rule", "hosts", "until"],
      BRACKETS,
    ),
    run: (text) => {
      refused(() => parseAccepted(text, "accepted.yaml"));
    },
  }),
  target<string>({
    name: "ranges and patterns",
    share: 40,
    inputs: words,
    run: (text) => {
      const names = refusing(() => expandNames(text), HostRangeError);
      if (names && names.length < 500 && names.every((name) => /^[\w.-]+$/.test(name)))
        hold(
          new Set(expandNames(foldNames(names))).size === new Set(names).size,
          () => `folded: ${foldNames(names)}`,
        );
      refusing(() => expandHostPattern(text), HostPatternError);
      const hosts = ["web01", "db", "a".repeat(80)].map((name) => ({ identity: { name, groups: ["web"] } }));
      refusing(() => selectHosts(hosts, { patterns: [text] }), UsageError);
    },
  }),
  target<string>({
    name: "literals and templates",
    share: 40,
    inputs: mutatedText(
      ["{{ lookup('env', 'X') }}", "'a' \"b\\x41\" # c", "0x1F", "-1.5e3", "{{ a }}-{{ b }}"],
      ["a", "b"],
      BRACKETS,
    ),
    run: (text) => {
      const value = literalOf(text);
      hold(
        value === null || ["string", "number", "bigint", "boolean", "object"].includes(typeof value),
        () => "no value",
      );
      const variables = new Map<string, unknown>([
        ["a", text],
        ["b", value],
        ["c", "{{ a }}{{ b }}"],
      ]);
      for (const name of ["a", "b", "c"]) {
        const outcome = new Template("h", (key) => variables.get(key), { X: "x" }).readText(name);
        holdPlain(outcome);
        hold(
          outcome.kind !== "text" || typeof outcome.text === "string",
          () => `a text of type ${typeof outcome}`,
        );
      }
    },
  }),
  target<string>({
    name: "ssh -G",
    share: 30,
    inputs: mutatedText(
      [
        "user me\nhostname a\nport 22\nidentityfile ~/.ssh/id_%h\nproxyjump u@b:22,c\nstricthostkeychecking true\nciphers a,b\nidentityagent $SOCK\n",
      ],
      [
        "proxycommand",
        "proxyjump",
        "userknownhostsfile",
        "connecttimeout",
        "$" + "{HOME}",
        "$constructor",
        "%%",
        "%d",
      ],
    ),
    run: (text) => {
      const settings = settingsOf(
        parseOptions(text),
        { defaults: parseOptions("user me\nport 22\n"), written: new Set(), overrides: {} },
        {
          ...{ alias: "a", address: "a", port: 22, user: "me", localUser: "me", home: "/h", uid: 0 },
          environment: { HOME: "/h" },
        },
      );
      holdPlain(settings);
      const paths = [settings.agentSocket, ...(settings.identityFiles ?? []), ...(settings.knownHosts ?? [])];
      hold(
        paths.every((path) => path === undefined || typeof path === "string"),
        () => "a path that is no text",
      );
    },
  }),
  target<string>({
    name: "--set",
    share: 10,
    inputs: mutatedText(
      ["user=root", "port=22", 'jump=[a, "b"]', "ssh_args=-o A=b"],
      ["user", "jump"],
      BRACKETS,
    ),
    run: (text) => {
      refusing(() => parseSetting(text), UsageError);
    },
  }),
];
