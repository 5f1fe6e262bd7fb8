import { describe, expect, it } from "vitest";
import { Limit } from "../../../src/transport/limit.js";
import { Gate } from "../../../src/transport/ssh2/gate.js";
import { failureOf } from "../../support/world.js";

const patient = () => new Limit(new AbortController().signal);

/** A limit that is over at once when `end` is called. */
function impatient() {
  const host = new AbortController();
  return { limit: new Limit(host.signal), end: () => host.abort() };
}

describe("a gate", () => {
  it("lets in no more than it may, and the next one when one leaves", async () => {
    const gate = new Gate(1, 1000);
    const leave = await gate.enter(patient());
    let entered = false;
    const second = gate.enter(patient()).then((again) => {
      entered = true;
      return again;
    });
    await new Promise((wake) => setTimeout(wake, 30));
    expect(entered).toBe(false);
    leave();
    leave();
    (await second)();
  });

  it("loses no place to one that has gone while it waited", async () => {
    const gate = new Gate(1, 1000);
    const leave = await gate.enter(patient());
    const { limit, end } = impatient();
    const gone = failureOf(gate.enter(limit));
    const waiting = gate.enter(patient());
    end();
    expect(await gone).toMatchObject({ stage: "jump", code: "interrupted" });
    leave();
    (await waiting)();
  });

  it("loses no place that is given at the very moment at which its taker goes", async () => {
    const gate = new Gate(1, 1000);
    const leave = await gate.enter(patient());
    const { limit, end } = impatient();
    const gone = failureOf(gate.enter(limit));
    end();
    leave();
    await gone;
    (await gate.enter(patient()))();
  });

  it("keeps nobody whose time is over in the queue of a second", async () => {
    const gate = new Gate(10, 0.0001);
    (await gate.enter(patient()))();
    const { limit, end } = impatient();
    const gone = failureOf(gate.enter(limit));
    setTimeout(end, 50);
    expect(await gone).toMatchObject({ stage: "jump" });
  });
});
