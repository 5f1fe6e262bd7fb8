import { readFileSync } from "node:fs";
import {
  type Audit,
  auditSnapshots,
  checks,
  collectSnapshot,
  createFakeTransport,
  createLocalTransport,
  driftBetween,
  exitCode,
  type HostToCollect,
  parseAudit,
  parseSnapshot,
  report,
  rules,
  SnapshotWriter,
  type Transcript,
} from "wsgi-audit";
import { kernel } from "./check.js";
import { lines } from "./reporter.js";
import { oldKernel } from "./rule.js";

const [recorded = ""] = process.argv.slice(2);
const own = { checks: [...checks, kernel] };

/** A recorded host, on which that kernel runs. */
function onKernel(release: string): Transcript {
  const host = parseSnapshot(readFileSync(recorded, "utf8"), recorded).hosts.find(
    ({ transcript }) => transcript,
  );
  if (!host?.transcript) throw new Error("nothing is recorded");
  const part = { name: "release", stdout: `${release}\n`, stderr: "", status: 0 };
  const section = { check: "kernel", installation: 0, parts: [part], status: 0, timedOut: false };
  return { ...host.transcript, sections: [...host.transcript.sections, section] };
}

const host = (name: string): HostToCollect => ({
  identity: { name, address: "", groups: ["web"], expect: {} },
  target: {
    name,
    address: "192.0.2.1",
    port: 22,
    user: "audit",
    identityFiles: [],
    agent: false,
    knownHosts: [],
    hostKeys: "strict",
    connectTimeoutMs: 10_000,
    deadlineMs: 90_000,
    algorithms: "modern",
    transport: "auto",
    containers: ["never"],
  },
});

async function audited(
  file: string,
  transport: ReturnType<typeof createLocalTransport>,
  names: string[],
): Promise<Audit> {
  const snapshot = new SnapshotWriter(file);
  const write = (record: Parameters<SnapshotWriter["write"]>[0]) => snapshot.write(record);
  await collectSnapshot(names.map(host), { inventory: "own", ...own, transport, write });
  snapshot.close();
  return auditSnapshots([file], { ...own, rules: [...rules, oldKernel] });
}

const [old, today] = [onKernel("4.19.0"), onKernel("6.1.0")];
const before = await audited("before.jsonl", createFakeTransport({ web1: { transcript: today } }), ["web1"]);
const after = await audited(
  "after.jsonl",
  createFakeTransport({ web1: { transcript: old }, web2: { transcript: today } }),
  ["web1", "web2", "web3"],
);
const here = await audited("here.jsonl", createLocalTransport(), ["here"]);

process.stdout.write(
  JSON.stringify({
    text: report(after, lines, { command: "own" }),
    code: exitCode(after, "error"),
    changes: driftBetween(before, parseAudit(report(after, "json"), "after.json")).changes,
    findings: after.findings.filter(({ rule }) => rule === "own/old-kernel"),
    known: after.catalogue.facts.some(({ id }) => id === "kernel.release"),
    here: here.hosts.map(({ facts }) => facts["kernel.release"]),
  }),
);
