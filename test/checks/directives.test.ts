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
      ["ProxyPass / http://u:secret@127.0.0.1:81/ secret=abc", "ProxyPass / http://127.0.0.1:81..."],
      ["ProxyPass /static !", "ProxyPass /static !"],
      [
        "ProxyPass unix:/run/app@1.sock|fcgi://localhost/",
        "ProxyPass unix:/run/app@1.sock|fcgi://localhost...",
      ],
      ['ProxyPass /a "unix:/run/a.sock|http://u:secret@x/"', "ProxyPass /a unix:/run/a.sock|http://x..."],
      ["ProxyPass /a http://${HOST}:${PORT}/secret", "ProxyPass /a http://${HOST}:${PORT}..."],
      ["ProxyPass /a ${BACKEND}/secret retry=0", "ProxyPass /a ${BACKEND}..."],
      ['ProxyPass "${BACKEND}"', "ProxyPass ${BACKEND}..."],
      ["ProxyPass $url retry=0", "ProxyPass $url..."],
      ["Redirect ${URL}", "Redirect ..."],
      ["ProxyPass $path http://127.0.0.1:$port/", "ProxyPass $path http://127.0.0.1:$port..."],
      ["ProxyPass /a http://user:12/secret@host/", "ProxyPass /a http://..."],
      ["ProxyPass /a http://user:x@secret/w@host/", "ProxyPass /a http://..."],
      ["ProxyPass /a http://user:12 secret@host/", "ProxyPass /a http://..."],
      ["ProxyPass /a http://u:@secret@/", "ProxyPass /a http://..."],
      ["ProxyPass /a http://127.0.0.1:8000/@vite", "ProxyPass /a http://127.0.0.1:8000..."],
      ["ProxyPassMatch ^(/.*)$ http://x.org:80$1", "ProxyPassMatch ^(/.*)$ http://x.org:80$1..."],
      ["ProxyPassMatch ^/x http://%{HTTP_HOST}/x", "ProxyPassMatch ^/x http://..."],
      ["ProxyPass /a balancer://cluster/x stickysession=secret", "ProxyPass /a balancer://cluster..."],
      [
        "RewriteRule ^/x(.*) http://u:secret@127.0.0.1:9$1?t=secret [P,L]",
        "RewriteRule ^/x(.*) http://127.0.0.1:9$1... [P,L]",
      ],
      ["RewriteRule ^ http://127.0.0.1/secret [proxy]", "RewriteRule ^ http://127.0.0.1... [proxy]"],
      ["RewriteRule ^ http://127.0.0.1/secret [NE]", "RewriteRule ^ http://..."],
      ['<Proxy "balancer://cluster">', "<Proxy balancer://cluster...>"],
      ["<Proxy balancer://cluster stickysession=secret>", "<Proxy balancer://cluster...>"],
      ["<Proxy http://u:secret@x/>", "<proxy ...>"],
      ["</Proxy>", "</proxy>"],
      ["BalancerMember http://u:secret@x:80/s route=secret", "BalancerMember http://x:80..."],
      ["BalancerMember balancer://c http://[::1]:80", "BalancerMember balancer://c... http://[::1]:80..."],
      ["ProxySet lbmethod=secret", undefined],
      [
        'SetHandler "proxy:unix:/run/php/php8.2-fpm.sock|fcgi://localhost"',
        "SetHandler proxy:unix:/run/php/php8.2-fpm.sock|fcgi://localhost...",
      ],
      ["SetHandler proxy:http://u:secret@10.0.0.1/", "SetHandler proxy:http://10.0.0.1..."],
      ["AddHandler proxy:fcgi://u:secret@x:9 .php .p", "AddHandler proxy:fcgi://x:9... .php .p"],
      ['SetHandler "expr=http://u:secret@x"', "SetHandler ..."],
      ["SetHandler application/x-httpd-wsgi", "SetHandler application/x-httpd-wsgi"],
      ["AddHandler wsgi-script .wsgi", "AddHandler wsgi-script .wsgi"],
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
      // Whatever stands in a password, and however the directive is written.
      const password = fc
        .array(fc.constantFrom("canary", ":", "@", "/", "?", "#", "%40", "$1", "${A}", "12", "|", ","), {
          maxLength: 5,
        })
        .map((pieces) => `canary${pieces.join("")}`);
      const upstream = fc
        .tuple(
          fc.constantFrom("http", "https", "fcgi", "uwsgi", "balancer", "unix:/run/a.sock|http"),
          fc.constantFrom("user:", "12:", ":", ""),
          password,
          fc.constantFrom("back.example.org", "127.0.0.1:80", "[::1]", "${HOST}", "$host:$port"),
          fc.constantFrom("", "/", "/x?canary", "/@canary", "$1"),
        )
        .map(([scheme, user, secret, host, rest]) => `${scheme}://${user}${secret}@${host}${rest}`);
      const leads = fc.constantFrom<(path: string, url: string) => string>(
        (path, url) => `ProxyPass /${path} ${url} retry=0`,
        (_, url) => `ProxyPass "${url}"`,
        (path, url) => `ProxyPassMatch '^/${path}' '${url}'`,
        (path, url) => `RewriteRule ^${path} ${url} [L,P]`,
        (_, url) => `BalancerMember ${url} route=canary`,
        (_, url) => `BalancerMember balancer://c "${url}"`,
        (_, url) => `SetHandler "proxy:${url}"`,
        (path, url) => `AddHandler proxy:${url} .${path}`,
        (_, url) => `<Proxy ${url}>`,
      );
      const line = fc.oneof(
        fc
          .tuple(word, flags)
          .map(([path, all]) => `RewriteRule ^/${path} https://canary/ [${all.join(",")}]`),
        word.map((path) => `Redirect 302 /${path} https://x/canary`),
        word.map((path) => `ProxyPass "/${path}" "http://canary@x/" user=canary`),
        word.map((path) => `ProxyPassMatch ^/${path}(.*)$ canary`),
        fc.tuple(leads, word, upstream).map(([lead, path, url]) => lead(path, url)),
      );
      fc.assert(
        fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
          const out = told(awk, lines);
          expect(out).toHaveLength(lines.length);
          expect(out.join("\n")).not.toContain("canary");
        }),
        { numRuns: 60 },
      );
    });
  },
);

