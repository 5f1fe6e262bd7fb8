/** How much is measured. */
export interface Sizes {
  growth: readonly number[];
  judging: { counts: readonly [number, number]; repetitions: number };
  startUp: number;
  transport: { hosts: number; atATime: number; repetitions: number };
  wholeAudit: { hosts: number; atATime: number; repetitions: number };
  keyExchange: { hosts: number; repetitions: number };
  latency: { delays: readonly number[]; repetitions: number };
}

export const WHOLE: Sizes = {
  growth: [10, 100, 1000, 10_000],
  judging: { counts: [1000, 4000], repetitions: 3 },
  startUp: 11,
  transport: { hosts: 200, atATime: 16, repetitions: 5 },
  wholeAudit: { hosts: 8, atATime: 8, repetitions: 3 },
  keyExchange: { hosts: 15, repetitions: 3 },
  latency: { delays: [10, 100, 300], repetitions: 5 },
};

/** Shows that the bench works; its figures say little. */
export const QUICK: Sizes = {
  growth: [2, 20],
  judging: { counts: [2, 100], repetitions: 1 },
  startUp: 1,
  transport: { hosts: 4, atATime: 4, repetitions: 1 },
  wholeAudit: { hosts: 1, atATime: 1, repetitions: 1 },
  keyExchange: { hosts: 2, repetitions: 1 },
  latency: { delays: [20], repetitions: 1 },
};
