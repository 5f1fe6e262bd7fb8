import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  const random = Array.from({ length: RANDOM }, (_, index) => join(folder, `random-${index}`));
  let container: StartedTestContainer;

  async function run(...command: string[]): Promise<string> {
    const { container: runtime } = await getContainerRuntimeClient();
    const { stdout } = await runtime.exec(runtime.getById(container.getId()), command);
    return stdout;
  }

  beforeAll(async () => {
    for (const [index, files] of generated(SEED, RANDOM).entries())
      for (const [name, content] of Object.entries(files)) {
        const path = join(random[index] ?? "", name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
      }
    const failures = await buildImages(["ansible"]);
    for (const reason of failures.values()) throw new Error(reason);
    container = await new GenericContainer(tagOf("ansible"))
      .withCopyDirectoriesToContainer([
        { source: FIXTURES, target: FIXTURES },
        { source: folder, target: folder },
      ])
      .start();
  }, 300_000);

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await container?.stop({ timeout: 0 });
  });

  /** What `ansible-inventory --list` says of inventories. */
  async function listsOf(paths: readonly string[]): Promise<string[]> {
    await run("python3", "/usr/local/bin/list.py", ...paths);
    const lists = [];
    for (const path of paths) {
      const said = await run("cat", `${path}.said`);
      if (/unable to parse|failed to parse|error/i.test(said)) throw new Error(`${path}: ${said}`);
      lists.push(await run("cat", `${path}.list`));
    }
    return lists;
  }

  async function expectSame(path: string, list: string): Promise<void> {
    const file = join(folder, "list.json");
    writeFileSync(file, list);
    const [ours, theirs] = [await loadInventory(path), await loadInventory(file)];
    expect(summaryOf(ours)).toEqual(summaryOf(theirs));
    expect(ownMembersOf(ours)).toEqual(membersOf(JSON.parse(list)));
  }

  it.each(CORPUS)("%s: hosts, groups and variables are those of ansible-inventory --list", async (name) => {
    const path = join(FIXTURES, name);
    const [list = ""] = await listsOf([path]);
    await expectSame(path, list);
  });

  it("whatever is in them, they are those of ansible-inventory --list", async () => {
    const paths = random.map((path) => join(path, isYaml(path) ? "hosts.yml" : "hosts"));
    for (const [index, list] of (await listsOf(paths)).entries())
      await expectSame(paths[index] ?? "", list).catch((error) => {
        const text = readFileSync(paths[index] ?? "", "utf8");
        throw new Error(`WSGI_AUDIT_SEED=${SEED}, inventory ${index}: ${error}\n${text}\n${list}`);
      });
    process.stdout.write(`ansible: ${RANDOM} random inventories read alike (seed ${SEED})\n`);
  }, 300_000);

  const isYaml = (path: string) => generated(SEED, RANDOM)[random.indexOf(path)]?.["hosts.yml"] !== undefined;

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
    180_000,
  );
});

const sorted = (calls: readonly Call[]) =>
  [...calls].sort((a, b) => (JSON.stringify(a.to) < JSON.stringify(b.to) ? -1 : 1));
