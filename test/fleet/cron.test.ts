import { afterAll, beforeAll, expect, it } from "vitest";
import { linesOfLog } from "../support/nightly.js";
import { type Auditor, recipe, setUp, startAuditor, until } from "./auditor.js";
import { describeFleet } from "./describe-fleet.js";

const MAIL = "/var/sent/mail";
const HISTORY = "/var/lib/wsgi-audit";
const LOG = "/var/log/wsgi-audit/run.log";
/** All that cron wants of a mail server. */
const SENDMAIL = `#!/bin/sh\ncat >>${MAIL}\n`;
/** The newest evidence, as if it had been of another mod_wsgi. */
const TAMPER = `f=$(ls ${HISTORY}/*.gz | tail -n 1) && zcat "$f" | sed 's/4\\.9\\.4/4.9.3/g' | gzip >/tmp/x && cat /tmp/x >"$f"`;

describeFleet("a line of cron, as docs/nightly.md has it", (fleet) => {
  let auditor: Auditor;

  beforeAll(async () => {
    auditor = await startAuditor("exec sleep 3600");
    await auditor.done("useradd --system --create-home audit");
    await auditor.done("install -d -o audit -m 700 /var/lib/wsgi-audit /var/log/wsgi-audit");
    await auditor.write("/usr/sbin/sendmail", SENDMAIL);
    // cron sends as the user of the job.
    await auditor.done("install -d -o audit /var/sent");
    await auditor.done("chmod 755 /usr/sbin/sendmail");
    const hosts = await setUp(auditor, fleet, ["bookworm"]);
    const reach =
      "user: auditor, identity_file: /etc/wsgi-audit/key, known_hosts: /etc/wsgi-audit/known_hosts";
    const passphrase = "passphrase: { file: /etc/wsgi-audit/passphrase }";
    await auditor.write("/etc/wsgi-audit/inventory.yaml", `defaults: { ${reach}, ${passphrase} }\n${hosts}`);
    await auditor.done("chown -R audit: /etc/wsgi-audit");
  }, 240_000);
  afterAll(() => auditor?.stop());

  const runs = async () =>
    linesOfLog(await auditor.done(`cat ${LOG}`)).filter(({ event }) => event === "run-ended");
  const count = async () => Number(await auditor.done(`ls ${HISTORY} | wc -l`));

  it("audits every time, mails nothing where nothing changed, and what changed where something did", async () => {
    const line = await recipe("cron/wsgi-audit");
    expect(line).toContain("\n30 2 * * * audit ");
    await auditor.write("/etc/cron.d/wsgi-audit", line.replace("30 2 * * *", "* * * * *"));
    await auditor.done("cron");
    await until(auditor, `grep -q run-ended ${LOG}`, 100);
    expect(await runs()).toMatchObject([{ code: 0, hosts: { ok: 1 } }]);
    expect(await count()).toBe(1);
    // The first one tells all that is wrong, which is nothing.
    await until(auditor, `grep -q 'still open: no findings' ${MAIL}`, 30);
    await auditor.done(`rm ${MAIL}`);
    await until(auditor, `test "$(grep -c run-ended ${LOG})" -ge 2`, 100);
    expect((await auditor.exec(`test -e ${MAIL}`)).exitCode).toBe(1);
    await auditor.done(TAMPER);
    await until(auditor, `test -s ${MAIL}`, 100, `ls -l ${HISTORY}; cat ${LOG}`);
    // Quoted-printable: long lines go on after an equals sign.
    const mail = (await auditor.done(`cat ${MAIL}`)).replaceAll("=\n", "");
    expect(mail).toMatch(/^To: root\nSubject: Cron <audit@.*> wsgi-audit run /m);
    expect(mail).toMatch(/^ *bookworm: wsgi\.version: 4\.9\.3 -> 4\.9\.4$/m);
    expect((await runs()).slice(0, 2)).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect((await runs()).at(-1)).toMatchObject({ code: 3 });
    expect(await count()).toBeGreaterThanOrEqual(3);
  });
});
