import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type NightlyWorld, startNightlyWorld } from "../support/nightly.js";
import { PROGRAM } from "../support/program.js";
import { HOST_KEY, sshServer, type TestServer } from "../support/servers.js";
import { authorizedKey } from "../support/sshd.js";
import { until } from "../support/until.js";
import { contentOf, filesBelow } from "../support/written.js";

/** In the middle of other bytes, base64 depends on where it begins: less the characters that its neighbours decide. */
const inBase64 = (secret: string): string[] =>
  [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString("base64");
    return text.slice(
      Math.ceil((before * 8) / 6),
      Math.floor(((before + Buffer.byteLength(secret)) * 8) / 6),
    );
  });

/** Every form in which a secret could slip into a text. */
const formsOf = (secret: string): string[] => [
  secret,
  ...inBase64(secret),
  Buffer.from(secret).toString("hex"),
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
];

const found = (text: string, secrets: Readonly<Record<string, string>>) =>
  Object.entries(secrets).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  );

const CANARY = {
  env: 'canary "env" +1/é',
  file: "canary-file-7f3a",
  command: "canary-command-91bc",
  wrong: "canary-wrong-password-55",
  passphrase: "canary-passphrase-d00d",
  literal: "canary-literal-e4e4",
} as const;

let world: NightlyWorld;
let server: TestServer;
let key: string;
/** Words of all processes and their environments, of what the program started. */
const children: string[] = [];

beforeAll(async () => {
  world = await startNightlyWorld();
  key = authorizedKey(world.directory, "encrypted", "-N", CANARY.passphrase);
  server = await sshServer({
    password: CANARY.env,
    exec: (channel) => {
      channel.exit(1);
      channel.end();
    },
  });
  world.file("known", `[127.0.0.1]:${server.port} ${HOST_KEY.public}\n`);
  world.file("secret", `${CANARY.file}\n`);
});
afterAll(async () => {
  server.close();
  await world.close();
});

const ENVIRONMENT = { AUDIT_PASSWORD: CANARY.env, AUDIT_WRONG: CANARY.wrong, SSH_ASKPASS: "/bin/false" };

function inventory(): string {
  const reach = `address: 127.0.0.1, port: ${server.port}, known_hosts: ${world.directory}/known, agent: false, identity_file: /nonexistent`;
  const hosts = {
    right: `${reach}, password: { env: AUDIT_PASSWORD }`,
    wrong: `${reach}, password: { env: AUDIT_WRONG }`,
    fromfile: `${reach}, password: { file: ${world.directory}/secret }, become: always, become_password: { file: ${world.directory}/secret }`,
    command: `${reach}, password: { command: "sleep 1; cat ${world.directory}/command-secret" }`,
    failing: `${reach}, password: { command: "cat ${world.directory}/secret; cat ${world.directory}/secret >&2; exit 1" }`,
    unset: `${reach}, password: { env: AUDIT_UNSET }`,
    key: `${reach.replace("/nonexistent", key)}, passphrase: { command: "cat ${world.directory}/passphrase" }`,
    wrongkey: `${reach.replace("/nonexistent", key)}, passphrase: { env: AUDIT_WRONG }`,
    client: `${reach}, transport: openssh, password: { env: AUDIT_PASSWORD }`,
    clientkey: `${reach.replace("/nonexistent", key)}, transport: openssh`,
    jumped: `${reach}, jump: right, password: { env: AUDIT_PASSWORD }`,
    late: `${reach.replace("127.0.0.1", "127.0.0.2")}, deadline: 1s, password: { command: "sleep 5; cat ${world.directory}/secret" }`,
    stranger: `${reach.replace("/known", "/secret")}, password: { env: AUDIT_PASSWORD }`,
  };
  world.file("command-secret", `${CANARY.command}\n`);
  world.file("passphrase", `${CANARY.passphrase}\n`);
  const lines = Object.entries(hosts).map(([name, settings]) => `  ${name}: { ${settings} }\n`);
  return world.file("secrets.yaml", `defaults: { user: audit, deadline: 30s }\nhosts:\n${lines.join("")}`);
}

/** What /proc shows to others of a process and of all that it starts, looked at again and again. */
async function watched(words: readonly string[]) {
  const { child, ended } = world.start(words, ENVIRONMENT);
  const looking = setInterval(() => children.push(...descendants(child.pid ?? 0)), 25);
  const result = await ended.finally(() => clearInterval(looking));
  return result;
}

function descendants(root: number): string[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    const stat = readQuietly(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
  }
  const isBelow = (pid: number): boolean =>
    pid === root || (parents.has(pid) && pid > 1 && isBelow(parents.get(pid) ?? 0));
  const below = [...parents.keys()].filter(isBelow);
  // The auditor's own environment holds what the user has put there; words never do.
  return below.map((pid) => readQuietly(`/proc/${pid}/cmdline`) + (pid === root ? "" : environOf(pid)));
}

/** Of a fork that has not become its program yet, the memory is still the auditor's. */
const environOf = (pid: number) =>
  readQuietly(`/proc/${pid}/cmdline`).includes(PROGRAM) ? "" : `\nENV ${readQuietly(`/proc/${pid}/environ`)}`;

function readQuietly(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // it has just ended
  }
}

