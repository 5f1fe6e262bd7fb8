import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { passedOver } from "../../../src/checks/library/passed-over.js";
import { sectionOf } from "../../support/section.js";

const OTHER = "/opt/venv/lib/python3.12/site-packages/mod_wsgi/server/mod_wsgi-py312.so";

/** What is said of these lines of /etc/apache2/wsgi.conf, of which this file is another than the one in use. */
const saidOf = (lines: readonly string[], others = OTHER) => {
  const files = ["# In file: /etc/apache2/wsgi.conf", ...lines.map((line, index) => `${index + 1}\t${line}`)];
  return passedOver(
    sectionOf("library", { others: `${others}\n` }),
    sectionOf("config", { files: `${files.join("\n")}\n` }),
  );
};

const guards = fc.constantFrom(
  "<IfModule !wsgi_module>",
  "<IfModule !mod_wsgi.c>",
  '<IfModule "!wsgi_module">',
  "<ifmodule !mod_wsgi.c>",
);

describe("a LoadModule of another mod_wsgi", () => {
  it("is passed over where only that one is loaded already keeps httpd from it, however its path is written", () => {
    const written = fc.constantFrom(
      OTHER,
      `"${OTHER}"`,
      "${VENV}/lib/python3.12/site-packages/mod_wsgi/server/mod_wsgi-py312.so",
      "/opt/${VENV}/server/mod_wsgi-py312.so",
      "lib/python3.12/site-packages/mod_wsgi/server/mod_wsgi-py312.so",
    );
    fc.assert(
      fc.property(guards, written, (guard, path) => {
        const said = saidOf([guard, `LoadModule wsgi_module ${path}`, "</IfModule>"]);
        expect(said).toEqual([`${OTHER} (/etc/apache2/wsgi.conf:2)`]);
      }),
    );
  });

  it("is not where it stands alone, or another condition decides as well", () => {
    const more = fc.constantFrom(
      "<IfDefine OTHER>",
      "<IfVersion >= 2.6>",
      "<IfModule python_module>",
      "<IfFile /srv/x>",
    );
    expect(saidOf([`LoadModule wsgi_module ${OTHER}`])).toEqual([]);
    fc.assert(
      fc.property(guards, more, fc.boolean(), (guard, condition, first) => {
        const opening = first ? [condition, guard] : [guard, condition];
        const closing = opening.map((tag) => `</${/\w+/.exec(tag)}>`).reverse();
        expect(saidOf([...opening, `LoadModule wsgi_module ${OTHER}`, ...closing])).toEqual([]);
      }),
    );
  });

  it("is not where it is the file in use, is not there, or is another module's", () => {
    fc.assert(
      fc.property(guards, (guard) => {
        const lines = (module: string, path: string) => [
          guard,
          `LoadModule ${module} ${path}`,
          "</IfModule>",
        ];
        expect(saidOf(lines("wsgi_module", "modules/mod_wsgi.so"))).toEqual([]);
        expect(saidOf(lines("python_module", OTHER))).toEqual([]);
        expect(saidOf(lines("wsgi_module", OTHER), "")).toEqual([]);
      }),
    );
  });
});
