import { beforeAll, expect, it } from "vitest";
import type { ApplicationAudit, Audit } from "../../src/model/audit.js";
import { auditFleet, hostOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { HOST_NAMES, SERVING } from "./hosts.js";
import { askWsgi } from "./truth.js";

const MODES = ["daemon", "embedded"] as const;
/** mod_wsgi-express has no embedded alias; a configuration that may not be read has no rows. */
const CASES = SERVING.filter((name) => name !== "unreadable-config")
  .flatMap((name) => MODES.map((mode) => [name, mode] as const))
  .filter(([name, mode]) => name !== "express" || mode === "daemon");
const urlOf = (mode: string) => `http://truth.test/observed/${mode}`;

/** The application that answered this URL, of whichever installation. */
const answerer = (audit: Audit, host: string, url: string): ApplicationAudit | undefined =>
  hostOf(audit, host)
    .installations.flatMap(({ applications }) => applications)
    .find(({ facts }) => facts["app.observed_url"] === url);

const outcomes = (audit: Audit, host: string) =>
  (
    hostOf(audit, host).facts["host.observed"] as { url: string; outcome: string; status: number | null }[]
  ).map(({ outcome, status }) => [outcome, status]);

describeFleet("observation of the live servers", (fleet) => {
  let audit: Audit;

  beforeAll(async () => {
    audit = await auditFleet(fleet, HOST_NAMES, "auditor", { observe: MODES.map(urlOf) });
  }, 480_000);

  it.each(CASES)(
    "%s, %s: says what the live script says, and what the configuration says",
    async (name, mode) => {
      const truth = await askWsgi(fleet.host(name), { mount: name === "express" ? "/" : `/${mode}` });
      const found = answerer(audit, name, urlOf(mode));
      expect(found?.facts).toMatchObject({
        "app.evidence": "observed",
        "app.observed_process_group": truth["mod_wsgi.process_group"],
        "app.observed_multithread": truth["wsgi.multithread"],
        "app.observed_multiprocess": truth["wsgi.multiprocess"],
        "app.observed_version": truth["sys.version_info"].slice(0, 3).join("."),
        "app.observed_prefix": truth["sys.prefix"],
        "app.observed_path": truth["sys.path"],
      });
      const rules = audit.findings.filter(
        ({ rule, host }) => rule === "wsgi/observed-disagrees" && host === name,
      );
      expect(rules).toEqual([]);
    },
  );

  it("stale: the live answer outweighs a configuration that the server has not read yet", () => {
    const rules = audit.findings.filter(({ host }) => host === "stale").map(({ rule }) => rule);
    expect(rules).toContain("wsgi/observed-disagrees");
    expect(answerer(audit, "stale", urlOf("daemon"))?.facts).toMatchObject({
      "app.evidence": "contradicted",
      "app.multiprocess": true,
      "app.observed_multiprocess": false,
    });
  });

  it.each(SERVING)("%s: the installation's Python is the observed one", (name) => {
    const evidence = hostOf(audit, name).installations.map(({ facts }) => facts["python.evidence"]);
    expect(evidence).toContain("observed");
  });

  it("unreadable-config: the answers stand at the host, as nobody can say whose they are", async () => {
    const truth = await askWsgi(fleet.host("unreadable-config"));
    expect(hostOf(audit, "unreadable-config").facts["host.observed"]).toMatchObject([
      {
        url: urlOf("daemon"),
        outcome: "answered",
        process_group: truth["mod_wsgi.process_group"],
        application_group: truth["mod_wsgi.application_group"],
        multithread: truth["wsgi.multithread"],
        prefix: truth["sys.prefix"],
      },
      { url: urlOf("embedded"), outcome: "answered", process_group: "" },
    ]);
  });

  it("says what else is there: nobody, another page, nothing at that path", () => {
    expect(outcomes(audit, "no-httpd")).toEqual([
      ["no-listener", null],
      ["no-listener", null],
    ]);
    expect(outcomes(audit, "express")).toEqual([
      ["answered", 200],
      ["other-page", 200],
    ]);
  });

  it("asks from the host itself where the SSH server does not forward, with the same result", async () => {
    const host = fleet.host("bookworm");
    await host.exec(
      "echo 'AllowTcpForwarding no' >/etc/ssh/sshd_config.d/forward.conf && . /scenarios/lib.sh && reload_sshd",
    );
    try {
      const again = await auditFleet(fleet, ["bookworm"], "auditor", {
        observe: [urlOf("daemon"), urlOf("nowhere")],
      });
      expect(outcomes(again, "bookworm")).toEqual([
        ["answered", 200],
        ["not-found", 404],
      ]);
      expect(answerer(again, "bookworm", urlOf("daemon"))?.facts["app.observed_process_group"]).toBe("truth");
    } finally {
      await host.exec("rm /etc/ssh/sshd_config.d/forward.conf && . /scenarios/lib.sh && reload_sshd");
    }
  });
});
