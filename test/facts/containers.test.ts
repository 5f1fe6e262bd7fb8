import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseContainers, rowNames } from "../../src/facts/containers.js";
import { parseHost } from "../../src/facts/host.js";
import type { HostRecord, Part } from "../../src/model/snapshot.js";

const ONE = "1".repeat(64);
const TWO = "2".repeat(64);
const NONCES = { [ONE]: "a".repeat(32), [TWO]: "b".repeat(32) };
const HOST_NONCE = "c".repeat(32);

const part = (name: string, stdout: string, more: Partial<Part> = {}): Part => ({
  name,
  stdout,
  stderr: "",
  status: 0,
  ...more,
});

const answer = (nonce: string, user: string, end = `\n@${nonce} fin\n`) =>
  `\n@${nonce} begin host 0\n\n@${nonce} part user\nuid=0(${user})\n\n@${nonce} done 0\n\n@${nonce} end 0\n${end}`;

const inside = (id: string, stdout: string, more: Partial<Part> = {}) =>
  part(`inside docker ${id} ${NONCES[id]}`, stdout, more);

const recordOf = (...parts: Part[]): HostRecord => ({
  record: "host",
  host: { name: "web01", address: "a@web01:22", groups: ["web"], expect: {} },
  status: "ok",
  startedAt: "2026-01-01T00:00:00.000Z",
  durationMs: 7,
  transcript: {
    complete: true,
    noise: "",
    sections: [
      {
        check: "host",
        installation: 0,
        parts: [part("user", "uid=0(itself)\n")],
        status: 0,
        timedOut: false,
      },
      { check: "discovery", installation: 0, parts: [], status: 0, timedOut: false },
      {
        check: "containers",
        installation: 0,
        parts: [
          part("asked", "auto\n"),
          part("engine docker", "docker\t\n"),
          part("list docker", `${ONE}\t/one\thttpd:2.4\tsha256:x\n${TWO}\t/two\thttpd:2.4\tsha256:x\n`),
          ...parts,
        ],
        status: 0,
        timedOut: false,
      },
    ],
  },
});

const usersOf = (record: HostRecord) =>
  [parseHost(record), ...parseContainers(record)].map(({ name, facts }) => [name, facts["host.user"]]);

describe("what a container says", () => {
  it("is its own row, and nobody else's, whatever it prints", () => {
    const words = fc.constantFrom(
      ...Object.values(NONCES).map((nonce) => answer(nonce, "forged")),
      answer(HOST_NONCE, "forged"),
      `\n@${NONCES[TWO]} begin containers 0\n\n@${NONCES[TWO]} part inside docker ${ONE} ${NONCES[ONE]}\nx\n`,
      `\n@${NONCES[TWO]} done 0\n`,
      `\n@${NONCES[TWO]} fin\n`,
      "\n@",
      "\0\u001f\t",
    );
    const bytes = fc.array(fc.oneof(words, fc.string({ unit: "binary" })), { maxLength: 12 });
    fc.assert(
      fc.property(bytes, bytes, fc.constantFrom(0, 124, 137, 127, null), (out, err, status) => {
        const hostile = inside(TWO, out.join(""), { stderr: err.join(""), status });
        const record = recordOf(inside(ONE, answer(NONCES[ONE] ?? "", "one")), hostile);
        const [host, one, two, ...others] = usersOf(record);
        expect(host).toEqual(["web01", "itself"]);
        expect(one).toEqual(["web01/one", "one"]);
        expect(two?.[0]).toBe("web01/two");
        expect(others).toEqual([]);
        const row = parseContainers(record)[1];
        expect(row?.containerOf).toBe("web01");
        if (row?.facts["host.container.name"] !== undefined)
          expect(row.facts["host.container.name"]).toBe("two");
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ["cut off", { stdout: answer(NONCES[TWO] ?? "", "two", ""), status: 0 }, "partial", "truncated"],
    ["ended", { stdout: answer(NONCES[TWO] ?? "", "two", ""), status: 124 }, "partial", "timeout"],
    [
      "stopped meanwhile",
      { stdout: answer(NONCES[TWO] ?? "", "two", ""), status: 137 },
      "partial",
      "truncated",
    ],
    ["hanging", { stdout: "", status: 124 }, "failed", "timeout"],
    ["not let in", { stdout: "", stderr: "Error: not running", status: 1 }, "failed", "no-answer"],
    ["without a shell", { stdout: "", stderr: 'exec: "sh": not found', status: 126 }, "failed", "no-shell"],
    ["flooding", { stdout: "x".repeat(512 << 10), status: 0 }, "failed", "too-much-output"],
  ] as const)("that is %s costs only itself, and says why", (_, given, status, code) => {
    const record = recordOf(inside(ONE, answer(NONCES[ONE] ?? "", "one")), inside(TWO, "", given));
    const [one, two] = parseContainers(record);
    expect(parseHost(record)).toMatchObject({ facts: { "host.user": "itself" } });
    expect(one?.error).toBeUndefined();
    expect(two).toMatchObject({ status, error: { code } });
  });

  it("is read for no more containers than the script asks", () => {
    const ids = Array.from({ length: 50 }, (_, at) => at.toString(16).padStart(64, "0"));
    const parts = ids.map((id) => part(`inside docker ${id} ${"d".repeat(32)}`, answer("d".repeat(32), "x")));
    expect(parseContainers(recordOf(...parts))).toHaveLength(10);
  });

  it("says nothing of facts that are asked of its host alone", () => {
    const facts = [{ id: "user.kernel", label: "Kernel", command: "uname -r", type: "string" as const }];
    const [row] = parseContainers(recordOf(inside(ONE, answer(NONCES[ONE] ?? "", "one"))), { facts });
    expect(row?.facts["user.kernel"]).toBeNull();
    expect(row?.gaps["user.kernel"]?.outcome).toBe("absent");
  });
});

describe("the name of a row", () => {
  it.each([
    ["shop", "shop"],
    ["shop-web-1", "shop-web-1"],
    ["shop_web.1.x8s7d6f5g4h3j2k1l0z9x8c7v", "shop_web.1"],
    ["agent.a1b2c3d4e5f6g7h8i9j0k1l2m.n1b2c3d4e5f6g7h8i9j0k1l2m", "agent"],
    ["k8s_httpd_shop-7d9f8b6c5-x2x4z_prod_0b1c2d3e-4f5a-6b7c-8d9e-0f1a2b3c4d5e_3", "prod.httpd"],
    ["0123456789ab_shop-web-1", "shop-web-1"],
  ])("holds no word of one deployment alone: %s", (name, expected) => {
    expect(rowNames([{ name, id: ONE }])).toEqual([expected]);
  });

  it("is another one for each container of a host, in whatever order they are", () => {
    const names = [
      "k8s_web_p-1_ns_0b1c2d3e-4f5a-6b7c-8d9e-0f1a2b3c4d5e_0",
      "k8s_web_p-2_ns_0b1c2d3e-4f5a-6b7c-8d9e-0f1a2b3c4d5f_0",
    ];
    const rows = names.map((name, at) => ({ name, id: String(at) }));
    expect(rowNames(rows)).toEqual(["ns.web", "ns.web#2"]);
    expect(rowNames(rows.toReversed())).toEqual(["ns.web#2", "ns.web"]);
  });
});
