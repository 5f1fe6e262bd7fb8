import { copyFileSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { COUNTS, manifest, PATIENCE_MS, startEngine } from "./jobs.js";

const { at, run } = startEngine();

describe("the pipeline for GitLab", () => {
  const pipeline = parse(manifest("gitlab-ci.yml")) as Record<
    "collect" | "report",
    {
      parallel?: number;
      script: string[];
      needs?: string[];
      allow_failure?: { exit_codes: number[] };
      artifacts: { paths: string[]; reports?: { junit: string } };
    }
  >;
  const runJob = (name: "collect" | "report", env: NodeJS.ProcessEnv = {}) =>
    run(["bash", "-eo", "pipefail", "-c", pipeline[name].script.join("\n")], env);

  it(
    "collects all shards of its parallel job, and reports on the whole",
    async () => {
      copyFileSync(at("id"), at("key-of-a-variable"));
      const { parallel = 0, allow_failure } = pipeline.collect;
      const codes = [];
      for (let index = 1; index <= parallel; index += 1) {
        const env = {
          CI_NODE_INDEX: `${index}`,
          CI_NODE_TOTAL: `${parallel}`,
          AUDIT_KEY: at("key-of-a-variable"),
        };
        codes.push((await runJob("collect", env)).code);
      }
      expect(codes.toSorted()).toEqual([
        ...Array(parallel - 1).fill(0),
        ...(allow_failure?.exit_codes ?? []),
      ]);
      const report = await runJob("report");
      expect(report).toMatchObject({ code: 5, stderr: "" });
      expect(readFileSync(at("report/audit.txt"), "utf8")).toMatch(COUNTS);
      const { artifacts, needs } = pipeline.report;
      expect(readFileSync(at(artifacts.reports?.junit ?? ""), "utf8")).toContain("<testsuite");
      expect(needs).toEqual(["collect"]);
      expect(pipeline.collect.artifacts.paths).toEqual(["shard-*.jsonl"]);
    },
    PATIENCE_MS,
  );
});
