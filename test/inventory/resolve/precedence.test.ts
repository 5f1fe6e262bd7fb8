import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { ResolvedHost } from "../../../src/inventory/resolve/resolve.js";
import { wayTo } from "../../../src/transport/session.js";
import { runProgram } from "../../support/command-line.js";
import { directory, ENVIRONMENT, freshFile } from "../../support/world.js";

const SSH = spawnSync("ssh", ["-V"]).status === 0;
if (!SSH && process.env.CI) throw new Error("install the OpenSSH client: precedence is tested with it");

/** The strongest first. */
const ORDER = ["command line", "host", "group web", "ssh_config", "defaults"] as const;
type Place = (typeof ORDER)[number];

interface Setting {
  option: string;
  values: Readonly<Record<Place, string>>;
  effective(host: ResolvedHost): unknown;
  /** Where it is not as for the others. */
  order?: readonly Place[];
}

const inEach = (...values: [string, string, string, string, string]) =>
  Object.fromEntries(ORDER.map((place, index) => [place, values[index]])) as Record<Place, string>;

const SETTINGS: Readonly<Record<string, Setting>> = {
  user: {
    option: "User",
    values: inEach("c", "h", "g", "s", "d"),
    effective: ({ target }) => target.user,
  },
  port: {
    option: "Port",
    values: inEach("1", "2", "3", "4", "5"),
    effective: ({ target }) => String(target.port),
  },
  identity_file: {
    option: "IdentityFile",
    values: inEach("/k/c", "/k/h", "/k/g", "/k/s", "/k/d"),
    effective: ({ target }) => target.identityFiles[0],
  },
  known_hosts: {
    option: "UserKnownHostsFile",
    values: inEach("/n/c", "/n/h", "/n/g", "/n/s", "/n/d"),
    effective: ({ target }) => target.knownHosts[0],
  },
  connect_timeout: {
    option: "ConnectTimeout",
    values: inEach("1s", "2s", "3s", "4", "5s"),
    effective: ({ target }) => `${target.connectTimeoutMs / 1000}s`,
  },
  jump: {
    option: "ProxyJump",
    values: inEach("c.example.org", "h.example.org", "g.example.org", "s.example.org", "d.example.org"),
    // The defaults hold for the jump host too: its own way may begin with another one.
    effective: ({ target }) => wayTo(target).at(-1),
  },
  // What is said here of ssh_config could make the check weaker: it counts only where the inventory is silent.
  host_keys: {
    option: "StrictHostKeyChecking",
    values: inEach("accept-new", "strict", "accept-new", "accept-new", "strict"),
    effective: ({ target }) => target.hostKeys,
    order: ["command line", "host", "group web", "defaults", "ssh_config"],
  },
};

const inventoryOf = (key: string, values: Partial<Record<Place, string>>) => {
  const settings = (place: Place) => (values[place] === undefined ? "" : `${key}: ${values[place]}`);
  return freshFile(
    [
      `defaults: { ${settings("defaults")} }`,
      `groups: { web: { hosts: [web1], ${settings("group web")} } }`,
      `hosts: { web1: { ${settings("host")} } }`,
    ].join("\n"),
  );
};

describe.runIf(SSH)("precedence", () => {
  const hosts = async (key: string, values: Partial<Record<Place, string>>, ...words: string[]) => {
    const option = SETTINGS[key]?.option;
    const ssh = values.ssh_config;
    const config = freshFile(ssh === undefined ? "" : `Host web1\n  ${option} ${ssh}\n`);
    const set = values["command line"];
    const { code, stdout, stderr } = await runProgram(
      [
        "hosts",
        ...["-i", inventoryOf(key, values), "-F", config],
        ...(set === undefined ? [] : ["--set", `${key}=${set}`]),
        ...words,
      ],
      { ...ENVIRONMENT, HOME: directory },
    );
    expect([code, stderr]).toEqual([0, ""]);
    return stdout;
  };

  it.each(Object.keys(SETTINGS))("of %s: each place outweighs those after it, and says so", async (key) => {
    const { values, effective, order = ORDER } = SETTINGS[key] as Setting;
    for (const [index, place] of order.entries()) {
      const left = Object.fromEntries(order.slice(index).map((each) => [each, values[each]]));
      const [host] = JSON.parse(await hosts(key, left, "--format", "json")) as ResolvedHost[];
      expect(host && { value: String(effective(host)).replace(/^4s$/, "4"), by: host.sources[key] }).toEqual({
        value: values[place],
        by: place,
      });
    }
  });

  it("stands in the table of hosts", async () => {
    const setting = SETTINGS.user as Setting;
    const table = await hosts("user", setting.values);
    expect(table).toMatch(/^HOST +LOGIN +GROUPS +SET BY\nweb1 +c@web1:22 +web +command line: user$/m);
    const { "command line": _, ...rest } = setting.values;
    expect(await hosts("user", rest)).toContain("host: user");
    expect(await hosts("user", { ssh_config: "s", defaults: "d" })).toMatch(/ s@web1:22 .*ssh_config: user/);
  });

  it("never lets ssh_config switch the check of host keys off", async () => {
    const [host] = JSON.parse(
      await hosts("host_keys", { ssh_config: "no" }, "--format", "json"),
    ) as ResolvedHost[];
    expect([host?.target.hostKeys, host?.sources.host_keys]).toEqual(["strict", undefined]);
  });

  it("knows no ssh_config with --no-ssh-config", async () => {
    const inventory = inventoryOf("user", { defaults: "d" });
    const words = ["hosts", "-i", inventory, "--no-ssh-config", "--format", "json"];
    const { stdout } = await runProgram(words, { HOME: directory });
    expect((JSON.parse(stdout) as ResolvedHost[])[0]?.target.user).toBe("d");
  });

  it("holds for jump hosts too, but for the command line, which is about the hosts", async () => {
    const inventory = freshFile(
      "defaults: { user: d }\nhosts: { web1: { jump: gate }, gate: { port: 2222 } }\n",
    );
    const config = freshFile("Host gate\n  User keeper\n  Port 22\n");
    const words = ["hosts", "-i", inventory, "-F", config, "--set", "user=c", "--format", "json", "web1"];
    const { stdout } = await runProgram(words, ENVIRONMENT);
    expect(JSON.parse(stdout)[0].target).toMatchObject({ user: "c", via: { user: "keeper", port: 2222 } });
  });

  it("shows the way that ProxyJump makes", async () => {
    const config = freshFile("Host web1\n  ProxyJump outer,keeper@inner:2200\nHost outer\n  User x\n");
    const inventory = freshFile("hosts: { web1: }\n");
    const { stdout } = await runProgram(["hosts", "-i", inventory, "-F", config], ENVIRONMENT);
    expect(stdout).toMatch(
      /^HOST +LOGIN +JUMP +GROUPS +SET BY\nweb1 .*outer > keeper@inner:2200 .*ssh_config: jump/m,
    );
  });
});
