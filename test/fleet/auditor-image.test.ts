import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { hostOf, installationOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const TAG = "wsgi-audit-fleet/auditor:latest";
/** For npm, over a slow network, on a slow machine. */
const BUILD_MS = 1_500_000;

/** As little as a container can be given. */
const CONFINED = ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];

async function execute(program: string, ...words: string[]) {
  const child = spawn(program, words, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, code: (await ended)[0] as number };
}

describeFleet("the image of the auditor", (fleet) => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-image-"));

  beforeAll(async () => {
    const { code, stderr } = await execute(join(root, "containers/auditor/build"), TAG);
    expect(code, stderr.split("\n").slice(-30).join("\n")).toBe(0);
    const inventory = readFileSync(await fleet.writeInventory(["bookworm", "libpath-only"]), "utf8");
    const moved = inventory
      .replaceAll(fleet.directory, "/audit")
      .replace("defaults:", "defaults:\n  agent: false");
    writeFileSync(join(directory, "inventory.yaml"), moved);
    copyFileSync(fleet.knownHosts, join(directory, "known_hosts"));
    copyFileSync(fleet.identityFile, join(directory, "id_ed25519"));
    // Another user's inside: it reads them as ours, and ssh minds only what is its own.
    for (const name of ["inventory.yaml", "known_hosts", "id_ed25519"])
      chmodSync(join(directory, name), 0o644);
    chmodSync(directory, 0o755);
  }, BUILD_MS);
  afterAll(() => rmSync(directory, { recursive: true }));

  const run = (options: readonly string[], ...words: string[]) =>
    execute(
      "docker",
      ...["run", "--rm", "--network", "host", "--volume", `${directory}:/audit:ro`],
      ...[...CONFINED, ...options, TAG, ...words],
    );

  it.each([
    ["in process", []],
    ["by its own ssh", ["--set", "transport=openssh"]],
  ])(
    "audits hosts over SSH, without root, capabilities or a file to write to but /tmp: %s",
    async (_name, more) => {
      const { code, stdout, stderr } = await run(["--tmpfs", "/tmp"], "run", "-f", "json", ...more);
      expect(code, stderr).toBe(3);
      const audit = JSON.parse(stdout) as Audit;
      expect(audit.totals.hosts).toMatchObject({ selected: 2, ok: 2 });
      expect(installationOf(audit, "bookworm").facts["python.library.version"]).toBe("3.11");
      expect(audit.findings).toContainEqual(
        expect.objectContaining({ host: "libpath-only", rule: "python/library-not-found" }),
      );
      expect(hostOf(audit, "bookworm").connection?.transport).toBe(more.length > 0 ? "openssh" : "ssh2");
    },
  );

  it("is nobody's in particular: a bare number will do for its user", async () => {
    const user = ["--user", "54321:54321", "--tmpfs", "/tmp"];
    const { code, stderr } = await run(user, "run", "--no-ssh-config", "bookworm", "--fail-on", "none");
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });

  it("says what it lacks where there is nothing to write to at all", async () => {
    const { code, stdout, stderr } = await run([], "run", "bookworm");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^wsgi-audit: no place for the evidence of this run, name one with --snapshot or TMPDIR/,
    );
  });

  it("holds the program, Node and ssh, and nothing that was needed to build it", async () => {
    const script = "id -u; ls /app /app/node_modules; command -v npm tsc gcc; node --version; ssh -V 2>&1";
    const { stdout } = await execute("docker", "run", "--rm", "--entrypoint", "sh", TAG, "-c", script);
    const lines = stdout.trim().split("\n");
    expect(lines[0]).toBe("10001");
    expect(lines).toEqual(
      expect.arrayContaining(["dist", "schemas", "commander", "@cyclonedx", "ssh2", "zod"]),
    );
    for (const absent of ["src", "test", "typescript", "vitest", "@biomejs", "ajv"])
      expect(lines).not.toContain(absent);
    expect(lines.filter((line) => line.startsWith("/"))).toEqual(["/app:", "/app/node_modules:"]);
    expect(lines.at(-2)).toMatch(/^v2\d\./);
    expect(lines.at(-1)).toMatch(/^OpenSSH_/);
    const { name, version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    expect(name).toBe("wsgi-audit");
    expect((await execute("docker", "run", "--rm", TAG, "--version")).stdout).toBe(`${version}\n`);
  });
});
