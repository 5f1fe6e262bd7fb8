import { EventEmitter } from "node:events";
import { createConnection } from "node:net";
import type { Duplex } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Protocol } from "../../../src/transport/ssh2/internals.js";
import { createSsh2Transport } from "../../../src/transport/ssh2/ssh2.js";
import { ANSWER, LOGIN, Traffic } from "../../../src/transport/ssh2/traffic.js";
import { BANNER, BEFORE_LOGIN, floodingAfter, floodingBefore, MESSAGES, pour } from "../../support/floods.js";
import { echo, failure, failureOf, open, run, serve, target } from "../../support/world.js";

describe("a server that sends without end", () => {
  it.each(Object.keys(MESSAGES))("once a command runs is left: %s", async (kind) => {
    const server = await serve(floodingAfter(kind));
    const session = await open(target(server.port, { deadlineMs: 60_000 }));
    const error = await failureOf(run(session, { maxStdout: 8 << 20 }));
    expect(error).toMatchObject({ stage: "exec", code: "abuse", retryable: false });
    expect(error.message).toMatch(/^the server sends (\w+ )?without end/);
  });

  it.each(BEFORE_LOGIN)("instead of a login is left: %s", async (kind) => {
    const server = await serve(floodingBefore(MESSAGES[kind]?.(0) ?? Uint8Array.of()));
    const error = await failure(target(server.port, { connectTimeoutMs: 60_000 }));
    expect(error).toMatchObject({ stage: "auth", code: "abuse", retryable: false });
    expect(server.connections).toBe(1);
  });

  it("banners of a byte instead of a login is left", async () => {
    const server = await serve(floodingBefore(BANNER));
    const error = await failure(target(server.port, { connectTimeoutMs: 60_000 }));
    expect(error).toMatchObject({ stage: "auth", code: "abuse" });
    expect(error.message).toContain("USERAUTH_BANNER");
  });

  it("is told with the kind that most of it is", async () => {
    const server = await serve(floodingAfter("output of one byte"));
    const error = await failureOf(run(await open(target(server.port))));
    expect(error.message).toMatch(
      /^the server sends packets without end: 3\d{4} packets, 9\d% of them CHANNEL_DATA, in \d+ pieces of \d+ kB$/,
    );
  });

  it("asks how many questions there are and not how many it says there are", async () => {
    const announced = Uint8Array.from([60, ...[0, 0, 0].flatMap(() => [0, 0, 0, 0]), 1, 0, 0, 0]);
    const server = await serve({
      onAuthentication: (context, inside) => {
        if (context.method !== "keyboard-interactive") return false;
        return floodingBefore(announced).onAuthentication?.(context, inside) ?? false;
      },
      methods: ["keyboard-interactive"],
    });
    const to = target(server.port, { identityFiles: [], password: { command: "echo because" } });
    const error = await failure(to);
    expect(error).toMatchObject({ stage: "auth", code: "abuse" });
    expect(error.message).toContain("announces more questions");
  });
});

describe("a jump host", () => {
  /** Passes on to the port that it is asked for. */
  const gate = () =>
    serve({
      onConnection: (connection) =>
        void connection.on("tcpip", (accept, _reject, { destPort }) => {
          const [channel, socket] = [accept(), createConnection(destPort, "127.0.0.1")];
          for (const each of [channel, socket]) each.on("error", () => {});
          channel.pipe(socket).pipe(channel);
        }),
    });

  it("is not given up for what a host behind it sends without end, and serves the others on", async () => {
    const [bastion, flood, good] = [
      await gate(),
      await serve(floodingAfter("output of one byte")),
      await serve({ exec: echo }),
    ];
    const transport = createSsh2Transport({ environment: {} });
    const via = target(bastion.port, { name: "gate" });
    const floods = Array.from({ length: 3 }, async () =>
      failureOf(run(await open(target(flood.port, { via }), { transport }))),
    );
    for (const error of await Promise.all(floods))
      expect(error).toMatchObject({ stage: "exec", code: "abuse" });
    const session = await open(target(good.port, { via }), { transport });
    expect(await run(session)).toMatchObject({ exit: { code: 7 } });
    expect(bastion.connections).toBe(1);
    await transport.close();
  });

  it("that sends without end itself is left, and named", async () => {
    const behind = await serve({ exec: echo });
    const bastion = await serve({
      onConnection: (connection, inside) =>
        void connection.on("tcpip", (accept) => {
          accept().on("error", () => {});
          pour(inside, MESSAGES.IGNORE?.(0) ?? Uint8Array.of());
        }),
    });
    const via = target(bastion.port, { name: "gate", connectTimeoutMs: 60_000 });
    const error = await failure(target(behind.port, { via, connectTimeoutMs: 60_000 }));
    expect(error).toMatchObject({ stage: "jump", code: "abuse", retryable: false });
    expect(error.message).toMatch(
      /^jump host gate: the server sends packets without end: \d+ packets, 99% of them IGNORE/,
    );
    expect(bastion.connections).toBe(1);
  });
});

