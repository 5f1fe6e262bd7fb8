import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stdout } from "node:process";
import type { TestProject } from "vitest/node";
import type { Row } from "./run.js";

declare module "vitest" {
  interface ProvidedContext {
    fuzz: { inputs: number; seed: number; rows: string };
  }
}

/** As many as `npm test` has the time for; `npm run fuzz` makes a million. */
const FEW = 12_000;

/** `npm test` makes the same inputs for everybody: what it says of a change is not to hang on chance. */
const GATE_SEED = 1;

/** Chooses the seed, which is told, and prints what was done once all is done. */
export default function setup(project: TestProject): () => void {
  const { WSGI_AUDIT_FUZZ: wanted, WSGI_AUDIT_FUZZ_SEED: given } = process.env;
  const inputs = Number(wanted ?? FEW);
  const drawn = wanted === undefined ? GATE_SEED : Math.floor(Math.random() * 2 ** 31);
  const seed = Number(given ?? drawn);
  const rows = mkdtempSync(join(tmpdir(), "wsgi-audit-fuzz-"));
  project.provide("fuzz", { inputs, seed, rows });
  return () => {
    const texts = (ending: string) =>
      readdirSync(rows)
        .filter((file) => file.endsWith(ending))
        .map((file) => readFileSync(join(rows, file), "utf8"));
    stdout.write(
      tableOf(
        texts(".json").map((text) => JSON.parse(text) as Row),
        seed,
      ),
    );
    stdout.write(texts(".hang").join(""));
    rmSync(rows, { recursive: true });
  };
}

function tableOf(rows: readonly Row[], seed: number): string {
  const line = (target: string, inputs: string, slowest: string, faults: string) =>
    `${target.padEnd(24)}${inputs.padStart(10)}${slowest.padStart(14)}${faults.padStart(8)}\n`;
  const sum = (count: (row: Row) => number) => rows.reduce((total, row) => total + count(row), 0);
  const slowest = rows.reduce((most, { slowestMs }) => Math.max(most, slowestMs), 0);
  const lines = [...rows]
    .sort((a, b) => (a.target < b.target ? -1 : 1))
    .map(({ target, inputs, slowestMs, fault }) =>
      line(target, String(inputs), slowestMs.toFixed(1), fault ? "1" : "0"),
    );
  return [
    "\n",
    line("target", "inputs", "slowest ms", "faults"),
    ...lines,
    line(
      "all",
      String(sum(({ inputs }) => inputs)),
      slowest.toFixed(1),
      String(sum(({ fault }) => (fault ? 1 : 0))),
    ),
    `seed ${seed}: WSGI_AUDIT_FUZZ_SEED=${seed} makes the same inputs again\n`,
  ].join("");
}
