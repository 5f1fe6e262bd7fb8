import { readFileSync } from "node:fs";
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer } from "testcontainers";
import { checks } from "../../src/checks/index.js";
import { parseHost } from "../../src/facts/host.js";
import type { HostAudit } from "../../src/model/audit.js";
import type { HostRecord, Section } from "../../src/model/snapshot.js";
import { composeScript } from "../../src/script/compose.js";
import { unframe } from "../../src/script/unframe.js";
import { tagOf } from "../fleet/images.js";
import { type Job, ROOT, SCRIPTS, VENV } from "./generate.js";
import { preparations } from "./identity.js";

/** Debian releases: mod_wsgi 4.7 of Python 3.9, 4.9 of 3.11, 5.0 of 3.13, and 5.0 of 3.14 or what comes after it. */
export const GENERATIONS = ["bullseye", "bookworm", "trixie", "forky"] as const;

export type Generation = (typeof GENERATIONS)[number];

/** What a live server answered at one entry point. */
export interface Answer {
  status: number;
  body: string;
}

export interface Outcome {
  job: Job;
  /** Why httpd refused it, for what is no valid configuration. */
  complaint?: string;
  host?: HostAudit;
  /** What the script printed of its configuration. */
  section?: Section;
  answers: Answer[];
}

const NONCE = "0123456789abcdef0123456789abcdef";
const here = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8");

/** Checks that say nothing about applications cost time for each configuration. */
const NEEDED = checks.filter(
  ({ id }) => !["log", "mutex", "names", "packages", "probe", "python"].includes(id),
);

export async function startServer(generation: Generation): Promise<StartedTestContainer> {
  const container = await new GenericContainer(tagOf(generation))
    // A shell buries the dead, so that no process id seems to be in use.
    .withCommand(["sh", "-c", "for i in $(seq 3600); do sleep 2; done"])
    .withCopyContentToContainer([
      { content: here("./driver.py"), target: "/srv/diff/driver.py" },
      { content: composeScript(NEEDED, { nonce: NONCE, seconds: 60 }), target: "/srv/diff/script.sh" },
      { content: here("./truth.wsgi"), target: "/srv/diff/truth.wsgi" },
    ])
    .start();
  const prepare = [
    ...SCRIPTS.map((script) => `install -D ${ROOT}/truth.wsgi ${script}`),
    `python3 -m venv --without-pip ${VENV}`,
    ...preparations(SCRIPTS, VENV),
    // Only the configurations at hand are to be found.
    "mv /etc/apache2/apache2.conf /etc/apache2/off.conf",
  ];
  const { exitCode, output } = await container.exec(["sh", "-ec", prepare.join("\n")]);
  if (exitCode !== 0) throw new Error(output);
  return container;
}

interface DriverLine {
  index: number;
  valid: boolean;
  complaint?: string;
  stdout?: string;
  stderr?: string;
  answers?: Answer[];
}

function recordOf(line: DriverLine): HostRecord {
  const [stdout, stderr] = [line.stdout ?? "", line.stderr ?? ""].map((text) => Buffer.from(text, "latin1"));
  return {
    record: "host",
    host: { name: "differential", address: "", groups: [], expect: {} },
    status: "ok",
    startedAt: "2026-01-01T00:00:00.000Z",
    durationMs: 0,
    transcript: unframe(stdout ?? Buffer.alloc(0), stderr ?? Buffer.alloc(0), NONCE),
  };
}

/** Plays configurations in a container, one after another. */
export async function play(container: StartedTestContainer, jobs: readonly Job[]): Promise<Outcome[]> {
  const file = `/tmp/jobs-${jobs[0]?.index ?? 0}.json`;
  await container.copyContentToContainer([
    { content: jobs.map((job) => `${JSON.stringify(job)}\n`).join(""), target: file },
  ]);
  const { container: runtime } = await getContainerRuntimeClient();
  const command = ["python3", "/srv/diff/driver.py", file, "/srv/diff/script.sh"];
  const { stdout, stderr, exitCode } = await runtime.exec(runtime.getById(container.getId()), command);
  if (exitCode !== 0) throw new Error(`${stdout.slice(-2000)}${stderr}`);
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as DriverLine);
  return lines.map((line) => {
    const job = jobs.find(({ index }) => index === line.index);
    if (!job) throw new Error(`an answer to no job: ${line.index}`);
    if (!line.valid) return { job, complaint: line.complaint ?? "", answers: [] };
    const record = recordOf(line);
    const section = record.transcript?.sections.find(({ check }) => check === "config");
    return { job, host: parseHost(record), ...(section && { section }), answers: line.answers ?? [] };
  });
}
