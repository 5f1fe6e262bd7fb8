import type { Facts, Gap, Gaps } from "../model/fact.js";

/**
 * Where a rule is judged: the facts and gaps of its own, and behind them those of what it is in. Nothing is copied for
 * each application, and nothing made a prototype, which V8 would keep apart from all other objects.
 */
export class Place {
  constructor(
    readonly own: { facts: Facts; gaps: Gaps },
    readonly outer?: Place,
  ) {}

  fact(id: string): Facts[string] | undefined {
    return Object.hasOwn(this.own.facts, id) ? this.own.facts[id] : this.outer?.fact(id);
  }

  gap(id: string): Gap | undefined {
    return Object.hasOwn(this.own.gaps, id) ? this.own.gaps[id] : this.outer?.gap(id);
  }
}
