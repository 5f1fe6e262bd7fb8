import { parseArgs } from "node:util";
import { runBench } from "./bench.js";
import { profileCommand } from "./profiles.js";
import { writeResults } from "./results.js";
import { startLightServer } from "./servers.js";
import { QUICK, WHOLE } from "./sizes.js";
import { formatTargets } from "./table.js";
import { profilesFor } from "./targets.js";
import { createWorld } from "./world.js";

const say = (line: string) => void process.stdout.write(`${line}\n`);

const { values } = parseArgs({
  options: { quick: { type: "boolean" }, table: { type: "boolean" }, output: { type: "string" } },
});
const sizes = values.quick ? QUICK : WHOLE;
const world = createWorld();
const server = await startLightServer(world);
try {
  const results = await runBench(world, server, sizes, say);
  if (values.output) writeResults(values.output, results);
  say(formatTargets(results.targets));
  for (const what of values.quick ? [] : profilesFor(results.targets)) {
    const { file, top } = await profileCommand(world, server, what, sizes.judging.counts[1]);
    say(`${what}: ${file}`);
    for (const { what: name, share } of top) say(`  ${(share * 100).toFixed(1).padStart(5)} %  ${name}`);
  }
} finally {
  server.stop();
  world.close();
}
