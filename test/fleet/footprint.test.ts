import { expect, it } from "vitest";
import { auditFleet, hostOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";

/** What a host with one server has to bear; measured 556 as this was written, a third of them to judge whose files are run. */
const MOST_PROCESSES = 566;

describeFleet("what an audit costs a host", (fleet) => {
  it("is a bounded number of processes", async () => {
    const host = fleet.host("bookworm");
    // Numbers are given out in order.
    const latest = async () => Number((await host.exec("echo $$")).stdout);
    const before = await latest();
    const audit = await auditFleet(fleet, ["bookworm"]);
    const started = (await latest()) - before;
    const { status, durationMs } = hostOf(audit, "bookworm");
    expect(status).toBe("ok");
    // Two clocks run, that of the section and that of the whole, each by a process a second.
    const ticks = 2 * Math.ceil(durationMs / 1000);
    process.stdout.write(`an audit of bookworm starts ${started} processes in ${durationMs} ms\n`);
    expect(started).toBeGreaterThan(100);
    expect(started - ticks).toBeLessThan(MOST_PROCESSES);
  });
});
