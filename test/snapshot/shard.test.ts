import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/base/errors.js";
import { parseShard, type Shardable, shardIndex, takeShard } from "../../src/snapshot/shard.js";
import { resolve } from "../support/inventory.js";

type Hop = NonNullable<Shardable["target"]["via"]>;

/** `via`: jump hosts, the first one dialled first. */
function host(name: string, ...via: string[]): Shardable {
  let hop: Hop | undefined;
  for (const each of via) hop = { name: each, ...(hop && { via: hop }) };
  return { identity: { name }, target: { ...(hop && { via: hop }) } };
}

const named = (hosts: readonly Shardable[]) => hosts.map(({ identity }) => identity.name);

const fleets = fc
  .uniqueArray(
    fc.tuple(fc.stringMatching(/^[a-z]{1,8}\d{0,3}$/), fc.array(fc.constantFrom("g1", "g2", "g3"))),
    {
      selector: ([name]) => name,
      maxLength: 60,
    },
  )
  .map((all) => all.map(([name, via]) => host(name, ...via)));

const counts = fc.integer({ min: 1, max: 12 });
const all = (hosts: readonly Shardable[], count: number) =>
  Array.from({ length: count }, (_, place) => takeShard(hosts, { index: place + 1, count }));

describe("shards", () => {
  it("hold every host of a selection once, in its order", () => {
    fc.assert(
      fc.property(fleets, counts, (hosts, count) => {
        const shards = all(hosts, count);
        const placed = shards.flatMap(({ hosts: own, part }) =>
          own.map((each, index) => [part.positions[index] ?? -1, each.identity.name] as const),
        );
        expect(placed.toSorted(([a], [b]) => a - b)).toEqual([...named(hosts).entries()]);
        for (const { part } of shards) {
          expect(part.positions).toEqual(part.positions.toSorted((a, b) => a - b));
          expect(part.whole).toEqual(named(hosts));
        }
      }),
    );
  });

  it("do not change for a host when others come, go or change places", () => {
    fc.assert(
      fc.property(fleets, fleets, counts, (hosts, others, count) => {
        const before = new Map(hosts.map((each) => [each.identity.name, shardIndex(each, count)]));
        const known = new Set(named(hosts));
        const more = [...others.filter(({ identity }) => !known.has(identity.name)), ...hosts.toReversed()];
        for (const [index, shard] of all(more, count).entries())
          for (const name of named(shard.hosts)) expect(before.get(name) ?? index + 1).toBe(index + 1);
      }),
    );
  });

  it("keep the hosts of one bastion together, and the bastion with them", () => {
    fc.assert(
      fc.property(fleets, counts, (hosts, count) => {
        const gates = ["g1", "g2", "g3"].map((gate) => [gate, shardIndex(host(gate), count)] as const);
        const outermost = ({ target: { via } }: Shardable): string | undefined => {
          let hop = via;
          while (hop?.via) hop = hop.via;
          return hop?.name;
        };
        const known = new Map(gates);
        for (const each of hosts)
          expect(shardIndex(each, count)).toBe(known.get(outermost(each) ?? "") ?? shardIndex(each, count));
      }),
    );
  });

  it("take a bastion of the inventory for one, however it is written, with the hosts behind it", () => {
    const hosts = resolve(`
groups:
  inner: { jump: [gate, middle], hosts: ["app[01:40]"] }
  other: { jump: ["ops@gate:2222"], hosts: ["db[01:40]"] }
hosts: { gate: {}, middle: { jump: gate } }
`);
    expect(new Set(hosts.map((each) => shardIndex(each, 50))).size).toBe(1);
    const direct = resolve('groups: { web: { hosts: ["app[01:40]"] } }');
    expect(new Set(direct.map((each) => shardIndex(each, 50))).size).toBeGreaterThan(20);
  });

  it("are of about one size", () => {
    const hosts = Array.from({ length: 10_000 }, (_, index) => host(`web${index}.example.org`));
    for (const { hosts: own } of all(hosts, 10)) {
      expect(own.length).toBeGreaterThan(900);
      expect(own.length).toBeLessThan(1100);
    }
  });

  it("are the same on every machine and in every version", () => {
    expect(["web01", "web02", "web03", "db1"].map((name) => shardIndex(host(name), 5))).toEqual([2, 5, 5, 1]);
  });
});

