import { describe, expect, it } from "vitest";
import { InventoryError } from "../../../src/base/errors.js";
import { parseInventory } from "../../../src/inventory/own/parse.js";
import { resolveHosts } from "../../../src/inventory/resolve/resolve.js";
import { wayTo } from "../../../src/transport/session.js";

const waysOf = (...lines: string[]) => {
  const hosts = resolveHosts(parseInventory(lines.join("\n"), "inventory.yaml"), {
    user: "me",
    home: "/home/me",
  });
  return Object.fromEntries(hosts.map(({ identity, target }) => [identity.name, wayTo(target)]));
};
const targetOf = (name: string, ...lines: string[]) =>
  resolveHosts(parseInventory(lines.join("\n"), "inventory.yaml"), { user: "me", home: "/home/me" }).find(
    ({ identity }) => identity.name === name,
  )?.target;

describe("jump hosts of an inventory", () => {
  it("are inherited, and the jump host itself is dialled directly", () => {
    expect(
      waysOf("defaults: { jump: gate }", "hosts:", "  gate:", "  web1:", "  web2: { jump: [] }"),
    ).toEqual({
      gate: [],
      web1: ["gate"],
      web2: [],
    });
  });

  it("have the settings of their own, and their own way", () => {
    const lines = [
      "hosts:",
      "  outer: { address: 192.0.2.1, user: jumper, max_sessions: 5 }",
      "  inner: { jump: outer, port: 2222 }",
      "  web1: { jump: inner, user: www }",
    ];
    expect(waysOf(...lines)).toEqual({ outer: [], inner: ["outer"], web1: ["outer", "inner"] });
    expect(targetOf("web1", ...lines)).toMatchObject({
      user: "www",
      via: { user: "me", port: 2222, via: { address: "192.0.2.1", user: "jumper", maxSessions: 5 } },
    });
  });

  it("make a chain in the order of a list, whether the inventory knows them or not", () => {
    const lines = [
      "defaults: { identity_file: /k }",
      "hosts:",
      "  web1: { jump: [joe@192.0.2.1:2200, '[2001:db8::1]:22'] }",
    ];
    expect(targetOf("web1", ...lines)).toMatchObject({
      via: {
        address: "2001:db8::1",
        user: "me",
        identityFiles: ["/k"],
        via: { address: "192.0.2.1", user: "joe", port: 2200 },
      },
    });
  });

  it("must come to an end", () => {
    expect(() => waysOf("hosts:", "  a: { jump: b }", "  b: { jump: a }")).toThrow(InventoryError);
    expect(() => waysOf("hosts:", "  a: { jump: 'x y' }")).toThrow(/expected a host/);
  });
});
