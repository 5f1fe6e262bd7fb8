import { describe, expect, it } from "vitest";
import type { CheckOptions } from "../../../src/cli/commands/check.js";
import type { CollectCommandOptions } from "../../../src/cli/commands/collect.js";
import type { DemoOptions } from "../../../src/cli/commands/demo.js";
import type { DiffOptions } from "../../../src/cli/commands/diff.js";
import type { ExplainOptions } from "../../../src/cli/commands/explain.js";
import type { HistoryOptions } from "../../../src/cli/commands/history.js";
import type { HostsOptions } from "../../../src/cli/commands/hosts.js";
import type { InitOptions } from "../../../src/cli/commands/init.js";
import type { ReportCommandOptions } from "../../../src/cli/commands/report.js";
import type { ScriptOptions } from "../../../src/cli/commands/script.js";
import type { RunSettings } from "../../../src/cli/io.js";
import type { FleetOptions, ReachOptions } from "../../../src/cli/options/fleet.js";
import type { JudgingOptions } from "../../../src/cli/options/judge.js";
import type { OutputOptions } from "../../../src/cli/options/output.js";
import type { RunOptions } from "../../../src/cli/options/run.js";
import { declaredCommands } from "../../support/commands.js";

/** What the action of each command is handed, as its type says. */
interface OptionsOf {
  run: RunOptions & RunSettings;
  check: CheckOptions;
  collect: CollectCommandOptions & RunSettings;
  report: ReportCommandOptions;
  bundle: object;
  diff: DiffOptions;
  history: HistoryOptions;
  hosts: HostsOptions;
  init: InitOptions;
  script: ScriptOptions;
  "observe-script": object;
  explain: ExplainOptions;
  demo: DemoOptions;
}

/** Words of a command line, and the value that they have to become. */
type Given<Value> = [words: string[], value: Value];
/** One example or more of every option of a type: an option more there does not compile here. */
type Examples<Options> = { [Key in keyof Options]-?: Given<Required<Options>[Key]>[] };

const on = (flag: string): Given<true> => [[flag], true];
const text = (flag: string): Given<string> => [[flag, "words of it"], "words of it"];
const number = (flag: string): Given<number> => [[flag, "7"], 7];
/** Each of the words that a type has. */
const oneOf = <Word extends string>(flag: string, ...words: Word[]) =>
  words.map((word): Given<Word> => [[flag, word], word]);

const HISTORY: Examples<Pick<HistoryOptions, "history">> = { history: [text("--history")] };

const REACH: Examples<ReachOptions> = {
  acceptNew: [on("--accept-new")],
  sshConfig: [text("-F"), text("--ssh-config"), [["--no-ssh-config"], false]],
  set: [[["--set", "user=root", "--set", "port=7"], { user: "root", port: 7 }]],
};

const FLEET: Examples<FleetOptions> = {
  ...REACH,
  inventory: [text("-i"), text("--inventory")],
  hostsFrom: [text("--hosts-from")],
  pick: [number("--pick")],
  shard: [text("--shard")],
};

const COLLECT: Examples<CollectCommandOptions & RunSettings> = {
  ...FLEET,
  ...HISTORY,
  handshakes: [number("--handshakes")],
  running: [number("--running")],
  probe: [on("--probe")],
  verbose: [on("-v"), on("--verbose")],
  resume: [text("--resume")],
  retryFailed: [on("--retry-failed")],
  output: [text("-o"), text("--output")],
  lock: [text("--lock"), [["--no-lock"], false]],
  lockWait: [[["--lock-wait", "2m"], 120_000]],
  log: [text("--log"), [["--log", "-"], "-"]],
};

const JUDGING: Examples<JudgingOptions> = { golden: [text("--golden")], accepted: [text("--accepted")] };

const OUTPUT: Examples<OutputOptions> = {
  ...HISTORY,
  format: [
    [
      ["-f", "text,details,html", "--format", "json", "-f", "csv"],
      ["text", "details", "html", "json", "csv"],
    ],
    [
      ["--format", "markdown, junit", "-f", "prometheus,monitor,cyclonedx,junit"],
      ["markdown", "junit", "prometheus", "monitor", "cyclonedx"],
    ],
  ],
  output: [text("-o"), text("--output")],
  apps: [on("--apps")],
  packages: [on("--packages")],
  columns: [
    [
      ["--columns", "python.*", "--columns", "host.os"],
      ["python.*", "host.os"],
    ],
  ],
  expand: [
    [
      ["--expand", "python.*", "--expand", "host.os"],
      ["python.*", "host.os"],
    ],
  ],
  all: [on("--all")],
  where: [
    [
      ["--where", "host.os=debian", "--where", "a=b"],
      ["host.os=debian", "a=b"],
    ],
  ],
  onlyDifferences: [on("--only-differences")],
  wide: [on("--wide")],
  fold: [[["--no-fold"], false]],
  failOn: oneOf("--fail-on", "error", "warning", "info", "none"),
};

