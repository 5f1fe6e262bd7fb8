import { expect, it } from "vitest";
import { auditFleet, installationOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import type { FleetHost } from "./fleet.js";
import type { HostName } from "./hosts.js";
import { askWsgi, httpdMasters, httpdProcesses } from "./truth.js";

const HOSTS: readonly HostName[] = ["bullseye", "bookworm", "trixie", "forky", "prefork", "worker", "source"];

const seconds = (text: unknown) => Date.parse(String(text).split(" ")[0] ?? "") / 1000;

/** When a process was started, by its age instead of the time of boot. */
async function startOf(host: FleetHost, pid: number): Promise<number> {
  const { stdout } = await host.exec(
    `set -- $(cut -d. -f1 /proc/uptime) $(sed 's/.*) //' /proc/${pid}/stat); echo $(($(date +%s) - $1 + \${21} / 100))`,
  );
  return Number(stdout.trim());
}

describeFleet("live processes, as a login without privileges sees them", (fleet) => {
  it.each(HOSTS)("%s: children, threads and groups are those of the live server", async (name) => {
    const { facts } = installationOf(await auditFleet(fleet, [name]), name);
    const [master] = await httpdMasters(fleet.host(name));
    const children = (await httpdProcesses(fleet.host(name))).filter(({ ppid }) => ppid === master?.pid);
    const live = await askWsgi(fleet.host(name));
    expect(facts).toMatchObject({
      "processes.children": children.length,
      "processes.daemon_sockets": 1,
      "processes.generation": 0,
      "processes.groups": [{ name: "truth", processes: 1, threads: live.threads }],
    });
    expect(
      Math.abs(seconds(facts["processes.started"]) - (await startOf(fleet.host(name), master?.pid ?? 0))),
    ).toBeLessThan(3);
    expect(facts["processes.library_changed"]).toMatch(/^\d{4}-.*Z \/.*(mod_wsgi|libpython)/);
  });

  it("tells a changed file from one that was taken over", async () => {
    const host = fleet.host("trixie");
    const pending = async () => {
      const audit = await auditFleet(fleet, ["trixie"]);
      const rules = audit.findings.filter(({ rule }) => rule.startsWith("apache/")).map(({ rule }) => rule);
      return { rules, generation: installationOf(audit, "trixie").facts["processes.generation"] };
    };
    expect(await pending()).toEqual({ rules: [], generation: 0 });
    await host.exec("sleep 2; touch /etc/apache2/apache2.conf");
    expect(await pending()).toEqual({ rules: ["apache/reload-pending"], generation: 0 });
    await host.exec(
      "sleep 2; apache2ctl graceful; . /scenarios/lib.sh; socket_of_next() { ls /run/apache2/wsgi.*.1.*.sock; }; wait_until socket_of_next",
    );
    expect(await pending()).toEqual({ rules: [], generation: 1 });
  }, 240_000);
});
