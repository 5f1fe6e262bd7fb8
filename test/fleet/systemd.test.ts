import { afterAll, beforeAll, expect, it } from "vitest";
import { linesOfLog } from "../support/nightly.js";
import { type Auditor, PASSPHRASE, recipe, SYSTEMD, setUp, startAuditor, until } from "./auditor.js";
import { describeFleet } from "./describe-fleet.js";

const UNITS = "/etc/systemd/system";
const STATE = "/var/lib/private/wsgi-audit";

describeFleet("a systemd timer, as docs/nightly.md has it", (fleet) => {
  let auditor: Auditor;
  let hosts: string;

  beforeAll(async () => {
    auditor = await startAuditor(SYSTEMD);
    await until(auditor, "systemctl is-system-running | grep -qx running", 60);
    hosts = await setUp(auditor, fleet, ["bookworm"]);
    for (const unit of ["wsgi-audit.service", "wsgi-audit.timer"])
      await auditor.write(`${UNITS}/${unit}`, await recipe(`systemd/${unit}`));
    await writeInventory(hosts);
    await auditor.done("systemctl daemon-reload");
  }, 240_000);
  afterAll(() => auditor?.stop());

  const writeInventory = async (text: string) => {
    const top = await recipe("systemd/inventory.yaml");
    expect(top).toContain("user: audit\n");
    await auditor.write(
      "/etc/wsgi-audit/inventory.yaml",
      top.replace("user: audit\n", "user: auditor\n") + text,
    );
  };
  const journal = async () => {
    const lines = await auditor.done("journalctl -u wsgi-audit -o cat --no-pager");
    return { text: lines, log: linesOfLog(lines.replace(/^[^{].*\n/gm, "")) };
  };

  it("is understood by systemd, which finds the service little exposed", async () => {
    const verify = await auditor.exec(
      `systemd-analyze verify ${UNITS}/wsgi-audit.service ${UNITS}/wsgi-audit.timer`,
    );
    expect(verify).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    const security = await auditor.exec(
      "systemd-analyze security --no-pager --threshold=15 wsgi-audit.service",
    );
    expect(security.stdout).toMatch(/Overall exposure level for wsgi-audit\.service: 1\.\d OK/);
    expect(security.exitCode).toBe(0);
  });

  it("fires, audits over SSH as a user that it has for itself, and keeps evidence and reports", async () => {
    const soon = "[Timer]\nOnCalendar=\nOnCalendar=*:*:0/5\nRandomizedDelaySec=0\nAccuracySec=1s\n";
    await auditor.write(`${UNITS}/wsgi-audit.timer.d/soon.conf`, soon);
    await auditor.done("systemctl daemon-reload && systemctl enable -q --now wsgi-audit.timer");
    await until(auditor, "journalctl -u wsgi-audit | grep -q run-ended", 90);
    await auditor.done("systemctl disable -q --now wsgi-audit.timer");
    // A second one may have begun: as a oneshot it is "activating", which is not active either.
    await until(auditor, "systemctl show -P ActiveState wsgi-audit.service | grep -qx inactive", 90);
    const { log, text } = await journal();
    expect(log.find(({ event }) => event === "host-done")).toMatchObject({ host: "bookworm", status: "ok" });
    expect(log.find(({ event }) => event === "run-ended")).toMatchObject({ hosts: { ok: 1 } });
    expect(await auditor.done("systemctl show -P Result wsgi-audit.service")).toBe("success\n");
    const audit = JSON.parse(await auditor.done(`cat ${STATE}/report/audit.json`));
    expect(audit.hosts[0].installations).toHaveLength(1);
    expect(await auditor.done(`ls ${STATE}/history`)).toMatch(/\.snapshot\.jsonl\.gz\n/);
    // Nobody else may read it, and no user is left behind that could.
    const modes = await auditor.done(`stat -c '%a %u' ${STATE}/history/*.gz ${STATE}/report/*`);
    expect(modes).toMatch(/^(600 6\d{4}\n)+$/);
    const everything = await auditor.done(
      `systemctl show wsgi-audit; cat ${STATE}/report/*; zcat ${STATE}/history/*`,
    );
    expect(text + everything).not.toContain(PASSPHRASE);
  });

  it("is stopped with what there is by then, which is told", async () => {
    const listen = "require('net').createServer(() => {}).listen(2222)";
    await auditor.done(`systemd-run -q --unit=silent node -e "${listen}"`);
    await until(auditor, "node -e \"require('net').connect(2222).on('connect', () => process.exit(0))\"", 30);
    await writeInventory(
      `${hosts}  silent: { address: 127.0.0.1, port: 2222, connect_timeout: 5m, deadline: 5m }\n`,
    );
    await auditor.done("systemctl start --no-block wsgi-audit.service");
    await until(
      auditor,
      'journalctl -u wsgi-audit | grep -q \'"host-connecting","host":"silent"\'',
      60,
      "journalctl -u wsgi-audit -n 30",
    );
    await auditor.done("systemctl stop wsgi-audit.service");
    expect(await auditor.done("systemctl show -P Result wsgi-audit.service")).toBe("exit-code\n");
    const { log, text } = await journal();
    expect(text).toMatch(/^interrupted: this is what there was by then$/m);
    expect(log.filter(({ event }) => event === "signal")).toMatchObject([{ signal: "SIGTERM" }]);
    expect(log.at(-1)).toMatchObject({ event: "run-ended", code: 130 });
    const { run, totals } = JSON.parse(await auditor.done(`cat ${STATE}/report/audit.json`));
    expect({ run, totals }).toMatchObject({ run: { interrupted: true }, totals: { hosts: { selected: 2 } } });
  });
});