const format = oneOf("-f", "text", "json").concat(oneOf("--format", "text", "json"));

const EXAMPLES: { [Name in keyof OptionsOf]: Examples<OptionsOf[Name]> } = {
  run: {
    ...COLLECT,
    ...OUTPUT,
    ...JUDGING,
    snapshot: [text("--snapshot")],
    keep: [number("--keep")],
    keepDays: [number("--keep-days")],
    changesOnly: [on("--changes-only")],
  },
  check: {
    ...REACH,
    format: OUTPUT.format,
    output: [text("-o"), text("--output")],
    failOn: OUTPUT.failOn,
    snapshot: [text("--snapshot")],
    probe: [on("--probe")],
    verbose: [on("-v"), on("--verbose")],
  },
  collect: { ...COLLECT, history: [] },
  report: { ...OUTPUT, ...JUDGING },
  bundle: {},
  diff: { format },
  history: { ...HISTORY, since: [text("--since")] },
  hosts: { ...FLEET, check: [on("--check")], verbose: [on("-v"), on("--verbose")], format },
  init: {
    hostsFrom: [text("--hosts-from")],
    sshConfig: [text("-F"), text("--ssh-config")],
    output: [text("-o"), text("--output")],
  },
  script: {
    seconds: [number("--seconds")],
    probe: [on("--probe")],
    inventory: [text("-i"), text("--inventory")],
    observe: [on("--observe")],
    standalone: [on("--standalone")],
    install: [on("--install")],
    become: [on("--become")],
    containers: [
      [["--containers", "never"], ["never"]],
      [
        ["--containers", "shop*,!shop-test"],
        ["shop*", "!shop-test"],
      ],
    ],
  },
  "observe-script": {},
  explain: { format: oneOf("-f", "text", "markdown").concat(oneOf("--format", "text", "markdown")) },
  demo: { output: [text("-o"), text("--output")], fold: [[["--no-fold"], false]] },
};

/** With no option at all: what a type does not let be absent is there, and nothing else is. */
const DEFAULTS: { [Name in keyof OptionsOf]: OptionsOf[Name] } = {
  run: { fold: true, failOn: "warning" },
  check: { failOn: "warning" },
  collect: {},
  report: { fold: true, failOn: "warning" },
  bundle: {},
  diff: { format: "text" },
  // Not without it: the command wants it.
  history: { history: "a directory" },
  hosts: { format: "text" },
  init: { output: "inventory.yaml" },
  script: { seconds: 90, containers: ["auto"] },
  "observe-script": {},
  explain: { format: "text" },
  demo: { output: "wsgi-audit-report", fold: true },
};

const names = Object.keys(EXAMPLES) as (keyof OptionsOf)[];
const examplesOf = (name: keyof OptionsOf) => Object.entries(EXAMPLES[name]) as [string, Given<unknown>[]][];
const wanted = (name: string) => (name === "history" ? ["--history", "a directory"] : []);

/** The values that a command hands to its action. */
async function parsed(name: string, words: readonly string[]): Promise<object> {
  const command = (await declaredCommands()).get(name);
  if (!command) throw new Error(`no command ${name}`);
  command.parseOptions([...words]);
  return command.opts();
}

describe("the options of every command", () => {
  it("are looked at here", async () => {
    expect([...(await declaredCommands()).keys()].sort()).toEqual([...names].sort());
  });

  it.each(names)("%s: have the defaults that their types promise", async (name) => {
    const values = await parsed(name, wanted(name));
    expect(Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))).toEqual(
      DEFAULTS[name],
    );
  });

  it.each(names)("%s: each becomes a value of its type, and nothing besides", async (name) => {
    for (const [key, examples] of examplesOf(name))
      for (const [words, value] of examples)
        expect(await parsed(name, [...wanted(name), ...words]), words.join(" ")).toEqual({
          ...DEFAULTS[name],
          [key]: value,
        });
  });

  it.each(names)("%s: have an example here, with each of their choices", async (name) => {
    const options = (await declaredCommands()).get(name)?.options ?? [];
    const words = examplesOf(name).flatMap(([, examples]) => examples.flatMap(([each]) => each));
    const given = new Set(words.flatMap((word) => [word, ...word.split(/, */)]));
    const flags = options.flatMap(({ short, long, argChoices }) => [short, long, ...(argChoices ?? [])]);
    expect(flags.filter((flag) => flag !== undefined && !given.has(flag))).toEqual([]);
  });

  it("say no after yes and yes after no: the last word counts", async () => {
    for (const [name, command] of await declaredCommands())
      for (const no of command.options.filter(({ negate }) => negate)) {
        const yes = command.options.find(({ long }) => long === no.long?.replace("--no-", "--"));
        if (!yes?.long || !no.long) continue;
        const key = yes.attributeName();
        expect(await parsed(name, [yes.long, "file", no.long]), no.long).toMatchObject({ [key]: false });
        expect(await parsed(name, [no.long, yes.long, "file"]), yes.long).toMatchObject({ [key]: "file" });
      }
  });
});
