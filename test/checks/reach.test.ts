import { expect, it } from "vitest";
import { budgetOfHost } from "../../src/base/budget.js";
import { reach } from "../../src/checks/reach/index.js";
import type { Part, Section } from "../../src/model/snapshot.js";

const part = (name: string, stdout: string, status: number | null = 0, stderr = ""): Part => ({
  name,
  stdout,
  stderr,
  status,
});

const factsOf = (...parts: Part[]) => {
  const section: Section = { check: "reach", installation: 0, parts, status: 0, timedOut: false };
  return reach.parse({ section, other: () => undefined, known: {}, budget: budgetOfHost() } as never);
};

const login = part("login", "1000 \n");

it.each<[string, Part, string]>([
  ["sudo", part("sudo", "", 1, "sudo: a password is required\n"), "sudo: password"],
  ["sudo", part("sudo", "", 1, "sudo: sorry, you must have a tty to run sudo\n"), "sudo: tty"],
  ["sudo", part("sudo", "", 1, "Sorry, user a may not run sudo on h.\n"), "sudo: no"],
  [
    "sudo-rs",
    part("sudo-rs", "", 1, "sudo-rs: interactive authentication is required\n"),
    "sudo-rs: password",
  ],
  ["doas", part("doas", "", 1, "doas: Authentication required\n"), "doas: password"],
  ["OpenBSD's doas", part("doas", "", 1, "doas: Authorization required\n"), "doas: password"],
  ["doas", part("doas", "", 1, "doas: Operation not permitted\n"), "doas: no"],
  ["doas", part("doas", "", 0), "doas: yes"],
])("%s is told by its own words: %j", (_, answer, expected) => {
  expect(factsOf(login, answer)["host.ways_to_root"]).toEqual([expected]);
});

it("none, not needed, used and unknown differ", () => {
  expect(factsOf(login)).toMatchObject({
    "host.sudo": { outcome: "absent" },
    "host.ways_to_root": ["none"],
  });
  expect(factsOf(part("login", "0 \n"))["host.ways_to_root"]).toEqual(["not needed"]);
  expect(factsOf(part("login", "0 sudo\n"))).toMatchObject({
    "host.sudo": "yes",
    "host.ways_to_root": ["sudo: yes"],
  });
  expect(factsOf(part("login", "0 doas\n"))["host.ways_to_root"]).toEqual(["doas: yes"]);
  expect(factsOf(login, part("sudo", "", null))["host.ways_to_root"]).toMatchObject({ outcome: "failed" });
  expect(factsOf(login, part("doas", "", null))["host.ways_to_root"]).toMatchObject({ outcome: "failed" });
  expect(factsOf()["host.ways_to_root"]).toMatchObject({ outcome: "failed" });
});
