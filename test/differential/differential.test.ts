import pLimit from "p-limit";
import { describe, expect, inject, it } from "vitest";
import { compare } from "./compare.js";
import { generate, type Job } from "./generate.js";
import { GENERATIONS, type Generation, type Outcome, play, startServer } from "./server.js";
import { trees } from "./trees.js";

/** Valid configurations of each generation of mod_wsgi. `npm run test:differential` asks for hundreds. */
const WANTED = Number(process.env.WSGI_AUDIT_DIFFERENTIAL ?? 8);
const SEED = Number(process.env.WSGI_AUDIT_SEED ?? 1);
/** One configuration alone, to look at it. */
const ONLY = process.env.WSGI_AUDIT_INDEX;
const BATCH = 20;

const indexes = (from: number, count: number) => Array.from({ length: count }, (_, each) => from + each);

/** Each generation gets configurations of its own. */
const seedOf = (generation: Generation) => SEED + GENERATIONS.indexOf(generation);

function jobsFrom(generation: Generation, from: number, count: number): Job[] {
  return indexes(from, count)
    .map((index) => generate(seedOf(generation), index))
    .filter(({ requests }) => requests.length > 0);
}

/** Plays batches until enough of them were valid. */
async function outcomesOf(generation: Generation): Promise<Outcome[]> {
  const container = await startServer(generation);
  try {
    if (ONLY !== undefined) return await play(container, jobsFrom(generation, Number(ONLY), 1));
    const valid: Outcome[] = [];
    for (let from = 0; valid.length < WANTED; from += BATCH) {
      const outcomes = await play(
        container,
        jobsFrom(generation, from, Math.min(BATCH, 2 * (WANTED - valid.length))),
      );
      const accepted = outcomes.filter(({ complaint }) => complaint === undefined);
      // The generator is to be repaired then, not to be asked without end.
      if (accepted.length === 0) throw new Error(`httpd takes none: ${outcomes[0]?.complaint}`);
      valid.push(...accepted);
    }
    return valid;
  } finally {
    await container.stop({ timeout: 0 });
  }
}

function report(generation: Generation, outcomes: readonly Outcome[]): string[] {
  const found = outcomes.map((outcome) => ({ outcome, result: compare(outcome) }));
  const sum = (of: "compared" | "open") => found.reduce((total, { result }) => total + result[of], 0);
  const wrong = found.filter(({ result }) => result.disagreements.length > 0);
  process.stdout.write(
    `differential, mod_wsgi of ${generation}: ${found.length} configurations, ${sum("compared")} values compared, ` +
      `${sum("open")} left to the client, ${wrong.length} configurations disagree (seed ${seedOf(generation)})\n`,
  );
  return wrong.map(
    ({ outcome: { job }, result }) =>
      `-t ${generation} WSGI_AUDIT_SEED=${SEED} WSGI_AUDIT_INDEX=${job.index}\n${result.disagreements.join("\n")}`,
  );
}

/** Configurations whose files our reader takes for another tree than httpd does, or that let a secret through. */
function unlikeTrees(generation: Generation, outcomes: readonly Outcome[]): unknown[] {
  const shown = outcomes.filter(({ job }) => !job.blind);
  const compared = shown.map((outcome) => ({ index: outcome.job.index, ...trees(outcome) }));
  const nodes = compared.reduce((sum, { dumped }) => sum + (dumped?.length ?? 0), 0);
  const unlike = compared.filter(({ dumped, read, listing }) => {
    const same = dumped && JSON.stringify(dumped) === JSON.stringify(read);
    return !same || /canary|not for others/.test(listing ?? "");
  });
  process.stdout.write(
    `differential, mod_wsgi of ${generation}: ${compared.length} trees of ${nodes} nodes read from files, ${unlike.length} differ\n`,
  );
  return unlike;
}

const sourceOf = ({ main }: Job, host: Outcome["host"]) =>
  host?.installations.find(({ facts }) => facts["apache.config_file"] === main)?.facts[
    "apache.config_source"
  ];

const one = pLimit(2);

describe.skipIf(inject("fleet") === null)("the evaluator against live servers", () => {
  it.concurrent.each(GENERATIONS)(
    "mod_wsgi of %s: every value is what the server answers",
    async (generation) => {
      const outcomes = await one(() => outcomesOf(generation));
      expect(report(generation, outcomes)).toEqual([]);
      for (const { job, host } of outcomes)
        expect(sourceOf(job, host)).toBe(job.blind ? "files" : "evaluated");
      expect(unlikeTrees(generation, outcomes)).toEqual([]);
    },
    3_600_000,
  );
});
