import { describe, expect, it } from "vitest";
import { budgetOfHost } from "../../../src/base/budget.js";
import { config } from "../../../src/checks/config/index.js";
import type { ProxiedPlace } from "../../../src/checks/config/proxied.js";
import type { PythonServer } from "../../../src/checks/servers/index.js";
import type { Part } from "../../../src/model/snapshot.js";
import { sectionOf } from "../../support/section.js";

const server = (listening: string | null, of: Partial<PythonServer> = {}): PythonServer => ({
  server: "gunicorn",
  processes: 1,
  python: "/usr/bin/python3.11",
  listening,
  container: false,
  ...of,
});

const LOADED = "Loaded Modules:\n core_module (static)\n proxy_module (shared)\n";
const listing = (...lines: string[]) =>
  `# In file: /e/a.conf\n${lines.map((each) => `1\t${each}`).join("\n")}\n`;

const told = (parts: Record<string, string | Partial<Part>>, servers: readonly PythonServer[] = []) =>
  config.parse({
    section: sectionOf("config", parts),
    other: () => undefined,
    known: { "host.python_servers": servers } as never,
    budget: budgetOfHost(),
  })["apache.proxied"];

/** The server that is found for a target. */
const found = (target: string, ...servers: PythonServer[]) => {
  const places = told({ dump: LOADED, directives: listing(`ProxyPass /a ${target}...`) }, servers);
  const [first] = places as readonly ProxiedPlace[];
  return first?.server === null ? null : `${first?.server} ${first?.python}`;
};

describe("the Python server that a request is handed on to", () => {
  const GUNICORN = "gunicorn /usr/bin/python3.11";
  it.each<[string, string, string | null]>([
    ["http://127.0.0.1:8000", "127.0.0.1:8000", GUNICORN],
    ["http://localhost:8000", "127.0.0.1:80, 127.0.0.1:8000", GUNICORN],
    ["http://localhost:8000", "[::1]:8000", GUNICORN],
    ["http://[0:0:0:0:0:0:0:1]:8000", "[::1]:8000", GUNICORN],
    ["http://127.0.0.1:8000", "0.0.0.0:8000", GUNICORN],
    ["http://127.0.0.1:8000", "[::]:8000", GUNICORN],
    ["http://[::1]:8000", "0.0.0.0:8000", null],
    ["http://127.0.0.1:8000", "[::1]:8000", null],
    ["http://127.0.0.1", "127.0.0.1:80", GUNICORN],
    ["http://127.0.0.1:8000", "127.0.0.1:80001", null],
    ["http://10.0.0.1:8000", "10.0.0.1:8000", GUNICORN],
    ["http://10.0.0.1:8000", "0.0.0.0:8000", null],
    ["http://app.example.org:8000", "0.0.0.0:8000", null],
    ["unix:/run/a.sock|http://localhost:8000", "127.0.0.1:8000", null],
    ["unix:/run/a.sock|http://localhost", "unix:/run/a.sock", GUNICORN],
    ["unix:/run/a.sock|http://localhost", "unix:/run/b.sock", null],
  ])("of %s, where one listens on %s: %s", (target, listening, expected) => {
    expect(found(target, server(listening))).toBe(expected);
  });

  it("is the one that is nearer, none where two are meant alike, and no path of a container", () => {
    const other = server("0.0.0.0:8000", { server: "uwsgi", python: "/usr/lib/libpython3.9.so.1.0" });
    expect(found("http://127.0.0.1:8000", other, server("127.0.0.1:8000"))).toBe(GUNICORN);
    expect(found("http://127.0.0.1:8000", other)).toBe("uwsgi /usr/lib/libpython3.9.so.1.0");
    expect(found("http://127.0.0.1:8000", other, server("0.0.0.0:8000"))).toBeNull();
    expect(found("unix:/a|http://h", server("unix:/a", { container: true }))).toBeNull();
    expect(found("http://127.0.0.1:8000", server(null))).toBeNull();
  });
});

describe("what mod_proxy hands on", () => {
  const lines = ["ProxyPass /a http://127.0.0.1:8000..."];

  it("is nothing where it is not loaded, and nothing else than nothing where it is not known", () => {
    const without = LOADED.replace(" proxy_module (shared)\n", "");
    expect(told({ dump: without, directives: listing(...lines) })).toEqual([]);
    expect(told({ dump: LOADED, directives: listing("Listen 80") })).toEqual([]);
    const unread = { stdout: listing("Listen 80"), stderr: "/e/b.conf: Permission denied" };
    expect(told({ dump: "", files: unread })).toMatchObject({ outcome: "denied" });
    expect(told({ dump: "" })).toMatchObject({ outcome: "failed" });
  });

  it("is read from the files as well: with what was loaded there, or compiled in", () => {
    const load = "LoadModule proxy_module modules/mod_proxy.so";
    const places = [expect.objectContaining({ url: "/a", target: "http://127.0.0.1:8000" })];
    const conditional = [
      "<IfModule mod_proxy.c>",
      "Define PORT 8000",
      "ProxyPass /a http://127.0.0.1:${PORT}...",
      "</IfModule>",
    ];
    expect(told({ files: listing(load, ...lines) })).toEqual(places);
    expect(told({ files: listing(load, ...conditional) })).toEqual(places);
    expect(told({ files: listing(...conditional) })).toEqual([]);
    expect(told({ files: listing(...conditional), "compiled-in": "mod_proxy.c" })).toEqual(places);
  });

  it("is not known where an older script, or a host, kept the target to itself, and never has a password", () => {
    const old = [
      "ProxyPass /a http://...",
      "ProxyPass /b balancer://...",
      "SetHandler proxy:http://u:secret@h/",
    ];
    const places = told({ dump: LOADED, directives: listing(...old) }) as readonly ProxiedPlace[];
    expect(places.map(({ url, target }) => [url, target])).toEqual([
      ["/a", null],
      ["/b", null],
      ["/", null],
    ]);
    expect(JSON.stringify(places)).not.toContain("secret");
  });
});
