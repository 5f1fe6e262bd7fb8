import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { replaceMarkedPart } from "../support/marked-part.js";
import { runBench } from "./bench.js";
import { describeEnvironment } from "./environment.js";
import { profileCommand } from "./profiles.js";
import { type Results, readResults, writeResults } from "./results.js";
import { startLightServer } from "./servers.js";
import { QUICK, type Sizes, WHOLE } from "./sizes.js";
import { formatResults } from "./table.js";
import { profilesFor } from "./targets.js";
import { createWorld } from "./world.js";

const ROOT = new URL("../../../", import.meta.url);
const RESULTS = fileURLToPath(new URL("test/bench/results.json", ROOT));
const SPEED = fileURLToPath(new URL("docs/speed.md", ROOT));

const USAGE = `npm run bench                         measures, and writes test/bench/results.json and the tables of docs/speed.md
npm run bench -- --table              writes the tables of docs/speed.md from test/bench/results.json
npm run bench -- --quick [-o FILE]    shows that it works: few hosts, figures that say little, no file but that one
`;

const say = (line: string) => void process.stdout.write(`${line}\n`);

async function measureAll(sizes: Sizes, profile: boolean): Promise<Results> {
  const world = createWorld();
  const server = await startLightServer(world);
  try {
    const results = await runBench(world, server, sizes, say);
    say(`\n${formatResults(results)}\n`);
    for (const what of profile ? profilesFor(results.targets) : []) {
      const { file, top } = await profileCommand(world, server, what, sizes.judging.counts[1]);
      say(`${what}, ${file}:`);
      for (const { what: name, share } of top) say(`  ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
    }
    return results;
  } finally {
    server.stop();
  }
}

/** Interrupted, it leaves nothing behind: clients, servers and files end with it. */
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const writeTable = () =>
  writeFileSync(
    SPEED,
    replaceMarkedPart(readFileSync(SPEED, "utf8"), "bench", formatResults(readResults(RESULTS))),
  );

const { values } = parseArgs({
  options: {
    quick: { type: "boolean" },
    table: { type: "boolean" },
    output: { type: "string", short: "o" },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help) process.stdout.write(USAGE);
else if (values.table) writeTable();
else {
  for (const [name, version] of Object.entries(describeEnvironment().tools))
    say(version ? `${name} ${version}` : `${name} is not installed, and left out`);
  const results = await measureAll(values.quick ? QUICK : WHOLE, !values.quick);
  const file = values.output ?? (values.quick ? undefined : RESULTS);
  if (file) writeResults(file, results);
  if (file === RESULTS) writeTable();
}
