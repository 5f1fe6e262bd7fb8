import { spawnSync } from "node:child_process";
import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { matchesGlob } from "../../../src/base/wildcards.js";
import {
  formatEntry,
  lookupName,
  matchesHost,
  parseKnownHosts,
} from "../../../src/transport/known-hosts/entry.js";
import { judgeKey, keysFor, knownTypes, typeOfKey } from "../../../src/transport/known-hosts/host-key.js";
import { KnownHostsIndex } from "../../../src/transport/known-hosts/name-index.js";
import { cost, expectLinear } from "../../support/linear.js";

const directory = mkdtempSync(join(tmpdir(), "wsgi-audit-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

const wire = (type: string, body: Buffer) => {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(type.length);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  return Buffer.concat([head, Buffer.from(type), length, body]);
};
const key = (seed: number, type = "ssh-ed25519") => wire(type, Buffer.alloc(32, seed));
const line = (hosts: string, seed: number, marker = "") =>
  `${marker}${hosts} ssh-ed25519 ${key(seed).toString("base64")}`;
const hashed = (name: string) => {
  const salt = randomBytes(20);
  return `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;
};

const NAMES = ["alpha.example.org", "beta.example.org", "10.0.0.7", "alpha", "Gamma.Example.org"];
const PATTERNS = [
  ...NAMES,
  "*.example.org",
  "alpha*",
  "?lpha",
  "!beta.example.org",
  "*",
  "[alpha]:2222",
  "[*.example.org]:2222",
  "[10.0.0.7]:22",
  "!*.org",
];

const hosts = fc.oneof(
  fc
    .array(fc.constantFrom(...PATTERNS), { minLength: 1, maxLength: 3 })
    .map((patterns) => patterns.join(",")),
  fc.constantFrom(...NAMES, "[alpha]:2222").map((name) => hashed(name.toLowerCase())),
  fc.constantFrom("|1|broken", "|1||", "|2|AAAA|AAAA", "alpha,,beta.example.org", ",alpha"),
);
const fileLine = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(hosts, fc.constantFrom("", "@revoked ", "@cert-authority "))
      .map(([names, marker]) => line(names, 1, marker)),
  },
  { weight: 1, arbitrary: fc.constantFrom("", "# a comment", "\t# one behind a tab", "   ", "garbage") },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      `alpha  \t ssh-ed25519 \t${key(1).toString("base64")}`,
      `alpha , ssh-ed25519 ${key(1).toString("base64")}`,
      `@unknown alpha ssh-ed25519 ${key(1).toString("base64")}`,
      `@revoked  alpha ssh-ed25519 ${key(1).toString("base64")}\r`,
      `#alpha ssh-ed25519 ${key(1).toString("base64")}`,
    ),
  },
  { weight: 1, arbitrary: hosts.map((names) => `\t${line(names, 2)}  with a comment\r`) },
);

const finderOf = (text: string) => {
  const index = new KnownHostsIndex(parseKnownHosts(text));
  return (name: string) => index.find(name);
};

