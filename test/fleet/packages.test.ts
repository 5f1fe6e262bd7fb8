import { beforeAll, expect, it } from "vitest";
import type { ApplicationAudit, Audit } from "../../src/model/audit.js";
import { auditFleet, installationOf } from "./audit.js";
import { describeFleet } from "./describe-fleet.js";
import type { FleetHost } from "./fleet.js";
import { type HostName, SERVING } from "./hosts.js";
import { askWsgi } from "./truth.js";

/** The live script is asked for more: what `importlib.metadata` finds in its own process, in the order of its path. */
const ASKED = `

_asked_before = application


def application(environ, start_response):
    import importlib.metadata as metadata
    import re

    if environ.get("QUERY_STRING") != "distributions":
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

async function liveAt(host: FleetHost, mount: string): Promise<Live> {
  const url = `http://127.0.0.1${mount}?distributions`;
  const { stdout, stderr } = await host.exec(["python3", "-c", READ, url]);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Live;
}

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

  it("are none where the environment is of another Python", () => {
    expect(applicationAt(plain, "venv-mismatch", "/daemon").facts["app.distributions"]).toEqual([]);
  });
});
