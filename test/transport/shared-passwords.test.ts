import fc from "fast-check";
import { expect, it, vi } from "vitest";
import { type Attempt, SharedPasswords } from "../../src/transport/shared-passwords.js";

const forEver = new AbortController().signal;

/** Hosts that ask for a turn, what they got, and who has it at the moment. */
function hosts(shared: SharedPasswords, password = "p") {
  const turns = new Map<string, Attempt>();
  const heldBack = new Map<string, string>();
  const enter = (host: string, signal = forEver) =>
    shared.enter(password, host, signal).then((turn) => {
      if ("refusedBy" in turn) heldBack.set(host, turn.refusedBy);
      else turns.set(host, turn);
    });
  const turnOf = (host: string) => turns.get(host) as Attempt;
  return { turns, heldBack, enter, turnOf };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

it("one host tries a password while nobody knows whether it is right, then all may", async () => {
  const { turns, enter, turnOf } = hosts(new SharedPasswords());
  for (const host of ["a", "b", "c"]) void enter(host);
  await settle();
  expect([...turns.keys()]).toEqual(["a"]);
  turnOf("a").accepted();
  await settle();
  expect([...turns.keys()]).toEqual(["a", "b", "c"]);
});

it("the first host that refuses it is named to all others, also after others have taken it", async () => {
  const { turns, heldBack, enter, turnOf } = hosts(new SharedPasswords());
  for (const host of ["a", "b", "c"]) void enter(host);
  await settle();
  turnOf("a").accepted();
  await settle();
  turnOf("b").refused();
  turnOf("c").refused();
  await enter("d");
  expect(heldBack).toEqual(new Map([["d", "b"]]));
  expect(turns.size).toBe(3);
});

it("a host that says nothing about it gives the turn to the next one, and is not heard later", async () => {
  const { turns, heldBack, enter, turnOf } = hosts(new SharedPasswords());
  for (const host of ["a", "b", "c"]) void enter(host);
  await settle();
  turnOf("a").leave();
  turnOf("a").refused();
  await settle();
  expect([...turns.keys()]).toEqual(["a", "b"]);
  expect(heldBack.size).toBe(0);
});

it("a host that never answers costs the others a while, not their lives", async () => {
  const { turns, enter } = hosts(new SharedPasswords(20));
  for (const host of ["a", "b"]) void enter(host);
  await vi.waitFor(() => expect([...turns.keys()]).toEqual(["a", "b"]));
});

it("what ends a host ends its wait", async () => {
  const { turns, enter } = hosts(new SharedPasswords());
  const ending = new AbortController();
  void enter("a");
  void enter("b", ending.signal);
  await settle();
  ending.abort();
  await settle();
  expect([...turns.keys()]).toEqual(["a", "b"]);
});

it("passwords do not stand for each other", async () => {
  const shared = new SharedPasswords();
  const [one, other] = [hosts(shared, "one"), hosts(shared, "other")];
  await one.enter("a");
  one.turnOf("a").refused();
  await other.enter("b");
  expect(other.heldBack.size).toBe(0);
});

it("in whatever order hosts come and answer: none that asks after a refusal tries it, and everybody gets an answer", async () => {
  const verdict = fc.constantFrom("accepted", "refused", "leave");
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(verdict, fc.nat(3), fc.nat(6)), { minLength: 1, maxLength: 12 }),
      async (plan) => {
        const shared = new SharedPasswords();
        let refusedBy: string | undefined;
        let accepted = false;
        let trying = 0;
        const wait = async (times: number) => {
          for (let left = times; left > 0; left -= 1) await settle();
        };
        const answers = plan.map(async ([word, delay, coming], index) => {
          await wait(coming);
          const known = refusedBy;
          const turn = await shared.enter("p", `h${index}`, forEver);
          if ("refusedBy" in turn) return expect(turn.refusedBy).toBe(refusedBy);
          expect(known).toBeUndefined();
          // Once somebody has taken it, several may be on their way when one refuses it.
          if (!accepted) expect({ trying, refusedBy }).toEqual({ trying: 0, refusedBy: undefined });
          trying += 1;
          await wait(delay);
          trying -= 1;
          if (word === "accepted") accepted = true;
          if (word === "refused") refusedBy ??= `h${index}`;
          turn[word as "accepted" | "refused" | "leave"]();
        });
        await Promise.all(answers);
      },
    ),
    { numRuns: 200 },
  );
});
