import { cpSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * What `npm start` needs of a clone that is built: as old as can be, so that nothing is installed or built anew. Were it
 * nevertheless, it could not reach the packages of the repository: the program finds them beside its own files, and the
 * clone has only the mark of an installation.
 */
export function makeClone(folder: string): void {
  for (const name of ["package.json", "package-lock.json", ".npmrc", "tsconfig.json", ".ci"])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, "src"));
  for (const name of ["package.json", "package-lock.json", "tsconfig.json", "src"])
    utimesSync(join(folder, name), 0, 0);
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "node_modules/.package-lock.json"), "{}");
  symlinkSync(join(ROOT, "dist"), join(folder, "dist"));
}
