import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { absent, type Check } from "../../src/checks/check.js";
import { type Again, ask } from "../../src/collect/host.js";
import type { HostError, Transcript } from "../../src/model/snapshot.js";
import { createLocalTransport } from "../../src/transport/local.js";
import type { Target } from "../../src/transport/session.js";
import { processesWith, shells } from "../support/shells.js";
import { until } from "../support/until.js";
import { target } from "../support/world.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-ask-"));
afterAll(() => rmSync(directory, { recursive: true }));

/**
 * Stands for sudo where what is tested is the conversation: it keeps what it was called with, wants PASSWORD if that
 * is set, and remembers one that was right for the shell that gave it, as the real one does.
 */
const SUDO = `#!/bin/sh
case $1 in
  -S)
    IFS= read -r given
    echo "$PPID $given" >>"$WORLD/tried"
    [ "$given" = "$PASSWORD" ] || { echo "sudo: 1 incorrect password attempt" >&2; exit 1; }
    echo "$PPID" >>"$WORLD/unlocked"
    ;;
  -n)
    if [ "\${PASSWORD-}" ] && ! grep -qx "$PPID" "$WORLD/unlocked" 2>/dev/null; then
      echo "sudo: a password is required" >&2
      exit 1
    fi
    shift
    SUDO_USER=auditor exec "$@"
    ;;
esac
`;

function check(id: string, shell: string, options: Partial<Check> = {}): Check {
  const facts = {
    [`${id}.x`]: { label: "x", description: "x", type: "string" as const, source: "`true`", example: "x" },
  };
  const parse = () => ({ [`${id}.x`]: absent("not parsed here") });
  const collect = { shell: `collect_${id}() { ${shell}; }` };
  return { id, title: id, level: "host", needs: [], collect, seconds: 5, facts, parse, ...options };
}

const open = check("open", "echo everybody");
const shut = check("shut", 'if [ "$SUDO_USER" ]; then echo secret; else echo denied; fi');
const whenDenied = (transcript: Transcript): Again | undefined =>
  transcript.sections.some(({ parts }) => parts[0]?.stdout === "denied\n")
    ? { denied: ["shut"], run: [shut] }
    : undefined;

const explain = (failure: unknown): HostError => ({
  stage: "exec",
  code: "internal",
  message: String((failure as Error).message),
});

const pathOf = (program: string) =>
  execFileSync("sh", ["-c", `command -v ${program}`], { encoding: "utf8" }).trim();

let worlds = 0;
/** A machine with that shell as `sh`, and that sudo. */
function world(shell: readonly string[], environment: Record<string, string> = {}, sudo = SUDO) {
  worlds += 1;
  const folder = mkdtempSync(join(directory, `${worlds}-`));
  const [program = "sh"] = shell;
  if (program !== "sh") symlinkSync(pathOf(program), join(folder, "sh"));
  if (sudo) {
    const variables = Object.entries({ WORLD: folder, ...environment }).map(
      ([name, value]) => `${name}='${value}'\n`,
    );
    writeFileSync(join(folder, "sudo"), sudo.replace("\n", `\n${variables.join("")}`));
    chmodSync(join(folder, "sudo"), 0o755);
  }
  return { folder, transport: createLocalTransport({ PATH: `${folder}:${process.env.PATH}`, HOME: folder }) };
}

async function asked(
  { transport }: ReturnType<typeof world>,
  more: Partial<Target>,
  password?: string,
  checks: readonly Check[] = [open, shut],
) {
  const host = target(22, { user: "auditor", ...more });
  const session = await transport.open(host, { signal: new AbortController().signal });
  return ask(session, { target: host, password }, { checks, again: whenDenied }, explain);
}

const secret = { becomePassword: { env: "SUDO" } };
const outputs = (transcript: Transcript | undefined) =>
  transcript?.sections.map(({ check: id, parts }) => `${id}: ${parts[0]?.stdout.trim()}`);

describe.concurrent.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "a host is asked, with %s",
  (_, shell) => {
    it("once more as root for what the login was denied, in the same channel", async () => {
      const outcome = await asked(world(shell), { become: "auto" });
      expect(outcome).toMatchObject({ status: "ok", transcript: { complete: true } });
      expect(outputs(outcome.transcript)).toEqual(["open: everybody", "shut: denied"]);
      expect(outcome.elevated).toMatchObject({ checks: ["shut"], transcript: { complete: true, noise: "" } });
      expect(outputs(outcome.elevated?.transcript)).toEqual(["shut: secret"]);
      expect(outcome.elevated?.error).toBeUndefined();
    });

    it("and not as root where nothing was denied", async () => {
      const outcome = await asked(world(shell), { become: "auto" }, undefined, [open]);
      expect(outcome).toMatchObject({ status: "ok", transcript: { complete: true } });
      expect(outcome.elevated).toBeUndefined();
    });

    it.each(["auto", "always"] as const)(
      "with the password of sudo, which goes nowhere else: %s",
      async (become) => {
        const there = world(shell, { PASSWORD: "correct horse" });
        const outcome = await asked(there, { become, ...secret }, "correct horse");
        const root = become === "auto" ? outcome.elevated?.transcript : outcome.transcript;
        expect(root).toMatchObject({ complete: true });
        expect(outputs(root)).toContain("shut: secret");
        expect(JSON.stringify(outcome)).not.toContain("horse");
      },
    );

    it.each(["auto", "always"] as const)("with a wrong password once: %s", async (become) => {
      const there = world(shell, { PASSWORD: "another one" });
      const outcome = await asked(there, { become, ...secret }, "correct horse");
      const error = become === "auto" ? outcome.elevated?.error : outcome.error;
      expect(error).toMatchObject({
        code: "become-refused",
        message: "sudo does not let auditor run the script as root: sudo: 1 incorrect password attempt",
      });
      expect(outcome.status).toBe(become === "auto" ? "ok" : "failed");
      expect(readFileSync(join(there.folder, "tried"), "utf8").trim().split("\n")).toHaveLength(1);
      expect(JSON.stringify(outcome)).not.toContain("horse");
    });

    it("as the login alone where sudo wants a password that nobody gave, or is not there", async () => {
      for (const [there, why] of [
        [world(shell, { PASSWORD: "x" }), /a password is required/],
        [
          world(shell, {}, "#!/bin/sh\necho 'sudo: sorry, you must have a tty to run sudo' >&2; exit 1\n"),
          /must have a tty/,
        ],
      ] as const) {
        const outcome = await asked(there, { become: "auto" });
        expect(outcome).toMatchObject({ status: "ok", transcript: { complete: true } });
        expect(outcome.elevated?.error).toMatchObject({
          code: "become-refused",
          message: expect.stringMatching(why),
        });
      }
    });

    it("and leaves nothing behind", async () => {
      const there = world(shell);
      await asked(there, { become: "auto" });
      await until(() => processesWith(there.folder).length === 0);
    });
  },
);
