import { beforeAll, expect, it } from "vitest";
import type { HiddenModule, ShadowedModule } from "../../src/checks/applications/import-facts.js";
import type { ApplicationAudit, Audit } from "../../src/model/audit.js";
import { auditFleet, installationOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import { UNTOUCHED } from "./fires.js";
import type { FleetHost } from "./fleet.js";
import { type HostName, SERVING } from "./hosts.js";
import { askWsgi } from "./truth.js";

/** The live script is asked for more: what `importlib.metadata` finds in its own process, in the order of its path. */
const ASKED = `

_asked_before = application


def application(environ, start_response):
    import importlib.metadata as metadata
    import importlib.util
    import re

    asked, _, names = environ.get("QUERY_STRING", "").partition("=")
    if asked == "origins":
        specs = {name: importlib.util.find_spec(name) for name in names.split(",")}
        origins = {name: spec and spec.origin for name, spec in specs.items()}
        body = json.dumps(origins).encode("utf-8")
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]
    if asked != "distributions":
        return _asked_before(environ, start_response)
    found = {}
    for each in metadata.distributions():
        name = re.sub(r"[-_.]+", "-", each.metadata["Name"] or "").lower()
        found.setdefault(name, each.version)
    body = json.dumps({"path": sys.path, "found": found}).encode("utf-8")
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
`;

interface Live {
  path: string[];
  found: Record<string, string>;
}

const READ =
  "import sys, urllib.request as u; sys.stdout.write(u.urlopen(sys.argv[1], timeout=20).read().decode())";

async function askAt(host: FleetHost, url: string): Promise<unknown> {
  const { stdout, stderr } = await host.exec(["python3", "-c", READ, `http://127.0.0.1${url}`]);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

const liveAt = async (host: FleetHost, mount: string) =>
  (await askAt(host, `${mount}?distributions`)) as Live;

const mountsOf = (name: HostName) => (name === "express" ? ["/"] : ["/daemon", "/embedded"]);

const applicationAt = (audit: Audit, name: HostName, mount: string): ApplicationAudit => {
  const found = installationOf(audit, name).applications.find(({ facts }) =>
    mount === "/" ? facts["app.kind"] === "handler-script" : facts["app.mount"] === mount,
  );
  if (!found) throw new Error(`${name}: no application at ${mount}`);
  return found;
};

describeFleet("the packages of an application", (fleet) => {
  let plain: Audit;
  let root: Audit;

  beforeAll(async () => {
    for (const name of SERVING)
      await fleet
        .host(name)
        .exec([
          "sh",
          "-c",
          `for at in /srv/wsgi/truth.wsgi; do grep -q distributions "$at" || printf '%s' "$1" >>"$at"; done`,
          "sh",
          ASKED,
        ]);
    plain = await auditFleet(fleet, SERVING);
    root = await auditFleet(fleet, SERVING, "root");
  }, 480_000);

  it.each(SERVING.flatMap((name) => mountsOf(name).map((mount) => [name, mount] as const)))(
    "%s %s are those that the live interpreter finds, in the order of its own path",
    async (name, mount) => {
      // The script has been changed: a first request loads it anew.
      if (mount !== "/") await askWsgi(fleet.host(name), { mount: mount as "/daemon" });
      const live = await liveAt(fleet.host(name), mount);
      // A login that may not read the configuration sees no application.
      for (const audit of name === "unreadable-config" ? [root] : [plain, root]) {
        const { facts, gaps } = applicationAt(audit, name, mount);
        expect({ path: facts["app.search_path"], gap: gaps["app.search_path"] }).toEqual({
          path: live.path,
          gap: undefined,
        });
        expect(facts["app.distributions"]).toEqual(
          Object.entries(live.found)
            .map(([package_, version]) => `${package_} ${version}`)
            .sort(),
        );
      }
    },
  );

  it("are told with what is worked on, and with what stands twice", () => {
    const { facts } = applicationAt(plain, "venv-good", "/daemon");
    expect(facts["app.editable"]).toEqual(["shop"]);
    expect(facts["app.distributions_twice"]).toMatchObject([
      { name: "sqlparse", version: "0.4.4", at: "/srv/lib", other_version: "0.5.1" },
    ]);
  });

  it("have modules that come before others, as the live interpreter would take them", async () => {
    const host = fleet.host("venv-good");
    const files = "wave.py sched/__init__.py html/page.txt os.py time.py asgiref.py telnetlib.txt";
    const names = "wave,sched,html,os,time,asgiref,telnetlib,sqlparse";
    const kept = "cp -a /srv/lib /srv/lib.kept && cd /srv/lib && mkdir sched html";
    await host.exec(["sh", "-c", `${kept} && touch ${files}`]);
    try {
      await askWsgi(host);
      const origins = (await askAt(host, `/daemon?origins=${names}`)) as Record<string, string | null>;
      const audit = await auditFleet(fleet, ["venv-good"]);
      const { facts } = applicationAt(audit, "venv-good", "/daemon");
      const shadowed = facts["app.shadowed_modules"] as unknown as ShadowedModule[];
      expect(shadowed.map(({ module }) => module)).toEqual(["sched", "wave"]);
      const hidden = facts["app.hidden_modules"] as unknown as HiddenModule[];
      expect(hidden.map(({ module }) => module)).toEqual(["asgiref", "sqlparse"]);
      for (const { module, file } of [...shadowed, ...hidden]) expect(origins[module]).toBe(file);
      for (const module of ["html", "os", "time", "telnetlib"])
        expect(origins[module]).not.toContain("/srv/lib");
      // Hardly anything imports these two.
      expect(audit.findings.map(({ rule }) => rule)).not.toContain("python/module-shadowed");
    } finally {
      await host.exec(["sh", "-c", "rm -r /srv/lib && mv /srv/lib.kept /srv/lib"]);
    }
  });

  it("have none before the standard library's on a host as it was installed", () => {
    for (const name of SERVING.filter((each) => UNTOUCHED.includes(each)))
      for (const { facts } of installationOf(plain, name).applications)
        expect([name, facts["app.shadowed_modules"]]).toEqual([name, []]);
  });

  it("are none where the environment is of another Python", () => {
    expect(applicationAt(plain, "venv-mismatch", "/daemon").facts["app.distributions"]).toEqual([]);
  });
});
