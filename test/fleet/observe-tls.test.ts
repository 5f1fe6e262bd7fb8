import { expect, it } from "vitest";
import { auditFleet, hostOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";

const SITES = ["https://one.test/observed", "https://two.test/observed"];
const OTHERS = ["moved", "secret", "broken", "nothing"].map((path) => `https://one.test/${path}`);
const NOBODY = "https://one.test:444/observed";

interface Row {
  url: string;
  outcome: string;
  status: number | null;
  process_group: string | null;
  detail: string;
}

describeFleet("observation over TLS", (fleet) => {
  const host = () => fleet.host("tls");
  const ask = async (urls: readonly string[]) => {
    const audit = await auditFleet(fleet, ["tls"], "auditor", { observe: urls });
    const rows = hostOf(audit, "tls").facts["host.observed"] as unknown as Row[];
    return { rows, audit };
  };
  /** While it runs, the SSH server forwards nothing and the tools of this host are as they are told to be. */
  const without = async (tools: readonly string[], run: () => Promise<void>) => {
    const files = tools.map((tool) => `/usr/bin/${tool}`).join(" ");
    const reload = ". /scenarios/lib.sh; reload_sshd";
    await host().exec(
      `chmod a-x ${files} 2>/dev/null; echo 'AllowTcpForwarding no' >/etc/ssh/sshd_config.d/forward.conf; ${reload}`,
    );
    try {
      await run();
    } finally {
      await host().exec(`chmod a+x ${files}; rm /etc/ssh/sshd_config.d/forward.conf; ${reload}`);
    }
  };
  const groups = (rows: readonly Row[]) => rows.map(({ process_group }) => process_group);
  const outcomes = (rows: readonly Row[]) => rows.map(({ outcome, status }) => [outcome, status]);
  const EXPECTED = [
    ["redirect", 302],
    ["forbidden", 403],
    ["server-error", 500],
    ["not-found", 404],
  ];

  it("sends the name as Host and as SNI, and resolves it nowhere", async () => {
    expect(groups((await ask(SITES)).rows)).toEqual(["one", "two"]);
  });

  it("says what another answer is, and keeps no query of a redirect", async () => {
    const { rows, audit } = await ask([...OTHERS, NOBODY]);
    expect(outcomes(rows)).toEqual([...EXPECTED, ["no-listener", null]]);
    expect(rows[0]?.detail).toBe("to http://elsewhere.test/login");
    expect(JSON.stringify(audit)).not.toContain("canary");
  });

  it.each([
    ["curl", ["wget", "python3"]],
    ["python", ["curl", "wget"]],
  ])("%s: asks from the host itself with the same result", async (_tool, away) => {
    await without(away, async () => {
      const { rows, audit } = await ask([...SITES, ...OTHERS, NOBODY]);
      expect(groups(rows).slice(0, 2)).toEqual(["one", "two"]);
      expect(outcomes(rows).slice(2)).toEqual([...EXPECTED, ["no-listener", null]]);
      expect(JSON.stringify(audit)).not.toContain("canary");
    });
  });

  it("wget: as far as it can, which is not TLS", async () => {
    await without(["curl", "python3"], async () => {
      const { rows } = await ask([
        "http://truth.test/observed/daemon",
        "http://truth.test/nothing",
        ...SITES,
      ]);
      expect(groups(rows)).toEqual(["truth", null, null, null]);
      expect(outcomes(rows).slice(1)).toEqual([
        ["not-found", 404],
        ["failed", null],
        ["failed", null],
      ]);
    });
  });
});