describe("no secret comes out", () => {
  it("and the search finds one where it is", () => {
    for (const [name, secret] of Object.entries(CANARY))
      for (const form of formsOf(secret)) expect(found(`x${form}y`, CANARY)).toContain(name);
    expect(found(readFileSync(join(world.directory, "secret"), "utf8"), CANARY)).toEqual(["file"]);
  });

  it("in reports, evidence, history, log, errors and words of processes, whatever the login comes to", async () => {
    const out = join(world.directory, "out");
    mkdirSync(out);
    const formats = [
      "text",
      "details",
      "html",
      "json",
      "csv",
      "markdown",
      "junit",
      "prometheus",
      "monitor",
      "cyclonedx",
    ];
    const kept = [
      "--snapshot",
      join(out, "kept.jsonl"),
      "--history",
      join(out, "history"),
      "--log",
      join(out, "log"),
    ];
    const all = inventory();
    const run = await watched([
      "run",
      "-i",
      all,
      "-f",
      formats.join(),
      "-o",
      out,
      ...kept,
      "--no-ssh-config",
      "-v",
    ]);
    expect(run.code).toBe(4);
    const audit = JSON.parse(readFileSync(join(out, "audit.json"), "utf8"));
    const codes = Object.fromEntries(
      audit.hosts.map(({ name, error }: { name: string; error?: { stage: string } }) => [name, error?.stage]),
    );
    // Each was really tried: the right one logged in, the wrong ones were refused by the server.
    expect(codes).toMatchObject({
      wrong: "auth",
      failing: "secret",
      unset: "secret",
      client: "secret",
      stranger: "hostkey",
    });
    expect(server.attempts).toContain("password");
    const others = [
      ["collect", "-i", all, "-o", join(out, "collected.jsonl")],
      ["hosts", "-i", all],
      ["hosts", "-i", all, "-f", "json"],
      ["hosts", "-i", all, "--check"],
      ["script", "-i", all],
      ["report", join(out, "kept.jsonl")],
      ["bundle", join(out, "kept.jsonl"), "wrong"],
      ["diff", join(out, "kept.jsonl"), join(out, "collected.jsonl")],
      ["history", "apache.version", "--history", join(out, "history")],
      ["explain"],
    ];
    const said = [run.stdout, run.stderr];
    for (const words of others) {
      const { stdout, stderr } = await watched(words);
      said.push(stdout, stderr);
    }
    const written = filesBelow(out).map(contentOf);
    expect(written.length).toBeGreaterThan(11);
    expect(found([...said, ...written].join("\n"), CANARY)).toEqual([]);
    expect(children.length).toBeGreaterThan(20);
    expect(found(children.map((each) => each.split("\nENV ")[0]).join("\n"), CANARY)).toEqual([]);
  }, 240_000);

  it.runIf(existsSync("/usr/bin/prlimit"))("in a core: a run that crashes leaves none", async () => {
    const directory = join(world.directory, "crash");
    mkdirSync(directory);
    const words = ["collect", "-i", world.inventory, "silent", "-o", "out", "--no-ssh-config"];
    const shell = 'ulimit -c unlimited && exec "$0" "$@"';
    const child = spawn("sh", ["-c", shell, process.execPath, PROGRAM, ...words], {
      cwd: directory,
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    const limits = () => readQuietly(`/proc/${child.pid}/limits`);
    await until(() => existsSync(join(directory, "out")) && /^Max core file size +0 /m.test(limits()));
    child.kill("SIGSEGV");
    expect(await ended).toEqual([null, "SIGSEGV"]);
    expect(readdirSync(directory).filter((name) => name.startsWith("core"))).toEqual([]);
  });

  it("in the environments of what is started, where nothing there needs it", () => {
    expect(children.some((each) => /(^|\/)ssh\0.*\nENV /s.test(each) || /sleep 1; cat/.test(each))).toBe(
      true,
    );
    const ssh = children.filter((each) => /^(\S*\/)?ssh\0/.test(each));
    expect(found(ssh.join("\n"), CANARY)).toEqual([]);
  });

  it.each([
    ["as a password of ours", "i.yaml", `hosts:\n  a: { password: ${CANARY.literal} }\n`],
    ["in YAML that is broken there", "j.yaml", `hosts:\n  a:\n    password: "${CANARY.literal}\n   x: [\n`],
    ["in a URL to be asked", "k.yaml", `hosts:\n  a: { observe: "http://u:${CANARY.literal}@x/y" }\n`],
    [
      "as a password of Ansible",
      "hosts",
      `[web]\na ansible_host=127.0.0.1 ansible_port=1 ansible_password=${CANARY.literal}\n`,
    ],
    [
      "as one of Ansible's YAML",
      "l.yml",
      `all: { hosts: { a: { ansible_host: 127.0.0.1, ansible_port: 1, ansible_become_password: ${CANARY.literal} } } }\n`,
    ],
    ["on the command line", "m.yaml", "hosts: { a: {} }\n", "--set", `password=${CANARY.literal}`],
  ])("that was written %s", async (_, name, text, ...more) => {
    const file = join(world.directory, name);
    writeFileSync(file, text);
    const log = join(world.directory, `${name}.log`);
    const { stdout, stderr, code } = await world.run(["run", "-i", file, "--log", log, ...more]);
    expect(code === 2 || code === 4).toBe(true);
    expect(found(`${stdout}${stderr}${readQuietly(log)}`, CANARY)).toEqual([]);
  });
});
