import { rmSync, writeFileSync } from "node:fs";
import { release } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { addFiles, compile, newProject, start } from "./project.js";

const project = newProject();
afterAll(() => rmSync(project, { recursive: true }));

const RECORDED = fileURLToPath(new URL("../../src/demo/fleet.snapshot.jsonl", import.meta.url));

describe("a check, a rule and a reporter of somebody's own, outside of this package", () => {
  it("compile against what is published, and are collected, judged, compared and reported like any other", async () => {
    addFiles(project, new URL("./own/", import.meta.url));
    await compile(project);
    const { stdout, stderr } = await start(project, "main.js", [RECORDED]);
    expect(stderr).toBe("");
    const told = JSON.parse(stdout);
    expect(told.text).toContain("2 of 3 hosts ok (own)\nerror: web1: httpd 2.4.");
    expect(told.text).toMatch(/^error: web1: httpd 2\.4\.\d+ on Linux 4\.19\.0$/m);
    expect(told.code).toBe(5);
    expect(told.findings).toMatchObject([{ host: "web1", severity: "error", remedy: "Upgrade the system." }]);
    expect(told.changes).toEqual([
      { host: "web1", fact: "kernel.release", before: "6.1.0", after: "4.19.0" },
    ]);
    expect(told.known).toBe(true);
    expect(told.here).toEqual([release()]);
  });

  it("do not compile where a rule touches a fact that it has not named", async () => {
    const wrong = newProject();
    addFiles(wrong, new URL("./own/", import.meta.url));
    writeFileSync(
      join(wrong, "wrong.ts"),
      `import { rulesOn } from "wsgi-audit";
import { kernel } from "./check.js";
const about = { severity: "info", title: "t", why: "w", remedy: "r" } as const;
rulesOn(kernel)({ ...about, id: "own/a", needs: ["kernel.release"], judge: (facts) => [{ message: facts["apache.version"], evidence: "" }] });
rulesOn()({ ...about, id: "own/b", needs: ["kernel.release"], judge: () => [] });
`,
    );
    await expect(compile(wrong)).rejects.toThrow(/wrong\.ts\(4,[\s\S]*wrong\.ts\(5,/);
    rmSync(wrong, { recursive: true });
  });
});
