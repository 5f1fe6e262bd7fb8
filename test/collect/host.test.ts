import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { absent, type Check } from "../../src/checks/check.js";
import { type Again, ask } from "../../src/collect/host.js";
import type { Outcome } from "../../src/collect/outcome.js";
import type { HostError, Transcript } from "../../src/model/snapshot.js";
import { createLocalTransport } from "../../src/transport/local.js";
import type { Target } from "../../src/transport/session.js";
import { SharedPasswords } from "../../src/transport/shared-passwords.js";
import { processesWith, shells } from "../support/shells.js";
import { STAND_IN_DOAS, STAND_IN_SUDO } from "../support/stand-in-sudo.js";
import { until } from "../support/until.js";
import { target } from "../support/world.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-ask-"));
afterAll(() => rmSync(directory, { recursive: true }));

function check(id: string, shell: string, options: Partial<Check> = {}): Check {
  const facts = {
    [`${id}.x`]: { label: "x", description: "x", type: "string" as const, source: "`true`", example: "x" },
  };
  const parse = () => ({ [`${id}.x`]: absent("not parsed here") });
  const collect = { shell: `collect_${id}() { ${shell}; }` };
  return { id, title: id, level: "host", needs: [], collect, seconds: 5, facts, parse, ...options };
}

const open = check("open", "echo everybody");
const shut = check("shut", 'if [ "$SUDO_USER$DOAS_USER" ]; then echo secret; else echo denied; fi');
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
/** A machine with that shell as `sh`, and that sudo, which wants the PASSWORD of its environment if there is one. */
function world(
  shell: readonly string[],
  { PASSWORD, ...environment }: Record<string, string> = {},
  sudo = STAND_IN_SUDO,
) {
  worlds += 1;
  const folder = mkdtempSync(join(directory, `${worlds}-`));
  const [program = "sh"] = shell;
  if (program !== "sh") symlinkSync(pathOf(program), join(folder, "sh"));
  if (PASSWORD !== undefined) writeFileSync(join(folder, "password"), PASSWORD);
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
  value?: string,
  checks: readonly Check[] = [open, shut],
  shared = new SharedPasswords(),
) {
  const { signal } = new AbortController();
  const password = value === undefined ? undefined : { value, host: "web1", shared, signal };
  const host = target(22, { user: "auditor", ...more });
  const session = await transport.open(host, { signal });
  return ask(session, { target: host, password }, { checks, again: whenDenied }, explain);
}

/** Both ways to become root, with the words of every sudo. */
const BOTH = (["auto", "always"] as const).flatMap((become) =>
  [{}, { STYLE: "rs" }, { TRIES: "1" }].map((style) => [become, style] as const),
);

/** What PAM would have counted. */
const tried = ({ folder }: ReturnType<typeof world>): string[] =>
  existsSync(join(folder, "tried"))
    ? readFileSync(join(folder, "tried"), "utf8").split("\n").slice(0, -1)
    : [];

const errorOf = (outcome: Outcome, become: Target["become"]) =>
  become === "auto" ? outcome.elevated?.error : outcome.error;

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
        // Longer than a transport waits for what a command that has ended left running.
        const checks = [open, shut, check("slow", "sleep 2; echo slow")];
        const outcome = await asked(there, { become, ...secret }, "correct horse", checks);
        const root = become === "auto" ? outcome.elevated?.transcript : outcome.transcript;
        expect(root).toMatchObject({ complete: true });
        expect(outputs(root)).toContain("shut: secret");
        expect(JSON.stringify(outcome)).not.toContain("horse");
      },
    );

    it.each(BOTH)(
      "with a wrong password once, over before it is counted again: %s, %j",
      async (become, style) => {
        const there = world(shell, { PASSWORD: "another one", ...style });
        const outcome = await asked(there, { become, ...secret }, "correct horse");
        expect(errorOf(outcome, become)).toMatchObject({
          code: "password-refused",
          message: expect.stringMatching(
            /^sudo did not take the password of auditor, given once: it is wrong/,
          ),
        });
        expect(outcome.status).toBe(become === "auto" ? "ok" : "failed");
        expect(tried(there)).toEqual(["correct horse"]);
        expect(JSON.stringify(outcome)).not.toContain("horse");
      },
    );

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

    it("never for a password that another host has refused", async () => {
      const shared = new SharedPasswords();
      const turn = await shared.enter("correct horse", "db7", new AbortController().signal);
      if ("refused" in turn) turn.refused();
      const there = world(shell, { PASSWORD: "correct horse" });
      const outcome = await asked(there, { become: "auto", ...secret }, "correct horse", undefined, shared);
      expect(outcome).toMatchObject({ status: "ok", transcript: { complete: true } });
      expect(outcome.elevated?.error).toMatchObject({
        code: "password-held-back",
        message: "sudo was not given the password of auditor: db7 has refused the same one",
      });
      expect(tried(there)).toEqual([]);
    });

    it("and leaves nothing behind", async () => {
      const there = world(shell);
      await asked(there, { become: "auto" });
      await until(() => processesWith(there.folder).length === 0);
    });
  },
);

