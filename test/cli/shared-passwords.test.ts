import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { runProgram } from "../support/command-line.js";
import { HOST_KEY, type SshServerOptions } from "../support/servers.js";
import { STAND_IN_SUDO } from "../support/stand-in-sudo.js";
import { directory, freshFile, serve } from "../support/world.js";

const HOSTS = 8;
const names = Array.from({ length: HOSTS }, (_, index) => `h${index + 1}`);

/** An audit of an inventory as from the command line, with these variables. */
async function audited(inventory: string, env: NodeJS.ProcessEnv) {
  const words = ["run", "-i", freshFile(inventory), "--no-ssh-config", "--format", "json"];
  const { code, stdout, stderr } = await runProgram(words, {
    PATH: process.env.PATH,
    HOME: directory,
    ...env,
  });
  expect(stdout, stderr).not.toBe("");
  const { totals, hosts } = JSON.parse(stdout) as Audit;
  const { selected, ok, partial, unreachable, failed, skipped } = totals.hosts;
  expect(ok + partial + unreachable + failed + skipped).toBe(selected);
  return { code, hosts, totals, text: stdout + stderr };
}

const codesOf = (hosts: Audit["hosts"]) => hosts.map(({ error }) => error?.code ?? "none").sort();

/** Hosts that are logged in to with the same password, and how often each was given one. */
async function withPassword(value: string, options: (index: number) => SshServerOptions) {
  const servers = await Promise.all(names.map((_, index) => serve(options(index))));
  const lines = names.map((name, index) => {
    const { port } = servers[index] as { port: number };
    const known = freshFile(`[127.0.0.1]:${port} ${HOST_KEY.public}\n`);
    return `  ${name}: { address: 127.0.0.1, port: ${port}, known_hosts: ${known} }`;
  });
  const inventory = `defaults:
  user: audit
  transport: ssh2
  agent: false
  identity_file: /nonexistent
  password: { env: WORD }
  connect_timeout: 1h
  deadline: 1h
hosts:
${lines.join("\n")}
`;
  const seen = await audited(inventory, { WORD: value });
  const given = servers.map(({ attempts }) => attempts.filter((method) => method !== "none").length);
  return { ...seen, given };
}

const silent: SshServerOptions["exec"] = (channel) => {
  channel.exit(1);
  channel.end();
};

it.each([["password"], ["keyboard-interactive"]] as const)(
  "a wrong password of many hosts is given to one of them, and the others name it: %s",
  async (method) => {
    const { hosts, given, totals, code } = await withPassword("wrong", () => ({
      password: "right",
      methods: [method],
    }));
    expect(code).toBe(4);
    expect(totals.hosts).toMatchObject({ selected: HOSTS, unreachable: HOSTS });
    expect(codesOf(hosts)).toEqual(["auth-failed", ...Array(HOSTS - 1).fill("password-held-back")]);
    const first = hosts.find(({ error }) => error?.code === "auth-failed")?.name ?? "";
    for (const { error } of hosts.filter(({ name }) => name !== first)) {
      expect(error?.message).toContain(`the password was not tried, as ${first} has refused the same one`);
      expect(error?.hint).toContain(first);
    }
    expect(given.filter((times) => times > 0)).toHaveLength(1);
  },
);

it("a server that hangs up on a wrong password has refused it as well", async () => {
  const { hosts, given } = await withPassword("wrong", () => ({
    onAuthentication: (context, inside) => {
      if (context.method !== "password") return false;
      const { _protocol } = inside as unknown as { _protocol: { disconnect(reason: number): void } };
      context.reject(["password"]);
      _protocol.disconnect(2);
      return true;
    },
  }));
  expect(given.filter((times) => times > 0)).toHaveLength(1);
  expect(hosts.filter(({ error }) => error?.code === "password-held-back")).toHaveLength(HOSTS - 1);
});

it("servers that take no password at all have said nothing about it", async () => {
  const { hosts, given } = await withPassword("right", (index) => ({
    password: "right",
    methods: index < HOSTS / 2 ? ["publickey"] : ["password"],
    exec: silent,
  }));
  expect(hosts.some(({ error }) => error?.code === "password-held-back")).toBe(false);
  expect(hosts.filter(({ status }) => status === "unreachable")).toHaveLength(HOSTS / 2);
  expect(given.every((times) => times === 1)).toBe(true);
});

it("a right one is given to each host, once", async () => {
  const { hosts, given } = await withPassword("right", () => ({ password: "right", exec: silent }));
  expect(hosts.some(({ status }) => status === "unreachable")).toBe(false);
  expect(given).toEqual(Array(HOSTS).fill(1));
});

/** Hosts without SSH that share a machine, its sudo, and a password for it. */
async function withSudo(value: string, become: "auto" | "always") {
  const folder = join(directory, `sudo-${become}-${value}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "password"), "right");
  writeFileSync(join(folder, "sudo"), STAND_IN_SUDO.replace("\n", `\nWORLD='${folder}'\n`), { mode: 0o755 });
  const inventory = `defaults: { transport: local, containers: never, become: ${become}, become_password: { env: WORD }, deadline: 1h }
hosts: { ${names.map((name) => `${name}: {}`).join(", ")} }
`;
  const seen = await audited(inventory, { WORD: value, PATH: `${folder}:${process.env.PATH}` });
  const tried = existsSync(join(folder, "tried")) ? readFileSync(join(folder, "tried"), "utf8") : "";
  return { ...seen, tried: tried.split("\n").slice(0, -1) };
}

it("a wrong password for sudo is given to one host of many, once", async () => {
  const { hosts, tried, totals, code } = await withSudo("wrong", "always");
  expect(code).toBe(4);
  expect(tried).toEqual(["wrong"]);
  expect(totals.hosts).toMatchObject({ selected: HOSTS, failed: HOSTS });
  expect(codesOf(hosts)).toEqual([...Array(HOSTS - 1).fill("password-held-back"), "password-refused"]);
  const first = hosts.find(({ error }) => error?.code === "password-refused")?.name;
  for (const { error } of hosts.filter(({ name }) => name !== first))
    expect(error?.message).toMatch(new RegExp(`: ${first} has refused the same one$`));
});

it("a right one is given to each, once", async () => {
  const { hosts, tried } = await withSudo("right", "always");
  expect(tried).toEqual(Array(HOSTS).fill("right"));
  expect(codesOf(hosts)).toEqual(Array(HOSTS).fill("none"));
});
