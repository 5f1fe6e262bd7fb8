import { createRequire, Module } from "node:module";

/**
 * Keeps ssh2 in JavaScript, also where npm built its addons: they gain nothing measurable, and one built for
 * another Node.js aborts the process. To be imported before ssh2 is.
 */
const ADDONS = ["./protocol/crypto/build/Release/sshcrypto.node", "cpu-features"];

const requireFromSsh2 = createRequire(createRequire(import.meta.url).resolve("ssh2"));

for (const addon of ADDONS) {
  const file = resolveIfThere(addon);
  if (file) occupy(file);
}

function resolveIfThere(addon: string): string | undefined {
  try {
    return requireFromSsh2.resolve(addon);
  } catch {
    return undefined;
  }
}

/** `require` answers from its cache: ssh2 finds `undefined` there and does without. */
function occupy(file: string): void {
  const nothing = new Module(file);
  nothing.filename = file;
  nothing.loaded = true;
  nothing.exports = undefined;
  requireFromSsh2.cache[file] ??= nothing;
}