describe("what may come in", () => {
  /** A connection on which packets of that many bytes come, so many in a piece. */
  function watched() {
    const socket = new EventEmitter();
    const protocol = { _decipher: { inSeqno: 0 }, parse: () => {} };
    const complaints: string[] = [];
    const traffic = new Traffic(protocol as unknown as Protocol, socket as unknown as Duplex, (message) =>
      complaints.push(message),
    );
    const comes = (packets: number, bytes: number, type = 94) => {
      socket.emit("data", Buffer.alloc(bytes));
      protocol._decipher.inSeqno += packets;
      for (let count = 0; count < packets; count += 1) traffic.note(type);
    };
    return { traffic, complaints, comes, protocol };
  }

  const pieces = fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 65_536 })), { maxLength: 400 });

  it.each([
    ["output", 94, "packets"],
    ["anything else", 2, "withoutOutput"],
  ] as const)(
    "is what was asked for: less is taken, more is said once, in whatever pieces: %s",
    (_, type, limit) => {
      fc.assert(
        fc.property(pieces, fc.boolean(), (list, asked) => {
          const { traffic, complaints, comes } = watched();
          if (asked) traffic.allow(ANSWER);
          const most = {
            packets: LOGIN[limit] + (asked ? ANSWER[limit] : 0),
            bytes: LOGIN.bytes + (asked ? ANSWER.bytes : 0),
          };
          let [packets, bytes] = [0, 0];
          for (const [count, length] of list) {
            comes(count, length, type);
            packets += count;
            bytes += length;
          }
          comes(0, 1, type); // what came last is counted when the next piece comes
          const over = packets > 1.1 * most.packets || bytes > 1.2 * most.bytes;
          if (over) expect(complaints).toHaveLength(1);
          if (packets <= most.packets && bytes < most.bytes) expect(complaints).toEqual([]);
        }),
      );
    },
  );

  it("is counted on where the numbers of packets begin anew", () => {
    const { complaints, comes, protocol } = watched();
    for (let exchange = 0; exchange < 20; exchange += 1) {
      comes(40, 100);
      protocol._decipher.inSeqno = 0;
    }
    expect(complaints).toHaveLength(1);
  });

  it("are packets of nothing at all, which nobody reads, and pieces of packets", () => {
    const empty = watched();
    for (let count = 0; count < 600; count += 1) {
      empty.comes(0, 10);
      empty.protocol._decipher.inSeqno += 1;
    }
    expect(empty.complaints).toHaveLength(1);
    const torn = watched();
    for (let count = 0; count < 1200; count += 1) torn.comes(0, 1);
    expect(torn.complaints).toHaveLength(1);
  });

  it("are exchanges of keys as the bytes between them have it, and some more", () => {
    const [few, many, none] = [watched(), watched(), watched()];
    for (const { traffic } of [few, many]) traffic.allow(ANSWER);
    for (let count = 0; count < 100; count += 1) {
      few.comes(3, 16_000);
      few.traffic.exchange();
      none.traffic.exchange();
    }
    expect(few.complaints).toEqual([]);
    expect(none.complaints).toEqual([
      expect.stringMatching(/^the server exchanges keys without end: 3\d times/),
    ]);
    for (let count = 0; count < 300; count += 1) {
      many.comes(3, 32_000);
      many.traffic.exchange();
    }
    expect(many.complaints).toHaveLength(1);
  });
});
