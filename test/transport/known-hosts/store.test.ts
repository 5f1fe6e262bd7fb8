import { appendFileSync, readFileSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KnownHostsStore } from "../../../src/transport/known-hosts/store.js";
import { generateKey } from "../../support/servers.js";
import { directory, freshFile } from "../../support/world.js";

const wire = Buffer.from(generateKey().public.split(" ")[1] ?? "", "base64");
const entry = (name: string) => `${name} ssh-ed25519 ${wire.toString("base64")}`;

describe("KnownHostsStore", () => {
  it("holds nothing of a file that is not there", () => {
    expect(new KnownHostsStore().find([join(directory, "absent")], "alpha")).toEqual([]);
  });

  it("finds in all files, and sees what others write into them", () => {
    const [one, two] = [freshFile(`${entry("alpha")}\n`), freshFile(`${entry("alpha,beta")}\n`)];
    const store = new KnownHostsStore();
    expect(store.find([one, two], "alpha")).toHaveLength(2);
    expect(store.find([one], "beta")).toHaveLength(0);
    appendFileSync(one, `${entry("beta")}\n`);
    expect(store.find([one], "beta")).toHaveLength(1);
  });

  it("does not read a file again that has not changed", () => {
    const path = freshFile(`${entry("alpha")}\n`);
    const store = new KnownHostsStore();
    utimesSync(path, 1000, 1000);
    expect(store.find([path], "alpha")[0]).toBe(store.find([path], "alpha")[0]);
  });

  it("adds a whole line, also behind one that was not ended, and finds it at once", () => {
    const path = freshFile(entry("alpha"));
    const store = new KnownHostsStore();
    store.add(path, "beta", 22, "ssh-ed25519", wire);
    store.add(path, "Gamma", 2222, "ssh-ed25519", wire);
    expect(readFileSync(path, "utf8")).toBe(
      `${entry("alpha")}\n${entry("beta")}\n${entry("[gamma]:2222")}\n`,
    );
    expect(store.find([path], "[gamma]:2222")).toHaveLength(1);
    expect(new KnownHostsStore().find([path], "beta")).toHaveLength(1);
  });

  it("loses no line of another writer between two of its own", () => {
    const path = freshFile(`${entry("alpha")}\n`);
    const store = new KnownHostsStore();
    store.add(path, "beta", 22, "ssh-ed25519", wire);
    appendFileSync(path, entry("gamma"));
    store.add(path, "delta", 22, "ssh-ed25519", wire);
    for (const name of ["alpha", "beta", "gamma", "delta"]) expect(store.find([path], name)).toHaveLength(1);
  });
});
