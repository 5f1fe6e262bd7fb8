import { chmodSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeHome, type UserHome, userHome } from "../support/user-home.js";

/** In the place of an engine: writes down how it is called, knows no container `gone`, and else is this machine. */
const DOCKER = `#!/bin/sh
printf '<%s>' "$@" >>"$HOME/calls"
echo >>"$HOME/calls"
[ "$3" != gone ] || { echo "Error response from daemon: No such container: $3" >&2; exit 1; }
shift 3
exec "$@"
`;

const INVENTORY = `
defaults: { user: "a;$(b)" }
groups:
  containers:
    hosts: [shop1, gone]
    transport: { command: [docker, exec, -i, "{host}", sh, -s] }
hosts:
  shop2: { address: shop.two, port: 7, groups: [containers], transport: { command: [docker, exec, -i, "{name}/{user}:{port}", sh, -s] } }
  bare: { transport: { command: [no-such-engine, "{host}"] } }
`;

describeHome("transport: { command: [...] }", () => {
  let home: UserHome;
  beforeAll(async () => {
    home = await userHome({
      agent: false,
      inventory: INVENTORY,
      sshConfig: "Host *\n  HostName elsewhere\n",
    });
    chmodSync(home.file("bin/docker", DOCKER), 0o755);
  });
  afterAll(() => home?.close());

  it("is the user's own program, whose words are filled in and reach no shell", async () => {
    const { code, stdout } = await home.run("wsgi-audit hosts --check");
    expect(code).toBe(4);
    expect(stdout).toMatch(/^shop1 +ok .* command /m);
    expect(stdout).toMatch(/^shop2 +ok .* command /m);
    expect(stdout).toMatch(
      /^gone: dial: docker ended with exit status 1, before a shell answered: Error response from daemon: No such container: gone\n {2}try it: echo 'uname -a' \| docker exec -i gone sh -s$/m,
    );
    expect(stdout).toMatch(/^bare: dial: cannot run no-such-engine: there is no such program on PATH$/m);
    expect(stdout).toMatch(/^2 of 4 hosts can be audited$/m);
    expect(home.read("calls").trimEnd().split("\n").sort()).toEqual([
      "<exec><-i><gone><sh><-s>",
      "<exec><-i><shop1><sh><-s>",
      "<exec><-i><shop2/a;$(b):7><sh><-s>",
    ]);
  });

  it("brings a whole answer, and says of a host how it was reached", async () => {
    const { code, stdout, stderr } = await home.run("wsgi-audit run -f json --fail-on none -v shop1");
    const { hosts } = JSON.parse(stdout);
    expect(hosts).toMatchObject([
      { name: "shop1", address: "docker:shop1", connection: { transport: "command" } },
    ]);
    expect(["ok", "partial"]).toContain(hosts[0].status);
    expect([0, 4]).toContain(code);
    expect(hosts[0].facts["host.os_version"]).toMatch(/^\d+/);
    expect(stderr).toMatch(/^shop1 \S+ runs, without a shell: \["docker","exec","-i","shop1","sh","-s"\]$/m);
    expect(stderr).toMatch(/^shop1 \S+ is in by command$/m);
  });

  it("is taken from the command line, and what is wrong in it is told", async () => {
    const given = await home.run(
      `wsgi-audit hosts -i 'box1,box2,' --set 'transport={ command: [docker, exec, -i, "{host}", sh, -s] }'`,
    );
    expect(given).toMatchObject({ code: 0, stderr: "" });
    expect(given.stdout).toMatch(/^box2 +docker:box2 /m);
    const wrong = async (value: string) => {
      const { code, stderr } = await home.run(`wsgi-audit hosts --set 'transport=${value}'`);
      expect(code).toBe(2);
      return stderr;
    };
    expect(await wrong("{ command: [] }")).toContain("expected the words of a command, not an empty list");
    expect(await wrong("{ command: [docker, '{hots}'] }".replaceAll("'", '"'))).toContain(
      'there is no {hots} (did you mean "host"?); filled in are {host}, {name}, {user}, {port}',
    );
    expect(await wrong("opensh")).toContain('or { command: [WORD, ...] } (did you mean "openssh"?)');
  });
});