const values = /^VALUE_FILTER='\n([\s\S]*?)^\}'$/m.exec(collect)?.[1];

describe.each(awks.map((awk) => [awk.join(" "), awk] as const))(
  "what %s lets out of variables that requests are led to",
  (_name, awk) => {
    /** As the files are told: by both programs, one after the other. */
    const shown = (...lines: string[]) => {
      const filtered = told(awk, lines).map((line, place) => `${place + 1}\t${line}`);
      const [program = "", ...words] = awk;
      const run = spawnSync(program, [...words, `${values}}`.replaceAll(`'\\''`, "'")], {
        input: `${filtered.join("\n")}\n`,
        encoding: "utf8",
      });
      expect(run.stderr).toBe("");
      return run.stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.replace(/^\d+\t/, ""));
    };

    it.each([
      ["8000", "ProxyPass /a http://127.0.0.1:${V}/", true],
      ["http://127.0.0.1:8000/", "ProxyPass /a ${V}", true],
      ["http://127.0.0.1:8000", "RewriteRule ^/a ${V}/a [P]", true],
      ["back.example.org", 'SetHandler "proxy:http://${V}:80/"', true],
      ["http://u:canary@127.0.0.1:8000/", "ProxyPass /a ${V}", false],
      ["http://u:canary@127.0.0.1:8000/", 'ProxyPass "${V}" retry=0', false],
      ["u:canary@back", "ProxyPass /a http://${V}/", false],
      ["http://back/canary", "BalancerMember ${V}", false],
      ["http://${PASSWORD}@back/", "ProxyPass /a ${V}", false],
      ["u:canary", "ProxyPass /a http://${V}@back/", false],
      ["canary", "ProxyPass /a http://back/${V}/", false],
    ])("%s in %s: %s", (value, line, out) => {
      const found = shown("Define PASSWORD canary", `Define V "${value}"`, line);
      expect(found.slice(0, 2)).toEqual([
        "Define PASSWORD ...",
        out ? `Define V "${value}"` : "Define V ...",
      ]);
      const [name, macro, body] = [line.split("${V}"), "<Macro M $v>", line.replace("${V}", "$v")];
      const used = shown(macro, body, "</Macro>", `Use M "${value}"`).at(-1);
      expect([name.length, used]).toEqual([2, out ? `Use M "${value}"` : "Use M ..."]);
    });
  },
);
