import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const collect = readFileSync(new URL("../../src/checks/config/collect.sh", import.meta.url), "utf8");
const filter = /^DIRECTIVE_FILTER='\n([\s\S]*?)^\}'$/m.exec(collect)?.[1];

const awks = [["mawk"], ["gawk"], ["busybox", "awk"], ["original-awk"], ["awk"]].filter(
  ([program = ""]) => spawnSync("sh", ["-c", `command -v ${program}`]).status === 0,
);

/** What leaves the host of a file with these lines. */
function told([program = "", ...words]: readonly string[], lines: readonly string[]): string[] {
  // As the shell would hand it over, the quotes of its own string taken off.
  const text = `${filter}}`.replaceAll(`'\\''`, "'");
  const { stdout, stderr } = spawnSync(program, [...words, text], {
    input: `${lines.join("\n")}\n`,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.replace(/^\d+\t/, ""));
}

describe.each(awks.map((awk) => [awk.join(" "), awk] as const))(
  "what %s lets out of directives that lead elsewhere",
  (_name, awk) => {
    it.each([
      ["Redirect permanent / https://u:secret@x/", "Redirect permanent / https://..."],
      ["Redirect / https://x/?token=secret", "Redirect / https://..."],
      ["Redirect gone /old", "Redirect gone /old"],
      ["Redirect https://x/secret", "Redirect https://..."],
      ['RedirectMatch 301 "^/a b$" http://x/$1', 'RedirectMatch 301 "^/a b$" http://...'],
      ["ProxyPass / http://u:secret@127.0.0.1:81/ secret=abc", "ProxyPass / http://..."],
      ["ProxyPass /static !", "ProxyPass /static !"],
      ["ProxyPass unix:/run/secret|fcgi://localhost/", "ProxyPass ..."],
      [
        "RewriteRule ^ https://%{HTTP_HOST}/secret [R=301,L,E=X:secret,NE]",
        "RewriteRule ^ https://... [R=301,L]",
      ],
      ['RewriteRule "^/(.*)$" "/srv/secret/$1" "[PT,QSA]"', 'RewriteRule "^/(.*)$" ... [PT]'],
      ["RewriteRule ^ - [E=AUTH:secret]", "RewriteRule ^ -"],
      ["RewriteCond %{HTTP:X-Key} !=secret", "RewriteCond ..."],
      ["RewriteEngine On", "RewriteEngine On"],
      ["SSLProxyMachineCertificateFile /secret", undefined],
    ])("%s", (line, out) => {
      expect(told(awk, [line])).toEqual(out === undefined ? [] : [out]);
    });

    it("never where to, whatever the flags and options", () => {
      const word = fc.stringMatching(/^[a-z]{1,5}$/);
      const flags = fc.array(fc.constantFrom("R=302", "L", "E=A:canary", "CO=n:canary:d", "NE", "H=x"), {
        maxLength: 4,
      });
      const line = fc.oneof(
        fc
          .tuple(word, flags)
          .map(([path, all]) => `RewriteRule ^/${path} https://canary/ [${all.join(",")}]`),
        word.map((path) => `Redirect 302 /${path} https://x/canary`),
        word.map((path) => `ProxyPass "/${path}" "http://canary@x/" user=canary`),
        word.map((path) => `ProxyPassMatch ^/${path}(.*)$ canary`),
      );
      fc.assert(
        fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
          const out = told(awk, lines);
          expect(out).toHaveLength(lines.length);
          expect(out.join("\n")).not.toContain("canary");
        }),
        { numRuns: 20 },
      );
    });
  },
);
