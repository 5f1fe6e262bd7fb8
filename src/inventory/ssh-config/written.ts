import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Configuration } from "./configuration.js";
import type { Options } from "./resolved.js";

/**
 * Values that no default has, by option. Put behind a configuration, they show what that leaves open: `ssh -G` itself does
 * not tell a default from the same value that somebody has written.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  user: "wsgi-audit-stand-in",
  port: "1",
  proxyjump: "wsgi-audit-stand-in",
  connecttimeout: "86399",
  identityfile: "/wsgi-audit-stand-in",
  identityagent: "/wsgi-audit-stand-in",
  userknownhostsfile: "/wsgi-audit-stand-in",
  globalknownhostsfile: "/wsgi-audit-stand-in",
  ciphers: "aes128-ctr",
  macs: "hmac-sha2-256",
  kexalgorithms: "curve25519-sha256",
  hostkeyalgorithms: "ssh-ed25519",
};

/** Of these, only what is written so can be what is the default. */
const DEFAULTS: Readonly<Record<string, (value: string, user: string) => boolean>> = {
  user: (value, user) => value === user,
  port: (value) => Number(value) === 22,
  proxyjump: (value) => value.toLowerCase() === "none",
};

/** A way of its own, beside which no jump host counts. */
const ALIASES: Readonly<Record<string, string>> = { proxycommand: "proxyjump" };

/** The options of which the value is the default, and may be written all the same. */
export function ambiguous(
  { written }: Configuration,
  options: Options,
  defaults: Options,
  { user, args }: { user: string; args: boolean },
): string[] {
  const mayBe = Array.from(written, ([keyword, values]) => {
    const name = ALIASES[keyword] ?? keyword;
    const isDefault = DEFAULTS[name] ?? (() => true);
    // What is in quotes may be anything.
    return [...values].some((value) => /["'\\]/.test(value) || isDefault(value, user)) ? name : "";
  });
  const names = args ? Object.keys(STAND_INS) : Object.keys(STAND_INS).filter((name) => mayBe.includes(name));
  return names.filter((name) => String(options.get(name) ?? "") === String(defaults.get(name) ?? ""));
}

/** A configuration of those files, and behind it the stand-ins; undefined where the names of the files do not allow it. */
export function withStandIns(
  files: readonly string[],
  names: readonly string[],
  { twice }: Configuration,
): string | undefined {
  if (files.some((file) => !/^\/[^*?[\]{}"'\\%$~]*$/.test(file))) return undefined;
  return [
    ...files.map((file) => `Include "${file}"`),
    // The second time, hosts are known by other names: a line that is read then only if there is a second time.
    twice ? "Match final all" : "Host *",
    ...names.map((name) => `  ${name} ${STAND_INS[name]}`),
    "",
  ].join("\n");
}

/** Of the names, those whose stand-in does not show. */
export const writtenIn = (names: readonly string[], options: Options): string[] =>
  names.filter((name) => String(options.get(name) ?? "") !== STAND_INS[name]);

/** A file of that text, for as long as `use` takes. */
export async function withFile<T>(text: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "wsgi-audit-config-"));
  try {
    const file = join(folder, "config");
    writeFileSync(file, text, { mode: 0o600 });
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
