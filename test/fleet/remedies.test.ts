import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ruleCatalogue } from "../../src/rules/index.js";
import { describeFleet } from "./describe-fleet.js";
import type { Episode } from "./remedies/episode.js";
import { type Host, play, playOutlier, type Seen, sh } from "./remedies/play.js";
import { LANES } from "./remedies/table.js";
import { UNSHOWN } from "./remedies/unshown.js";
import { makeKey, reach, startHost } from "./start-fleet.js";

/** Hosts of one image, which are compared at the end: three of a kind are needed for one to be out of line. */
const ALIKE = ["python", "wsgi", "server", "start"];

const episodes = LANES.flatMap((lane) => lane.episodes);

/** Every rule that finds something, once. */
const rulesOf = (findings: Seen["before"]) => [...new Set(findings.map(({ rule }) => rule))].sort();

describeFleet("remedies, carried out on the host that shows the fault", () => {
  const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-remedies-"));
  const seen = new Map<Episode, Seen | Error>();
  const hosts: Host[] = [];
  let outlier: Awaited<ReturnType<typeof playOutlier>> | undefined;

  async function playLane({ episodes: own, ...lane }: (typeof LANES)[number], key: string) {
    const container = await startHost({ ...lane, scenario: "no-httpd" }, key);
    const { name } = lane;
    const host = { container, place: { ...(await reach(container, directory)), name } };
    hosts.push(host);
    await sh(host, "keep_slate");
    for (const episode of own) {
      const outcome = await play(host, episode).catch((error: unknown) => error as Error);
      seen.set(episode, outcome);
      process.stdout.write(`  ${name}: ${episode.name}\n`);
    }
  }

  beforeAll(async () => {
    const key = await makeKey(directory);
    await Promise.all(LANES.map((lane) => playLane(lane, key)));
    const alike = hosts.filter(({ place }) => ALIKE.includes(place.name));
    if (alike.length === ALIKE.length) outlier = await playOutlier(alike);
  }, 1_200_000);

  afterAll(async () => {
    await Promise.allSettled(hosts.map(({ container }) => container.stop({ timeout: 0 })));
    rmSync(directory, { recursive: true, force: true });
  }, 120_000);

  it.each(episodes)("$name: each remedy cures what its rule found, and leads to nothing else", (episode) => {
    const outcome = seen.get(episode);
    if (outcome === undefined || outcome instanceof Error) throw outcome ?? new Error("it was not played");
    const { before, after, answers } = outcome;
    const found = rulesOf(before).filter((rule) => !episode.symptoms?.includes(rule));
    expect(found).toEqual([...Object.keys(episode.cures), ...(episode.with ?? [])].sort());
    expect(after).toEqual([]);
    expect(answers).toEqual(episode.answers);
  });

  it.runIf(LANES.filter(({ name }) => ALIKE.includes(name)).length === ALIKE.length)(
    "fleet/outlier: the host that is made like the others is not told any more",
    () => {
      expect(rulesOf(outlier?.before ?? [])).toEqual(["fleet/outlier"]);
      expect(outlier?.after).toEqual([]);
    },
  );

  it.skipIf(process.env.REMEDIES)(
    "has every rule, or the reason why no host of the fleet can show it",
    () => {
      const shown = [...episodes.flatMap(({ cures }) => Object.keys(cures)), "fleet/outlier"];
      const all = [...new Set(shown), ...Object.keys(UNSHOWN)].sort();
      expect(all).toEqual(ruleCatalogue.map(({ id }) => id).sort());
    },
  );
});
