import type { Budget } from "../base/budget.js";
import { groupBy } from "../base/group-by.js";
import { remembered } from "../base/memoize.js";
import type { Server } from "./servers.js";
import type { ConfigNode } from "./tree.js";
import { shownUpstream, type Upstream, upstreamOf } from "./upstream.js";

/** One that requests of a place may be handed on to. */
export interface Target {
  /** Undefined where it is not known; `nobody` where requests are kept from being handed on. */
  to: Upstream | "nobody" | undefined;
  /** The balancer that it is a member of, such as `balancer://cluster`; "" for none. */
  balancer: string;
}

interface Member {
  balancer: string;
  to: Upstream | undefined;
}

/** What it costs to tell one member of one place. */
const MEMBER_UNITS = 5;

const nameOf = (word: string): string | undefined => {
  const named = upstreamOf(word);
  return named?.scheme === "balancer" ? shownUpstream(named) : undefined;
};

/** `BalancerMember URL` in its `<Proxy balancer://…>`, or with the balancer before it. */
function membersIn(nodes: readonly ConfigNode[], around: string | undefined): Member[] {
  return nodes.flatMap(({ key, arguments: [first = "", second = ""], children }) => {
    if (children) return membersIn(children, key === "proxy" ? nameOf(first) : around);
    if (key !== "balancermember") return [];
    const balancer = nameOf(first) ?? around;
    return balancer === undefined
      ? []
      : [{ balancer, to: upstreamOf(nameOf(first) === undefined ? first : second) }];
  });
}

const membersOf = remembered((nodes: readonly ConfigNode[]) =>
  groupBy(membersIn(nodes, undefined), ({ balancer }) => balancer),
);

/**
 * Each one that may be meant by a URL: the members where it names a balancer, which a server has of its own or of the main
 * server. The budget pays for members, which may be asked for again and again.
 */
export function targetsOf(
  base: Server,
  server: Server,
  to: Upstream | "nobody" | undefined,
  budget: Budget,
): Target[] {
  if (to === undefined || to === "nobody" || to.scheme !== "balancer") return [{ to, balancer: "" }];
  const balancer = shownUpstream(to);
  const members = membersOf(server.nodes).get(balancer) ?? membersOf(base.nodes).get(balancer) ?? [];
  budget.spend(members.length * MEMBER_UNITS, "very many members of balancers");
  return members.length === 0 ? [{ to: undefined, balancer }] : members;
}
