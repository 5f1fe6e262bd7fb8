import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/base/errors.js";
import { inventoryOfHosts } from "../../../src/inventory/select/ad-hoc.js";

/** `name=alias user port` of each host. */
const hosts = (...words: string[]) =>
  [...inventoryOfHosts(words).hosts.values()].map(
    ({ name, alias, settings: { user = "", port = "" } }) => `${name}=${alias} ${user} ${port}`,
  );

describe("hosts that are named without an inventory", () => {
  it.each([
    ["web01", "web01=web01  "],
    ["root@web01", "web01=web01 root "],
    ["web01:2222", "web01=web01  2222"],
    ["ssh://root@web01:22/", "web01=web01 root 22"],
    ["root@10.0.0.1:22", "10.0.0.1=10.0.0.1 root 22"],
    ["me@corp@web01", "web01=web01 me@corp "],
    ["::1", "::1=::1  "],
    ["root@fe80::1%eth0", "fe80::1%eth0=fe80::1%eth0 root "],
    ["[::1]", "::1=::1  "],
    ["root@[::1]:2222", "::1=::1 root 2222"],
    ["bücher.example", "bücher.example=bücher.example  "],
  ])("%s is understood as ssh understands it", (word, host) => {
    expect(hosts(word)).toEqual([host]);
  });

  it("are ranges and lists, too", () => {
    expect(hosts("root@web[01:02]:7,db1", "db[2-3]")).toEqual([
      "web01=web01 root 7",
      "web02=web02 root 7",
      "db1=db1  ",
      "db2=db2  ",
      "db3=db3  ",
    ]);
  });

  it("are called by the whole word only where one name stands for several logins", () => {
    expect(hosts("localhost:1", "localhost:2", "a@web01", "a@web01", "::1", "[::1]:7")).toEqual([
      "localhost:1=localhost  1",
      "localhost:2=localhost  2",
      "web01=web01 a ",
      "::1=::1  ",
      "[::1]:7=::1  7",
    ]);
  });

  it.each([
    "",
    "@web01",
    "web01:",
    "web01:0",
    "web01:65536",
    "web01:x",
    "-oProxyCommand=x",
    "a b",
    "-x@web01",
  ])("%j names no host", (word) => expect(() => inventoryOfHosts([word, ","])).toThrow(UsageError));

  it.each([
    "$(id)",
    "web;id",
    "web`id`",
    "[::1",
    "::1]:22",
    "web[1:",
    "a/b",
    "web\n01",
    "we\u202eb",
    "[web01]:22",
  ])("%j names no host, nor may it reach a shell", (word) =>
    expect(() => inventoryOfHosts([word])).toThrow(UsageError),
  );

  it("never repeats what may be a password", () => {
    for (const word of ["root:hunter2@web01", "ssh://root:hunter2@web01/", "root:hunter2@web 01"]) {
      expect(() => inventoryOfHosts([word])).toThrow(UsageError);
      expect(() => inventoryOfHosts([word])).not.toThrow(/hunter2/);
    }
    expect(() => inventoryOfHosts(["root:hunter2@web01"])).toThrow(/a password is not taken/);
  });

  it("are one list, which names the same hosts again", () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/);
    const place = fc.oneof(
      fc.tuple(label, fc.nat(40)).map(([name, number]) => `${name}${number}`),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
    );
    const word = fc
      .tuple(fc.option(label), place, fc.option(fc.integer({ min: 1, max: 65_535 })))
      .map(([user, host, port]) => `${user ? `${user}@` : ""}${host}${port ? `:${port}` : ""}`);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), (words) => {
        const once = inventoryOfHosts(words);
        const again = inventoryOfHosts([once.file]);
        const sorted = ({ hosts: all }: typeof once) => [...all].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(again)).toEqual(sorted(once));
        expect(once.file).toMatch(/,$/);
      }),
    );
  });
});