describe("--shard", () => {
  it.each([
    ["2/5", {}, { index: 2, count: 5 }],
    ["1/1", {}, { index: 1, count: 1 }],
    ["auto", { JOB_COMPLETION_INDEX: "0", WSGI_AUDIT_SHARDS: "4" }, { index: 1, count: 4 }],
    ["auto", { PARALLEL_SEQ: "4", WSGI_AUDIT_SHARDS: "4" }, { index: 4, count: 4 }],
    ["auto", { CI_NODE_INDEX: "1", CI_NODE_TOTAL: "3" }, { index: 1, count: 3 }],
    ["auto", { CIRCLE_NODE_INDEX: "0", CIRCLE_NODE_TOTAL: "3" }, { index: 1, count: 3 }],
    ["auto", { BUILDKITE_PARALLEL_JOB: "2", BUILDKITE_PARALLEL_JOB_COUNT: "3" }, { index: 3, count: 3 }],
    ["auto", { AWS_BATCH_JOB_ARRAY_INDEX: "7", AWS_BATCH_JOB_ARRAY_SIZE: "8" }, { index: 8, count: 8 }],
    // GitLab sets the total for every job, the index for parallel ones only.
    ["auto", { CI_NODE_TOTAL: "1", PARALLEL_SEQ: "2", WSGI_AUDIT_SHARDS: "2" }, { index: 2, count: 2 }],
    [
      "auto",
      { CI_NODE_INDEX: "2", CI_NODE_TOTAL: "2", PARALLEL_SEQ: "2", WSGI_AUDIT_SHARDS: "2" },
      { index: 2, count: 2 },
    ],
  ])("%s with %j is %j", (text, environment, slice) => {
    expect(parseShard(text, environment)).toEqual(slice);
  });

  it.each([
    ["0/3", {}, /no shard 0 of 3/],
    ["4/3", {}, /no shard 4 of 3/],
    ["1/0", {}, /no shard 1 of 0/],
    ["3", {}, /expected i\/n/],
    ["-1/3", {}, /expected i\/n/],
    ["1/3 ", {}, /expected i\/n/],
    ["", {}, /expected i\/n/],
    ["auto", {}, /JOB_COMPLETION_INDEX.*PARALLEL_SEQ.*CI_NODE_INDEX.*CIRCLE_NODE_INDEX/],
    ["auto", { JOB_COMPLETION_INDEX: "0" }, /JOB_COMPLETION_INDEX is set, but WSGI_AUDIT_SHARDS is not/],
    ["auto", { CI_NODE_INDEX: "", CI_NODE_TOTAL: "1" }, /none of these is set/],
    ["auto", { CI_NODE_INDEX: "x", CI_NODE_TOTAL: "1" }, /CI_NODE_INDEX=x is no number/],
    ["auto", { JOB_COMPLETION_INDEX: "4", WSGI_AUDIT_SHARDS: "4" }, /no shard 5 of 4/],
    ["auto", { CI_NODE_INDEX: "0", CI_NODE_TOTAL: "3" }, /no shard 0 of 3/],
    [
      "auto",
      { CI_NODE_INDEX: "1", CI_NODE_TOTAL: "2", PARALLEL_SEQ: "2", WSGI_AUDIT_SHARDS: "2" },
      /different things.*PARALLEL_SEQ.*CI_NODE_INDEX/,
    ],
  ])("%s with %j is a mistake of the user", (text, environment, message) => {
    expect(() => parseShard(text, environment)).toThrow(UsageError);
    expect(() => parseShard(text, environment)).toThrow(message);
  });
});
