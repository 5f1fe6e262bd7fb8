import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import type { Client } from "ssh2";
import { describe, expect, it } from "vitest";
import { TransportError } from "../../../src/base/errors.js";
import { Link } from "../../../src/transport/ssh2/link.js";

const linkAfter = (level: string, message: string) => {
  const client = new EventEmitter();
  const explain = (error: Error) => new TransportError("auth", "auth-failed", error.message);
  const link = new Link(client as Client, new PassThrough(), explain);
  client.emit("error", Object.assign(new Error(message), { level }));
  return link;
};

describe("what goes wrong with one key", () => {
  it("ends no login, and is the agent's where it was the agent's", () => {
    const agent = linkAfter("agent", "Agent refused");
    expect(agent).toMatchObject({ unsigned: "Agent refused", failure: undefined });
    const file = linkAfter("client-authentication", "Error signing data with key");
    expect(file).toMatchObject({ unsigned: undefined, failure: undefined });
    expect(linkAfter("protocol", "Bad packet").failure).toMatchObject({ message: "Bad packet" });
  });
});
