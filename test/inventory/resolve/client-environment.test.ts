import { expect, it } from "vitest";
import { parseInventory } from "../../../src/inventory/own/parse.js";
import { withoutSecrets } from "../../../src/inventory/resolve/client-environment.js";

it("programs that are started do not get the variables of secrets, wherever those are named", () => {
  const inventory = parseInventory(
    "defaults: { password: { env: A } }\ngroups: { g: { passphrase: { env: B }, hosts: [h] } }\nhosts: { h: { become_password: { env: C } }, i: { password: { file: D } } }\n",
    "inv.yaml",
  );
  const environment = { A: "1", B: "2", C: "3", D: "4", E: "5", PATH: "/bin" };
  expect(withoutSecrets(environment, inventory, { password: { env: "E" } })).toEqual({
    D: "4",
    PATH: "/bin",
  });
});
