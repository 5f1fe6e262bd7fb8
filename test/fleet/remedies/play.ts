import type { StartedTestContainer } from "testcontainers";
import type { Audit, Finding } from "../../../src/model/audit.js";
import { reloadPending } from "../../../src/rules/apache/reload-pending.js";
import { remedyFacts, remedyOf } from "../../../src/rules/rule.js";
import { ended, inventoryOf, type Reachable, startProgram } from "../../faults/program.js";
import type { Cure, Episode } from "./episode.js";

export interface Host {
  place: Reachable;
  container: StartedTestContainer;
}

/** What an episode showed. */
export interface Seen {
  before: readonly Finding[];
  after: readonly Finding[];
  answers: Record<string, [string, string]>;
}

/** The first depends on the day; the other compares what differs on purpose. */
const ASIDE = ["python/end-of-life", "fleet/outlier"];

const counted = ({ findings }: Audit) => findings.filter(({ rule }) => !ASIDE.includes(rule));

/** Runs shell of root in the container, with the functions of the scenarios. Throws with its output where it fails. */
export async function sh({ container }: Host, shell: string, ...words: string[]): Promise<string> {
  const script = `. /scenarios/lib.sh && . /scenarios/slate.sh && set -e\n${shell}`;
  const { output, exitCode } = await container.exec(["sh", "-c", script, "sh", ...words]);
  if (exitCode !== 0) throw new Error(`exit ${exitCode} of: ${shell} ${words.join(" ")}\n${output}`);
  return output;
}

const audit = ({ place }: Host, { login = "root", options = [] }: Episode, more: Episode["settings"]) =>
  run([{ ...place, settings: { ...place.settings, user: login, ...more } }], options);

async function run(places: readonly Reachable[], options: readonly string[] = []): Promise<Audit> {
  const inventory = inventoryOf(places);
  const words = ["run", "-i", inventory, "--no-ssh-config", "-f", "json", ...options];
  const { stdout, stderr } = await ended(startProgram(words));
  if (stdout === "") throw new Error(`no report: ${stderr}`);
  const found = JSON.parse(stdout) as Audit;
  for (const { name, status, error, checks } of found.hosts)
    if (status !== "ok") throw new Error(`${name} is ${status}: ${JSON.stringify({ error, checks })}`);
  return found;
}

/** Answers to the questions of an episode: the first of each pair is of the faulty host, the second of the cured one. */
async function ask(host: Host, { answers }: Episode, which: 0 | 1): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const [question, expected] of Object.entries(answers))
    told[question] = expected[which] === "-" ? "-" : (await sh(host, `status_of ${question}`)).trim();
  return told;
}

/** The commands behind a remedy's words of whole stops and starts. */
const RESTART = /start it again(?: now)?: (.+?)(?:, then (.+?) once all its processes are gone)?\. /;

/** Has the servers take over what was changed, by the commands that remedies print. */
async function tell(
  host: Host,
  finding: Finding,
  { takeOver = "reload" }: Cure,
  { hosts: [audited] }: Audit,
): Promise<void> {
  const installation = audited?.installations.find(({ id }) => id === finding.installation);
  if (takeOver === "nothing" || !installation) return;
  const master = String(installation.facts["processes.master"] ?? "");
  if (takeOver === "reload") {
    const remedy = remedyOf(reloadPending, String(audited?.facts["host.os"]), remedyFacts(installation));
    const [, command = ""] = /take it over: (.+?)\. If not/.exec(remedy) ?? [];
    await sh(host, 'taken_over "$1" "$2"', master, command);
    return;
  }
  const [, stop, start = ""] = RESTART.exec(finding.remedy) ?? [];
  if (stop === undefined) throw new Error(`${finding.rule}: no word of a whole restart: ${finding.remedy}`);
  if (master !== "")
    await sh(host, 'taken_over "$1" "$2"; wait_until pids_gone "$1"; eval "$3"', master, stop, start);
  else await sh(host, 'eval "$1"; eval "$2"', stop, start);
}

/** Of several cures of one installation the one that asks for most. */
const WEIGHT = ["nothing", "reload", "restart"];

async function cure(host: Host, told: Audit, { cures }: Episode): Promise<void> {
  const last = new Map<string, [Finding, Cure]>();
  await sh(host, "rotate_logs");
  for (const [rule, each] of Object.entries(cures)) {
    const found = told.findings.filter((finding) => finding.rule === rule);
    const [first] = found;
    if (!first)
      throw new Error(
        `${rule} finds nothing: ${told.findings.map(({ rule, message }) => `\n${rule}: ${message}`).join("")}`,
      );
    const match = each.says.exec(first.remedy);
    if (!match) throw new Error(`${rule}: the remedy does not say ${each.says}: ${first.remedy}`);
    await sh(host, each.does, ...match.slice(1).map((group) => group ?? ""));
    for (const finding of found) {
      const [, other] = last.get(finding.installation ?? "") ?? [];
      const weight = (of?: Cure) => (of ? WEIGHT.indexOf(of.takeOver ?? "reload") : -1);
      if (weight(each) > weight(other)) last.set(finding.installation ?? "", [finding, each]);
    }
  }
  for (const [finding, each] of last.values()) await tell(host, finding, each, told);
}

/** Makes the faults, audits, carries the remedies out, and audits again. */
export async function play(host: Host, episode: Episode): Promise<Seen> {
  await sh(host, `clean_slate\n${episode.make}`);
  const told = await audit(host, episode, episode.settings);
  const faulty = await ask(host, episode, 0);
  await cure(host, told, episode);
  const well = await ask(host, episode, 1);
  const after = await audit(host, episode, episode.settled ?? episode.settings);
  await sh(host, episode.undo ?? ":");
  return {
    before: counted(told),
    after: counted(after),
    answers: Object.fromEntries(
      Object.keys(episode.answers).map((each) => [each, [faulty[each] ?? "", well[each] ?? ""]]),
    ),
  };
}

/** One of several hosts that should be alike is not; no other finding says why. The first is changed to what the others are. */
export async function playOutlier(hosts: readonly Host[]): Promise<Pick<Seen, "before" | "after">> {
  const places = hosts.map(({ place }) => ({ ...place, settings: { ...place.settings, user: "root" } }));
  await Promise.all(
    hosts.map((host, at) => sh(host, `clean_slate; start_apache ${at === 0 ? "processes=4" : ""}`)),
  );
  const told = await run(places);
  const [first] = hosts;
  const [finding] = told.findings.filter(({ rule }) => rule === "fleet/outlier");
  if (first && finding?.host === first.place.name && /; then change this host or/.test(finding.remedy))
    await sh(
      first,
      "sed -i s/processes=4// /etc/apache2/sites-available/truth.conf; service apache2 stop; service apache2 start",
    );
  return { before: told.findings, after: (await run(places)).findings };
}
