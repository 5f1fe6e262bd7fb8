import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer } from "testcontainers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadInventory } from "../../../src/inventory/load.js";
import { describeFleet } from "../describe-fleet.js";
import { buildImages, tagOf } from "../images.js";
import { type Call, callOf, ownCallsOf } from "./calls.js";
import { generated } from "./generate.js";
import { membersOf, ownMembersOf, summaryOf } from "./summary.js";

const FIXTURES = fileURLToPath(new URL("../../fixtures/ansible", import.meta.url));
const CORPUS = ["ini/hosts", "yaml/hosts.yml", "folder", "program/inventory.py", "vaulted/hosts.yml"];
const SEED = Number(process.env.WSGI_AUDIT_SEED ?? 1);
const RANDOM = Number(process.env.WSGI_AUDIT_ANSIBLE ?? 36);
/** Home of the login in the container. */
const HOME = "/root";

describeFleet("inventories of Ansible", () => {
  // At the same paths in the container, because inventories may speak of their own folder.
  const folder = mkdtempSync(join(tmpdir(), "wsgi-audit-ansible-"));
  const random = generated(SEED, RANDOM).map((files, index) => {
    const name = "hosts" in files ? "hosts" : "hosts.yml";
    return { files, path: join(folder, `random-${index}`, name) };
  });
  let container: StartedTestContainer;

  async function run(...command: string[]): Promise<string> {
    const { container: runtime } = await getContainerRuntimeClient();
    const { stdout } = await runtime.exec(runtime.getById(container.getId()), command);
    return stdout;
  }

  beforeAll(async () => {
    for (const { files, path } of random)
      for (const [name, content] of Object.entries(files)) {
        const file = join(dirname(path), name);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, content);
      }
    const failures = await buildImages(["ansible"]);
    for (const reason of failures.values()) throw new Error(reason);
    container = await new GenericContainer(tagOf("ansible"))
      .withCopyDirectoriesToContainer([
        { source: FIXTURES, target: FIXTURES },
        { source: folder, target: folder },
      ])
      .start();
  }, 1200_000);

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await container?.stop({ timeout: 0 });
  }, 240_000);

  /** What `ansible-inventory --list` says of inventories. */
  async function listsOf(paths: readonly string[]): Promise<string[]> {
    const lines = (await run("/usr/bin/python3", "/usr/local/bin/list.py", ...paths)).trim().split("\n");
    return lines.map((line, index) => {
      const { list, said } = JSON.parse(line) as { list: string; said: string };
      if (/unable to parse|failed to parse|error/i.test(said)) throw new Error(`${paths[index]}: ${said}`);
      return list;
    });
  }

  async function expectSame(path: string, list: string): Promise<void> {
    const file = join(folder, "list.json");
    writeFileSync(file, list);
    const [ours, theirs] = [await loadInventory(path), await loadInventory(file)];
    expect(summaryOf(ours)).toEqual(summaryOf(theirs));
    expect(ownMembersOf(ours)).toEqual(membersOf(JSON.parse(list)));
  }

  it.each(CORPUS)(
    "%s: hosts, groups and variables are those of ansible-inventory --list",
    async (name) => {
      const path = join(FIXTURES, name);
      const [list = ""] = await listsOf([path]);
      await expectSame(path, list);
    },
    480_000,
  );

  it("whatever is in them, they are those of ansible-inventory --list", async () => {
    const lists = await listsOf(random.map(({ path }) => path));
    for (const [index, { path, files }] of random.entries())
      await expectSame(path, lists[index] ?? "").catch((error) => {
        const shown = JSON.stringify(files, null, 2);
        throw new Error(`WSGI_AUDIT_SEED=${SEED}, inventory ${index}: ${error}\n${shown}\n${lists[index]}`);
      });
    process.stdout.write(`ansible: ${RANDOM} random inventories read alike (seed ${SEED})\n`);
  }, 1200_000);

  it.each(["ini/hosts", "yaml/hosts.yml", "folder"])(
    "%s: ssh is called as Ansible calls it",
    async (name) => {
      const path = join(FIXTURES, name);
      await run("rm", "-f", "/tmp/ssh-arguments");
      const ansible = ["ansible", "all", "-i", path, "-m", "raw", "-a", "true", "-f", "4"];
      await run("env", "ANSIBLE_SSH_EXECUTABLE=/usr/local/bin/ssh-arguments", ...ansible);
      const lines = (await run("cat", "/tmp/ssh-arguments")).trim().split("\n");
      const theirs = lines.map((line) => callOf(line.split("\u001f")));
      const inventory = await loadInventory(path);
      // Ansible needs sshpass for it, and without calls nobody.
      const ours = ownCallsOf(inventory, HOME).filter(({ to }) => to !== "late1");
      expect(sorted(ours)).toEqual(sorted(theirs));
    },
    720_000,
  );
});

const sorted = (calls: readonly Call[]) =>
  [...calls].sort((a, b) => (JSON.stringify(a.to) < JSON.stringify(b.to) ? -1 : 1));
