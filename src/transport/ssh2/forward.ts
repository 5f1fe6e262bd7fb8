import type { Duplex } from "node:stream";
import { ForwardError } from "../../base/errors.js";
import { clean } from "../failures.js";
import type { Destination } from "../session.js";
import type { Link } from "./link.js";
import { PASSAGE } from "./traffic.js";

/** Reason codes of RFC 4254, section 5.1. */
const PROHIBITED = 1;
const CONNECT_FAILED = 2;

const explain = (error: Error & { reason?: number | string }): ForwardError => {
  const { reason } = error;
  const code = reason === PROHIBITED ? "prohibited" : reason === CONNECT_FAILED ? "refused" : "failed";
  return new ForwardError(code, clean(error.message));
};

/**
 * A stream to a port that the server can reach (`direct-tcpip`). Rejects with a ForwardError when the server refuses,
 * cannot connect, or does not answer within `withinMs` or until `signal` is aborted; ssh2 has no time limit of its own here.
 */
export function forward(
  link: Link,
  { host, port }: Destination,
  withinMs: number,
  signal?: AbortSignal,
): Promise<Duplex> {
  link.allow(PASSAGE);
  return new Promise((resolve, reject) => {
    let over = false;
    // A connection that is dead calls back before there is anything to call off.
    let release = () => {};
    const settle = (done: () => void) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
      release();
      done();
    };
    const late = new ForwardError("failed", `no connection within ${withinMs / 1000} s`);
    const giveUp = () => settle(() => reject(late));
    const timer = setTimeout(giveUp, withinMs);
    signal?.addEventListener("abort", giveUp, { once: true });
    release = link.onFailure((failure) => settle(() => reject(new ForwardError("failed", failure.message))));
    if (signal?.aborted) giveUp();
    if (over) return;
    link.client.forwardOut("127.0.0.1", 0, host, port, (error, channel) => {
      if (!error && over) channel.destroy();
      settle(() => (error ? reject(explain(error)) : resolve(channel)));
    });
  });
}
