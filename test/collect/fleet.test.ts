import { describe, expect, it } from "vitest";
import { createFakeTransport, type FakeAnswer } from "../../src/api/fake-transport.js";
import { TransportError } from "../../src/base/errors.js";
import { type CollectOptions, collect, type HostToCollect } from "../../src/collect/fleet.js";
import type { HostRecord, Transcript } from "../../src/model/snapshot.js";
import type { Target } from "../../src/transport/session.js";

const host = (name: string, target: Partial<Target> = {}): HostToCollect => ({
  identity: { name, address: `audit@${name}:22`, groups: [], expect: {} },
  target: {
    name,
    address: name,
    port: 22,
    user: "audit",
    identityFiles: [],
    agent: false,
    knownHosts: [],
    hostKeys: "strict",
    connectTimeoutMs: 3_600_000,
    deadlineMs: 3_600_000,
    algorithms: "modern",
    transport: "ssh2",
    ...target,
  },
});

const whole: Transcript = {
  complete: true,
  noise: "",
  sections: [{ check: "host", installation: 0, parts: [], status: 0, timedOut: false }],
};

async function run(
  hosts: HostToCollect[],
  answers: (name: string) => FakeAnswer,
  options: Partial<CollectOptions> = {},
  delayMs = 0,
) {
  const transport = createFakeTransport(answers, delayMs);
  const records: HostRecord[] = [];
  await collect(hosts, {
    checks: [],
    transport,
    limits: { handshakes: 4, running: 8 },
    onRecord: (record) => {
      records.push(record);
    },
    ...options,
  });
  return { transport, records: new Map(records.map((record) => [record.host.name, record])), order: records };
}

const names = (count: number) => Array.from({ length: count }, (_, index) => host(`h${index}`));

describe("collect", () => {
  it("opens one connection and one channel per host, and closes each", async () => {
    const { transport, order } = await run(names(20), () => ({ transcript: whole }));
    expect(transport.opened.toSorted()).toEqual(order.map(({ host: { name } }) => name).toSorted());
    expect(transport.executed).toHaveLength(20);
    expect(transport.closed).toHaveLength(20);
    expect(order.every(({ status }) => status === "ok")).toBe(true);
  });

  it("ends when a record cannot be kept, without dialling those that still wait", async () => {
    const transport = createFakeTransport((name) =>
      name === "h1" ? { hang: "exec" } : { transcript: whole },
    );
    let kept = 0;
    const collecting = collect([host("h0", {}), host("h1", {}), ...names(40).slice(2)], {
      checks: [],
      transport,
      limits: { handshakes: 2, running: 2 },
      onRecord: () => {
        kept += 1;
        throw new Error("no space left");
      },
    });
    await expect(collecting).rejects.toThrow("no space left");
    expect(kept).toBe(1);
    expect(transport.opened.length).toBeLessThanOrEqual(4);
    expect(transport.closed.length).toBe(transport.opened.length);
  });

  it("is not kept from its end by a secret that is still looked up", async () => {
    const interrupt = new AbortController();
    setTimeout(() => interrupt.abort(), 50);
    const { records } = await run(
      [host("h0", { become: "always", becomePassword: { command: "vault" } })],
      () => ({ transcript: whole }),
      { signal: interrupt.signal, secretOf: () => new Promise(() => {}) },
    );
    expect(records.get("h0")?.status).toBe("skipped");
  });

  it("keeps to both limits", async () => {
    const { transport } = await run(
      names(40),
      () => ({ transcript: whole }),
      { limits: { handshakes: 3, running: 5 } },
      3,
    );
    expect(transport.most.opening).toBe(3);
    expect(transport.most.open).toBeLessThanOrEqual(5);
  });

  it("keeps one host's trouble from the others", async () => {
    const refusal = new TransportError("auth", "auth-failed", "no key was accepted", "ssh-add");
    const { records } = await run(names(4), (name) =>
      name === "h2" ? { refuse: refusal } : { transcript: whole },
    );
    expect(records.get("h2")).toMatchObject({
      status: "unreachable",
      error: { stage: "auth", code: "auth-failed", message: "no key was accepted", hint: "ssh-add" },
    });
    expect([...records.values()].filter(({ status }) => status === "ok")).toHaveLength(3);
  });

  it.each(["open", "exec"] as const)(
    "ends a host that hangs in %s at its deadline, with the phase",
    async (phase) => {
      const { records } = await run([host("slow", { deadlineMs: 150 }), host("good")], (name) =>
        name === "slow" ? { hang: phase } : { transcript: whole },
      );
      expect(records.get("slow")).toMatchObject({
        status: phase === "open" ? "unreachable" : "failed",
        error: { stage: phase === "open" ? "kex" : "exec", code: "timeout" },
      });
      expect(records.get("good")?.status).toBe("ok");
    },
  );

  it("keeps what came before the link broke, and does not call it complete", async () => {
    const half: Transcript = { ...whole, complete: false };
    const { records } = await run([host("cut")], () => ({ breaks: half }));
    expect(records.get("cut")).toMatchObject({
      status: "ok",
      error: { code: "reset" },
      transcript: { complete: false, sections: [{ check: "host" }] },
    });
  });

  it("says when output ends without its end mark, and when there is no shell at all", async () => {
    const half: Transcript = { ...whole, complete: false };
    const silent: Transcript = { complete: false, noise: "", sections: [] };
    const { records } = await run([host("half"), host("nologin")], (name) =>
      name === "half"
        ? { transcript: half }
        : { transcript: silent, result: { exit: { code: 1 }, truncated: false } },
    );
    expect(records.get("half")?.error).toMatchObject({ stage: "output", code: "truncated" });
    expect(records.get("nologin")).toMatchObject({
      status: "failed",
      error: { stage: "exec", code: "no-shell" },
    });
    expect(records.get("nologin")?.error?.message).toContain("exit status 1");
  });

  it("skips hosts whose turn never came when it is interrupted, and records every one", async () => {
    const interrupt = new AbortController();
    const { records } = await run(
      names(12),
      (name) => (name === "h0" ? { transcript: whole } : { hang: "exec" }),
      {
        signal: interrupt.signal,
        limits: { handshakes: 2, running: 4 },
        onEvent: (event) => {
          if (event.type === "done" && event.host === "h0") setTimeout(() => interrupt.abort(), 50);
        },
      },
    );
    expect(records.size).toBe(12);
    const statuses = [...records.values()].map(({ status }) => status);
    expect(statuses.filter((status) => status === "ok")).toHaveLength(1);
    expect(statuses.filter((status) => status === "failed")).toHaveLength(4);
    expect(statuses.filter((status) => status === "skipped")).toHaveLength(7);
  });

  it("asks every host with a nonce of its own", async () => {
    const nonces = new Set<string>();
    const { transport } = await run(names(5), () => ({ transcript: whole }));
    expect(transport.executed).toHaveLength(5);
    const spying = createFakeTransport(() => ({ transcript: whole }));
    const open = spying.open.bind(spying);
    await collect(names(5), {
      checks: [],
      limits: { handshakes: 4, running: 4 },
      onRecord: () => {},
      transport: {
        ...spying,
        open: async (...words) => {
          const session = await open(...words);
          return {
            ...session,
            exec: (request) => {
              nonces.add(/NONCE=(\w+)/.exec(request.stdin)?.[1] ?? "");
              return session.exec(request);
            },
          };
        },
      },
    });
    expect(nonces.size).toBe(5);
  });
});
