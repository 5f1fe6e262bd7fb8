import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** What somebody else has: a folder of its own, strict, with this package installed. */
export function newProject(): string {
  const folder = mkdtempSync(join(tmpdir(), "wsgi-audit-own-"));
  mkdirSync(join(folder, "node_modules/@types"), { recursive: true });
  symlinkSync(ROOT, join(folder, "node_modules/wsgi-audit"));
  symlinkSync(join(ROOT, "node_modules/@types/node"), join(folder, "node_modules/@types/node"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  const compilerOptions = {
    target: "ES2023",
    module: "NodeNext",
    types: ["node"],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    rootDir: ".",
    outDir: "out",
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  return folder;
}

/** Copies files into a project, shell beside what is compiled. */
export function addFiles(project: string, from: URL): void {
  cpSync(from, project, { recursive: true });
  cpSync(from, join(project, "out"), { recursive: true, filter: (file) => !file.endsWith(".ts") });
}

/** Type-checks and compiles a project. Rejects with what the compiler says. */
export async function compile(project: string): Promise<void> {
  try {
    await run(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), "-p", project]);
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout);
  }
}

/** Runs a compiled file of a project, in that folder and with that home. */
export async function start(
  project: string,
  file: string,
  words: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
) {
  const path = join(project, "out", file);
  const options = {
    cwd: project,
    env: { PATH: process.env.PATH, HOME: project, ...env },
    maxBuffer: 1 << 26,
  };
  try {
    return { code: 0, ...(await run(process.execPath, [path, ...words], options)) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}
