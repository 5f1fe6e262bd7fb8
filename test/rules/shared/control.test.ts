import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inCommand, reload, start, stopAndStart } from "../../../src/rules/shared/control.js";
import { makeAnew } from "../../../src/rules/shared/environments.js";
import { socketPrefix } from "../../../src/rules/shared/sockets.js";

const at = (file: string, binary = "/usr/sbin/apache2", root = file.replace(/\/[^/]*$/, "")) => ({
  "apache.config_file": file,
  "apache.binary": binary,
  "apache.server_root": root,
});

describe("the commands of a server", () => {
  it.each([
    ["debian", at("/etc/apache2/apache2.conf"), "service apache2 stop && service apache2 start"],
    [
      "debian",
      at("/etc/apache2-shop/apache2.conf"),
      "APACHE_CONFDIR=/etc/apache2-shop apache2ctl stop, then APACHE_CONFDIR=/etc/apache2-shop apache2ctl start once all its processes are gone",
    ],
    [
      "debian",
      at("/usr/local/apache2/conf/httpd.conf", "/usr/local/apache2/bin/httpd", "/usr/local/apache2"),
      "/usr/local/apache2/bin/apachectl stop, then /usr/local/apache2/bin/apachectl start once all its processes are gone",
    ],
    [
      "debian",
      at("/tmp/mod_wsgi-localhost:80:0/httpd.conf"),
      "/tmp/mod_wsgi-localhost:80:0/apachectl stop, then /tmp/mod_wsgi-localhost:80:0/apachectl start once all its processes are gone",
    ],
    [
      "rocky",
      at("/srv/shop/httpd.conf", "/usr/sbin/httpd"),
      "/usr/sbin/httpd -d /srv/shop -f /srv/shop/httpd.conf -k stop, then /usr/sbin/httpd -d /srv/shop -f /srv/shop/httpd.conf -k start once all its processes are gone",
    ],
    [
      "rocky",
      at("/etc/httpd/conf/httpd.conf", "/usr/sbin/httpd"),
      "systemctl stop httpd && systemctl start httpd",
    ],
    ["alpine", {}, "rc-service apache2 stop && rc-service apache2 start"],
    ["", {}, "apachectl stop, then apachectl start once all its processes are gone"],
  ])("are of its own kind and place: %s %j", (os, facts, commands) => {
    expect(stopAndStart(os, facts)).toBe(commands);
  });

  it("reload only what would start", () => {
    expect(reload("debian", {})).toBe("apache2ctl configtest && service apache2 reload");
    expect(reload("debian", at("/srv/a/httpd.conf"))).toBe(
      "/usr/sbin/apache2 -d /srv/a -f /srv/a/httpd.conf -t && /usr/sbin/apache2 -d /srv/a -f /srv/a/httpd.conf -k graceful",
    );
    expect(start("debian", at("/etc/apache2-shop/apache2.conf"))).toBe(
      "APACHE_CONFDIR=/etc/apache2-shop apache2ctl start",
    );
  });

  it("have sockets in a directory that the start-up makes", () => {
    expect(socketPrefix("debian", {})).toBe("/var/run/apache2/wsgi");
    expect(socketPrefix("debian", at("/etc/apache2-shop/apache2.conf"))).toBe("/var/run/apache2-shop/wsgi");
    expect(socketPrefix("rocky", at("/etc/httpd/conf/httpd.conf"))).toBe("/run/httpd/wsgi");
    expect(socketPrefix("debian", at("/usr/local/apache2/conf/httpd.conf"))).toBe("/var/run/wsgi");
  });
});

describe("what a host calls its files", () => {
  const hostile = fc.string({ unit: fc.constantFrom(..."/a;$`'\"\n\\ &|<>(){}*?~#!=%") });

  it("never becomes a part of a command that a shell would take apart", () => {
    fc.assert(
      fc.property(hostile, hostile, (one, other) => {
        const facts = {
          ...at(`/${one}/httpd.conf`, `/${other}/bin/httpd`, `/${one}`),
          "python.library.prefix": one,
        };
        const told = [
          stopAndStart("debian", facts),
          reload("rocky", facts),
          socketPrefix("debian", facts),
          makeAnew(facts, [other]),
        ].join(" ");
        expect(told.replaceAll(/ && |APACHE_CONFDIR=/g, " ")).toMatch(/^[\w /.:,@+-]*$/);
      }),
    );
  });

  it.each(["/srv/a b", "srv", "/a\n/b", "/a;b", "/$(id)", ""])("%j is no word of a command", (path) => {
    expect(inCommand(path)).toBeUndefined();
  });
});

describe("an environment made anew", () => {
  it("deletes nothing, and is of the library's own Python", () => {
    const facts = { "python.library.prefix": "/opt/py", "python.library.version": "3.12" };
    expect(makeAnew(facts, ["/srv/a", "/srv/b"])).toBe(
      "mv /srv/a /srv/a.old && /opt/py/bin/python3.12 -m venv /srv/a && mv /srv/b /srv/b.old && /opt/py/bin/python3.12 -m venv /srv/b",
    );
    expect(makeAnew({}, [])).toBe("mv DIRECTORY DIRECTORY.old && pythonX.Y -m venv DIRECTORY");
  });
});
