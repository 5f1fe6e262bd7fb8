import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Job } from "kubernetes-models/batch/v1";
import { PersistentVolumeClaim } from "kubernetes-models/v1";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { COUNTS, manifest, PATIENCE_MS, root, startEngine } from "./jobs.js";

const { directory, at, fleet, run } = startEngine();

// Kubernetes reads YAML 1.1: 0400 is octal.
const documents = ["kubernetes.yaml", "kubernetes-report.yaml"].flatMap((name) =>
  parseAllDocuments(manifest(name), { version: "1.1" }).map((document) => document.toJS() as Resource),
);
type Resource = { kind: string } & Record<string, unknown>;

const MODELS: Readonly<Record<string, (resource: never) => { validate(): void }>> = {
  Job: (resource) => new Job(resource),
  PersistentVolumeClaim: (resource) => new PersistentVolumeClaim(resource),
};

/** What TypeScript has against resources as the types of Kubernetes' API: it alone knows of keys too many. */
function complaints(resources: readonly Resource[]): string {
  const file = at("resources.ts");
  const lines = resources.map(({ kind, ...rest }, index) => {
    const folder = kind === "Job" ? "batch/v1" : "v1";
    return `export const r${index}: import("kubernetes-models/${folder}").I${kind} = ${JSON.stringify({ kind, ...rest })};\n`;
  });
  writeFileSync(file, lines.join(""));
  if (!readdirSync(directory).includes("node_modules"))
    symlinkSync(join(root, "node_modules"), at("node_modules"));
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "--target", "es2023"];
  const { stdout, stderr } = spawnSync(join(root, "node_modules/.bin/tsc"), [...options, file], {
    cwd: directory,
    encoding: "utf8",
  });
  return `${stdout}${stderr}`;
}

interface JobSpec {
  metadata: { name: string };
  spec: {
    completionMode?: string;
    completions: number;
    parallelism: number;
    template: {
      spec: {
        securityContext: Record<string, unknown>;
        containers: {
          command: string[];
          args: string[];
          env: { name: string; value?: string; valueFrom?: { fieldRef: { fieldPath: string } } }[];
          securityContext: Record<string, unknown>;
          volumeMounts: { name: string; mountPath: string }[];
        }[];
      };
    };
  };
}

describe("the manifests for Kubernetes", () => {
  const jobs = documents.filter(({ kind }) => kind === "Job") as unknown as JobSpec[];
  const [collecting, reporting] = jobs;
  const containerOf = (job: JobSpec | undefined) => {
    const [container] = job?.spec.template.spec.containers ?? [];
    if (!container) throw new Error("no container");
    return container;
  };
  /** The environment of a container, with what Kubernetes puts into it. */
  const environment = (job: JobSpec | undefined) =>
    Object.fromEntries(
      containerOf(job).env.map(({ name, value, valueFrom }) => {
        const label = "metadata.labels['batch.kubernetes.io/job-name']";
        if (valueFrom) expect(valueFrom.fieldRef.fieldPath).toBe(label);
        return [name, value ?? job?.metadata.name];
      }),
    );
  const runPod = (job: JobSpec | undefined, env: NodeJS.ProcessEnv = {}) => {
    const { command, args } = containerOf(job);
    return run([...command, ...args], { ...environment(job), ...env });
  };

  it(
    "are valid, and a key, a type or a name that is not would be told",
    () => {
      for (const document of documents)
        expect(() => MODELS[document.kind]?.(document as never).validate()).not.toThrow();
      expect(documents.map(({ kind }) => kind)).toEqual(["PersistentVolumeClaim", "Job", "Job"]);
      expect(complaints(documents)).toBe("");
      const [, job] = documents;
      const wrong = JSON.parse(
        JSON.stringify(job).replace('"completionMode"', '"completionsMode"'),
      ) as Resource;
      expect(complaints([wrong])).toContain("completionsMode");
      const untyped = JSON.parse(JSON.stringify(job).replace('"completions":4', '"completions":"4"'));
      expect(() => new Job(untyped).validate()).toThrow(/completions must be integer/);
    },
    PATIENCE_MS,
  );

  it("let a container do nothing that it need not", () => {
    expect(jobs).toHaveLength(2);
    for (const job of jobs) {
      expect(job.spec.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 });
      expect(containerOf(job).securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
    }
    const image = readFileSync(join(root, "containers/auditor/Dockerfile"), "utf8");
    expect(image).toMatch(/^USER 10001:10001$/m);
    expect(image).toMatch(/^WORKDIR \/audit$/m);
    const mounted = Object.fromEntries(
      containerOf(collecting).volumeMounts.map((each) => [each.name, each.mountPath]),
    );
    expect(mounted).toMatchObject({ inventory: "/audit", snapshots: "/snapshots" });
  });

  it(
    "collect all shards, go on where a pod was evicted, and report on the whole",
    async () => {
      const { completions, parallelism, completionMode } = collecting?.spec ?? { completions: 0 };
      expect({ parallelism, completionMode }).toEqual({
        parallelism: completions,
        completionMode: "Indexed",
      });
      expect(environment(collecting).WSGI_AUDIT_SHARDS).toBe(`${completions}`);
      for (let index = 0; index < completions; index += 1) {
        const pod = await runPod(collecting, { JOB_COMPLETION_INDEX: `${index}` });
        expect(pod.code, pod.stderr).toBe(0);
      }
      expect(fleet().asked.toSorted()).toEqual(fleet().names.toSorted());
      const evicted = at("snapshots/wsgi-audit/shard-0.jsonl");
      const [header, ...others] = readFileSync(evicted, "utf8").split("\n");
      expect(others.length).toBeGreaterThan(2);
      writeFileSync(evicted, `${header}\n{"record":`);
      expect((await runPod(reporting)).stdout).not.toMatch(COUNTS);
      expect(await runPod(collecting, { JOB_COMPLETION_INDEX: "0" })).toMatchObject({ code: 0 });
      const report = await runPod(reporting);
      expect(report.stdout).toMatch(COUNTS);
      expect(report.code).toBe(5);
      expect(readFileSync(at("snapshots/wsgi-audit/audit.html"), "utf8")).toContain("web07");
    },
    PATIENCE_MS,
  );
});
