import { readFileSync } from "node:fs";
import { validateWorkflow } from "@action-validator/core";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { USER_KEY } from "../support/servers.js";
import { COUNTS, manifest, PATIENCE_MS, startEngine } from "./jobs.js";

const { directory, at, run } = startEngine();

interface Step {
  run?: string;
  env?: Record<string, string>;
  uses?: string;
  with?: Record<string, string>;
}

describe("the workflow for GitHub", () => {
  const source = manifest("github-workflow.yml");
  const { jobs } = parse(source) as {
    jobs: Record<
      string,
      { env?: Record<string, string>; strategy?: { matrix: { shard: number[] } }; steps: Step[] }
    >;
  };
  /** `${{ name }}` as the runner fills it in. */
  const filled = (values: Record<string, string>, record: Record<string, string> = {}) =>
    Object.fromEntries(
      Object.entries(record).map(([key, value]) => [
        key,
        value.replace(/\$\{\{ (\S+) \}\}/g, (_, name: string) => values[name] ?? `unknown: ${name}`),
      ]),
    );
  const scriptOf = (job: string) => jobs[job]?.steps.find((step) => step.run !== undefined);

  it("is valid, and a key or a job that is not there would be told", () => {
    expect(validateWorkflow(source).errors).toEqual([]);
    expect(validateWorkflow(source.replace("fail-fast", "failfast")).errors).not.toEqual([]);
    expect(validateWorkflow(source.replace("needs: collect", "needs: other")).errors).not.toEqual([]);
  });

  it(
    "collects all shards of its matrix, and reports on the whole",
    async () => {
      const shards = jobs.collect?.strategy?.matrix.shard ?? [];
      expect(shards).toEqual(shards.map((_, index) => index + 1));
      for (const shard of shards) {
        const values = { "matrix.shard": `${shard}`, "strategy.job-total": `${shards.length}` };
        const env: Record<string, string> = {
          ...filled(values, jobs.collect?.env),
          ...filled({ "secrets.AUDIT_KEY": USER_KEY.private }, scriptOf("collect")?.env),
          RUNNER_TEMP: directory,
        };
        const job = await run(["sh", "-e", "-c", scriptOf("collect")?.run ?? ""], env);
        expect(job.code, job.stderr).toBe(0);
        const upload = jobs.collect?.steps.find(({ uses }) => uses?.includes("upload-artifact"));
        expect(filled({ "env.SNAPSHOT": env.SNAPSHOT ?? "" }, upload?.with).path).toBe(
          `shard-${shard}.jsonl`,
        );
      }
      const report = await run(["sh", "-e", "-c", scriptOf("report")?.run ?? ""], {});
      expect(report).toMatchObject({ code: 5, stderr: "" });
      expect(readFileSync(at("report/audit.txt"), "utf8")).toMatch(COUNTS);
    },
    PATIENCE_MS,
  );
});
