import { readFileSync, writeFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseInventory } from "../../../src/inventory/own/parse.js";
import { inventoryJsonSchema } from "../../../src/inventory/own/schema.js";
import { resolveHosts } from "../../../src/inventory/resolve/resolve.js";

const SCHEMA_FILE = new URL("../../../schemas/inventory.schema.json", import.meta.url);
const EXAMPLE_FILE = new URL("../../../inventory.example.yaml", import.meta.url);

// UPDATE_SCHEMAS=1 writes the file anew; `npm run format` then lays it out.
if (process.env.UPDATE_SCHEMAS === "1")
  writeFileSync(SCHEMA_FILE, `${JSON.stringify(inventoryJsonSchema(), null, 2)}\n`);

const schema = JSON.parse(readFileSync(SCHEMA_FILE, "utf8"));
const example = readFileSync(EXAMPLE_FILE, "utf8");
const validate = new Ajv2020({ strict: false }).compile(schema);

describe("schemas/inventory.schema.json", () => {
  test("is what the code says; if not, run this test with UPDATE_SCHEMAS=1 and npm run format", () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(inventoryJsonSchema())));
  });

  test.each([
    ["an unknown key", "defaults: { prot: 22 }"],
    ["a literal password", "defaults: { password: hunter2 }"],
    ["a port out of range", "hosts: { a: { port: 70000 } }"],
    ["an unknown key in a nested group", "groups: { a: { children: { b: { prot: 1 } } } }"],
    ["a duration without its unit", "defaults: { deadline: 10 }"],
  ])("refuses %s, as the program does", (_, text) => {
    expect(validate(parse(text))).toBe(false);
    expect(() => parseInventory(text, "inventory.yaml")).toThrow();
  });

  test("accepts the example", () => {
    validate(parse(example));
    expect(validate.errors).toBeNull();
  });
});

describe("inventory.example.yaml", () => {
  test("points editors to the schema", () => {
    expect(example.split("\n")[0]).toBe("# yaml-language-server: $schema=./schemas/inventory.schema.json");
  });

  test("resolves to the hosts that it promises", () => {
    const hosts = resolveHosts(parseInventory(example, "inventory.example.yaml"), { user: "me", home: "/h" });
    const of = (name: string) => hosts.find(({ identity }) => identity.name === name);
    expect(hosts).toHaveLength(52);
    expect(of("web07.example.org")?.identity).toMatchObject({
      address: "audit@web07.example.org:2222",
      groups: ["web", "production"],
      expect: { "host.ld_library_path": "", "python.library.version": "3.11" },
    });
    expect(of("batch1.example.org")?.target.deadlineMs).toBe(180_000);
    expect(of("staging2")?.identity.address).toBe("audit@[2001:db8::17]:22");
    expect(of("oldtimer.example.org")?.target).toMatchObject({ algorithms: "legacy", agent: false });
  });
});
