import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ownBuild } from "../../../src/rules/shared/wheels.js";

describe("ownBuild", () => {
  it("names the command of the environment, once for each package", () => {
    const at = "/srv/venv/lib/python3.11/site-packages/psycopg2_binary.libs";
    expect(ownBuild([`${at}/libcrypto-3cda8a5e.so.3`, `${at}/libssl-8f5e0c11.so.3`])).toBe(
      "build the package from source: /srv/venv/bin/pip install --force-reinstall --no-deps --no-binary psycopg2-binary psycopg2-binary",
    );
  });

  it.each([
    "/usr/local/lib/python3.11/dist-packages/bundle.libs/libexpat-5f1e0c4d.so.1", // whose pip is Debian's
    "/opt/conda/lib/libexpat.so.1",
    "/srv/venv/lib/python3.11/site-packages/-r.libs/libexpat-5f1e0c4d.so.1",
    "/srv/$(id)/lib/python3.11/site-packages/bundle.libs/libexpat-5f1e0c4d.so.1",
  ])("gives no command for %s", (file) => {
    expect(ownBuild([file])).toContain("(pip install --no-binary)");
  });

  it("takes nothing of a host into a command but plain paths and names", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (home, name) => {
        const text = ownBuild([`/${home}/lib/python3.11/site-packages/${name}.libs/libpq.so.5`]);
        const [, command] = /source: (\/.*)$/s.exec(text) ?? [];
        if (command !== undefined) expect(command).toMatch(/^\/[\w./:@+ -]+$/);
      }),
    );
  });
});