/** A machine on which doas is found, and sudo too if so; the tests' own machine may have either. */
function worldWithDoas(shell: readonly string[], { nopass, sudo }: { nopass: boolean; sudo: boolean }) {
  const there = world(shell, {}, sudo ? "#!/bin/sh\necho 'sudo: a password is required' >&2; exit 1\n" : "");
  writeFileSync(join(there.folder, "doas"), STAND_IN_DOAS.replace("\n", `\nWORLD='${there.folder}'\n`), {
    mode: 0o755,
  });
  if (nopass) writeFileSync(join(there.folder, "nopass"), "");
  return there;
}

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))("doas, with %s", (_, shell) => {
  const ways = (["auto", "always"] as const).flatMap((become) =>
    [undefined, "correct horse"].map((value) => [become, value] as const),
  );

  it.each(ways)("makes the login root without a password: %s, given %s", async (become, value) => {
    const there = worldWithDoas(shell, { nopass: true, sudo: true });
    const target = { become, becomeMethod: "doas" as const, ...(value !== undefined && secret) };
    const outcome = await asked(there, target, value);
    expect(outputs((outcome.elevated ?? outcome).transcript)).toContain("shut: secret");
    expect(outcome.elevated?.error ?? outcome.error).toBeUndefined();
    expect(JSON.stringify(outcome)).not.toContain("horse");
  });

  it.each(ways)("that asks is told with its own rule, not sudo's: %s, given %s", async (become, value) => {
    const there = worldWithDoas(shell, { nopass: false, sudo: true });
    const target = { become, becomeMethod: "doas" as const, ...(value !== undefined && secret) };
    const error = errorOf(await asked(there, target, value), become);
    expect(error).toMatchObject({
      code: "become-refused",
      message: "doas does not let auditor run the script as root: doas: Authentication required",
      hint: expect.stringMatching(/^in doas\.conf: permit nopass auditor as root cmd \/bin\/sh args -s/),
    });
    expect(error?.hint).not.toMatch(/sudoers|NOPASSWD/);
  });
});

/** Where the machine of the tests has a sudo, a folder before it hides none. */
const hasNoSudo = ["sudo", "sudo-rs"].every((program) => {
  try {
    return pathOf(program) === "";
  } catch {
    return true;
  }
});

describe("whatever is there to become root", () => {
  const shell = shells[0] ?? ["sh"];

  it.each(["auto", "always"] as const)("sudo is asked before doas: %s", async (become) => {
    const outcome = await asked(worldWithDoas(shell, { nopass: true, sudo: true }), { become });
    expect(errorOf(outcome, become)?.message).toMatch(/sudo: a password is required$/);
  });

  it.runIf(hasNoSudo).each(["auto", "always"] as const)("doas alone is taken: %s", async (become) => {
    const outcome = await asked(worldWithDoas(shell, { nopass: true, sudo: false }), { become });
    expect(outputs((outcome.elevated ?? outcome).transcript)).toContain("shut: secret");
  });

  it.runIf(hasNoSudo).each([
    ["auto", undefined, "sudo, no sudo-rs, no doas"],
    ["always", undefined, "sudo, no sudo-rs, no doas"],
    ["auto", "sudo", "sudo, no sudo-rs"],
    ["always", "doas", "doas"],
  ] as const)("nothing at all is said so, without a line to add: %s, %s", async (become, method, what) => {
    const outcome = await asked(world(shell, {}, ""), { become, ...(method && { becomeMethod: method }) });
    expect(errorOf(outcome, become)).toMatchObject({
      message: `nothing makes auditor root: there is no ${what} that can be used`,
      hint: "install one of them there, or become: never",
    });
  });
});