describe("known_hosts", () => {
  it("finds the same lines as ssh-keygen -F, in hundreds of files", () => {
    const file = join(directory, "known_hosts");
    let compared = 0;
    fc.assert(
      fc.property(
        fc.array(fileLine, { maxLength: 6 }),
        fc.constantFrom(...NAMES, "[alpha]:2222", "other"),
        (lines, name) => {
          // ssh lower-cases a host's name before it looks it up; ssh-keygen leaves that to its caller.
          writeFileSync(file, `${lines.join("\n")}\n`);
          const { stdout } = spawnSync("ssh-keygen", ["-F", name.toLowerCase(), "-f", file], {
            encoding: "utf8",
          });
          const theirs = [...stdout.matchAll(/found: line (\d+)/g)].map((match) => Number(match[1]));
          const ours = lines.flatMap((text, index) =>
            finderOf(text)(name.toLowerCase()).length > 0 ? [index + 1] : [],
          );
          compared += 1;
          expect(ours).toEqual(theirs);
        },
      ),
      { numRuns: 400, seed: 20250101 },
    );
    expect(compared).toBeGreaterThanOrEqual(400);
  }, 60_000); // 400 processes

  it.each([
    "alpha",
    "alpha ssh-ed25519",
    "alpha ssh-ed25519 !!!!",
    `alpha ssh-rsa ${key(1).toString("base64")}`,
  ])("passes a line over whose key cannot be read, which ssh does and ssh-keygen -F does not: %s", (text) => {
    expect(parseKnownHosts(text)).toEqual([]);
  });

  it("finds by its index what a walk over all entries finds", () => {
    fc.assert(
      fc.property(
        fc.array(fileLine, { maxLength: 12 }),
        fc.constantFrom(...NAMES, "[alpha]:2222"),
        (lines, name) => {
          const entries = parseKnownHosts(lines.join("\n"));
          const index = new KnownHostsIndex(entries);
          const wanted = entries.filter((entry) => matchesHost(entry, name.toLowerCase()));
          for (let twice = 0; twice < 2; twice += 1)
            expect(new Set(index.find(name.toLowerCase()))).toEqual(new Set(wanted));
        },
      ),
      { seed: 20250102 },
    );
  });

  it.each([
    [false, 22, /^alpha ssh-ed25519 /],
    [true, 2222, /^\|1\|[^|]+\|[^|]+ ssh-ed25519 /],
  ])("writes lines that it finds again (hashed: %s)", (hash, port, form) => {
    const text = formatEntry("Alpha", port, "ssh-ed25519", key(1), hash);
    expect(text).toMatch(form);
    expect(finderOf(text)(lookupName("alpha", port))).toHaveLength(1);
    expect(finderOf(text)("beta")).toEqual([]);
  });

  it("looks a name up among ten thousand in no time the second time", () => {
    const lines = Array.from({ length: 10_000 }, (_, at) => line(hashed(`host${at}`), 1));
    let find = finderOf("");
    const first = cost(() => {
      find = finderOf(lines.join("\n"));
      expect(find("host9999")).toHaveLength(1);
    });
    const again = cost(() => {
      for (let time = 0; time < 1000; time += 1) find("host9999");
    });
    expect(again, `once ${first} ms`).toBeLessThan(first);
  });

  it("reads any text without trouble", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => Array.isArray(parseKnownHosts(text))));
  });

  it("matches stars in linear time", () => {
    const pattern = `${"*a".repeat(2000)}b`;
    expectLinear((size) => expect(matchesGlob(pattern, "a".repeat(size))).toBe(false), 20_000);
  });
});

describe("judgeKey", () => {
  const judge = (text: string, port = 22, shown = key(1)) =>
    judgeKey(keysFor(finderOf(text), "alpha", port), "ssh-ed25519", shown);

  it.each([
    ["the key that is known", line("alpha", 1), 22, "known"],
    ["another key of that type", line("alpha", 2), 22, "changed"],
    ["a host that is not there", line("beta", 1), 22, "unknown"],
    ["a key of another type", `alpha ssh-rsa ${key(3, "ssh-rsa").toString("base64")}`, 22, "other-type"],
    [
      "a revoked key, though a line knows it",
      `${line("alpha", 1)}\n${line("*", 1, "@revoked ")}`,
      22,
      "revoked",
    ],
    ["a key for another port by its bare name", line("alpha", 1), 2222, "known"],
    [
      "a differing line of the port, though the bare name matches",
      `${line("[alpha]:2222", 2)}\n${line("alpha", 1)}`,
      2222,
      "changed",
    ],
    [
      "a revocation behind a tab, which ssh overlooks",
      `${line("alpha", 1)}\n${line("alpha", 1, "@revoked\t")}`,
      22,
      "revoked",
    ],
    [
      "a certificate authority, which proves no plain key",
      line("alpha", 1, "@cert-authority "),
      22,
      "unknown",
    ],
    [
      "a revocation under the bare name for another port",
      `${line("[alpha]:2222", 1)}\n${line("alpha", 1, "@revoked ")}`,
      2222,
      "revoked",
    ],
  ])("%s", (_name, text, port, verdict) => {
    expect(judge(text, port)).toBe(verdict);
  });

  it.each([
    [key(1), "ssh-ed25519"],
    [wire("ssh\u001b[2J\n", Buffer.alloc(8)), "ssh?[2J?"],
    [wire("x".repeat(5000), Buffer.alloc(8)), "x".repeat(64)],
    [Buffer.alloc(2), ""],
    [Buffer.from([255, 255, 255, 255, 65]), "A"],
  ])("takes the type of a key for text of the server", (shown, type) => {
    expect(typeOfKey(shown)).toBe(type);
  });

  it("knows the types to ask for, and when only authorities are named", () => {
    expect(knownTypes(keysFor(finderOf(line("alpha", 1)), "alpha", 22))).toEqual(["ssh-ed25519"]);
    expect(keysFor(finderOf(line("alpha", 1, "@cert-authority ")), "alpha", 22).authorityOnly).toBe(true);
    expect(lookupName("Alpha", 22)).toBe("alpha");
    expect(lookupName("Alpha", 2222)).toBe("[alpha]:2222");
  });
});
