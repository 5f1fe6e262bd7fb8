import fc from "fast-check";
import { expect, test } from "vitest";
import { InventoryError } from "../../../src/base/errors.js";
import { AnsibleData } from "../../../src/inventory/ansible/data.js";
import { readingOf } from "../../../src/inventory/ansible/dialect.js";
import { readDynamic } from "../../../src/inventory/ansible/dynamic.js";
import { readIni } from "../../../src/inventory/ansible/ini.js";
import { toInventory } from "../../../src/inventory/ansible/inventory.js";
import { Notes } from "../../../src/inventory/ansible/notes.js";
import { readYaml } from "../../../src/inventory/ansible/yaml.js";
import { expectCheap } from "../../support/linear.js";

/** Without files beside it. */
async function read(text: string, file: string): Promise<void> {
  const data = new AnsibleData();
  const reading = readingOf(text, file);
  if (reading.kind === "ini") readIni(text, file, data);
  else if (reading.kind === "yaml") readYaml(reading.document, reading.root, file, data);
  else if (reading.kind === "dynamic") await readDynamic(reading.root, file, data, file);
  const none = { groups: new Map(), hosts: new Map() };
  const inventory = toInventory({ file, data, files: none, environment: {}, notes: new Notes() });
  expect(inventory.hosts).toBeInstanceOf(Map);
}

const words =
  "all hosts children vars web a b [web] [web:vars] [web:children] [all:vars] [a:c] [1:3] ansible_host ansible_user= ansible_port=22 ansible_password=x ansible_group_priority __proto__ constructor _meta hostvars plugin !vault !unsafe {{ }} {{a}} lookup('env','X') { } [ ] : , = - | & * ! ' \" # ; \\".split(
    " ",
  );
const sample = fc.oneof(
  fc
    .array(fc.constantFrom(...words, "\n", "\n  ", "\n    ", ": ", " ", "&a ", "*a", "\r", "\u2028"), {
      maxLength: 40,
    })
    .map((parts) => parts.join("")),
  fc.string({ unit: "binary" }),
  fc.json(),
);

test.each(["hosts", "hosts.yml", "hosts.json"])(
  "whatever the text of %s, it is an inventory or an InventoryError",
  async (file) => {
    await fc.assert(
      fc.asyncProperty(sample, async (text) => {
        const isRead = () =>
          read(text, file).catch((error) => {
            expect(error).toBeInstanceOf(InventoryError);
          });
        await expectCheap(isRead, 1000);
      }),
      { numRuns: 700 },
    );
    expect(Object.keys(Object.prototype)).toEqual([]);
  },
);

test.each([
  ["a long line of brackets", "hosts", "[a".repeat(20_000)],
  ["a long line of quotations", "hosts", "a 'b".repeat(20_000)],
  ["a long section", "hosts", `[${"a".repeat(50_000)}:`],
  ["a long name", "hosts", `${"a-".repeat(30_000)}:22`],
  ["a long literal", "hosts", `[all:vars]\na=${"'a' ".repeat(20_000)}b`],
  ["a long number", "hosts", `a ansible_port=${"9".repeat(50_000)}`],
  ["a long template", "hosts", `a ansible_user=${"{{a".repeat(20_000)}`],
  ["a deep list", "hosts.json", "[".repeat(50_000)],
  ["deep groups", "hosts.json", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`],
])("%s takes no long time", async (_, file, text) => {
  const isRead = () => read(text, file).catch((error) => expect(error).toBeInstanceOf(InventoryError));
  await expectCheap(isRead, 5000);
});