describe("sudo with a password", () => {
  const shell = shells[0] ?? ["sh"];
  const password = fc
    .oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom("'", '"', "\\", " ", "$", "`", "%", "-", "é", "\t", "#", "!"),
        maxLength: 30,
      }),
      fc.string({ minLength: 450, maxLength: 500 }),
      fc.constantFrom(
        "-n",
        "--",
        "-S -p x",
        "exit",
        "}",
        " leading and trailing ",
        "\\n",
        "$(id)",
        "ключ и 鍵",
      ),
    )
    .map((text) => Buffer.from(text.replace(/[\r\n\0]/g, "")).toString())
    .filter((text) => text !== "");

  it("is given exactly that, whatever it is made of, and nobody else is told", async () => {
    await fc.assert(
      fc.asyncProperty(password, fc.constantFrom("auto", "always"), async (value, become) => {
        const there = world(shell, { PASSWORD: value });
        const outcome = await asked(there, { become, ...secret }, value);
        expect(outputs((outcome.elevated ?? outcome).transcript)).toContain("shut: secret");
        expect(tried(there)).toEqual([value]);
        if (value.length > 8)
          expect(JSON.stringify(outcome)).not.toContain(JSON.stringify(value).slice(1, -1));
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  it("is given a wrong one once, whatever it is made of", async () => {
    await fc.assert(
      fc.asyncProperty(password, fc.constantFrom({}, { STYLE: "rs" }), async (value, style) => {
        const there = world(shell, { PASSWORD: `${value}x`, ...style });
        const outcome = await asked(there, { become: "always", ...secret }, value);
        expect(outcome.error?.code).toBe("password-refused");
        expect(tried(there)).toEqual([value]);
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  it("is not given it where it asks for none", async () => {
    const there = world(shell);
    const outcome = await asked(there, { become: "always", ...secret }, "correct horse");
    expect(outputs(outcome.transcript)).toContain("shut: secret");
    expect(tried(there)).toEqual([]);
  });

  it.each([
    [
      "does not know the login",
      { REFUSES: "1" },
      "become-refused",
      /may not run sudo on host/,
      /in sudoers/,
      0,
    ],
    [
      "says that the account has expired",
      { EXPIRED: "1" },
      "become-refused",
      /Account expired/,
      /renewed/,
      1,
    ],
    ["forgets the password at once", { FORGETS: "1" }, "become-refused", /required/, /timestamp_timeout/, 1],
  ] as const)("is told for what it is where it %s", async (_, style, code, message, hint, times) => {
    const there = world(shell, { PASSWORD: "correct horse", ...style });
    const outcome = await asked(there, { become: "always", ...secret }, "correct horse");
    expect(outcome.error).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
    expect(tried(there)).toHaveLength(times);
  });

  it("is answered nothing but a question for a password", async () => {
    const quick = STAND_IN_SUDO.replace("#!/bin/sh", "#!/bin/sh\nsleep() { :; }");
    const there = world(shell, { PASSWORD: "correct horse", ASKS: "Verification code: " }, quick);
    // The time that sudo has is counted in `sleep 1`.
    writeFileSync(join(there.folder, "sleep"), "#!/bin/sh\nexec /bin/sleep 0.02\n", { mode: 0o755 });
    const outcome = await asked(there, { become: "always", ...secret }, "correct horse");
    expect(outcome.error).toMatchObject({
      code: "become-refused",
      message: expect.stringMatching(
        /asked for no password that could be given; it says: Verification code:$/,
      ),
    });
    expect(tried(there)).toEqual([]);
  });
});
