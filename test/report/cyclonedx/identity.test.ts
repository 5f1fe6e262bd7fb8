import { PackageURL } from "packageurl-js";
import { describe, expect, it } from "vitest";
import type { Facts } from "../../../src/model/fact.js";
import { report } from "../../../src/report/index.js";
import { auditOf, host, installation } from "../../support/sample.js";
import type { Sbom, SbomComponent } from "../../support/sbom.js";

/** The components of one host that says this of itself and of its one installation. */
function componentsOf(system: Facts, facts: Facts): SbomComponent[] {
  const one = host("a", {
    facts: system,
    installations: [installation({ "modules.wsgi": "shared", ...facts })],
  });
  return (JSON.parse(report(auditOf([one]), "cyclonedx")) as Sbom).components;
}

const modWsgi = (system: Facts, facts: Facts) => {
  const found = componentsOf(system, facts).find((each) => each["bom-ref"].startsWith("mod_wsgi:"));
  return [found?.name, found?.version, found?.purl, found?.cpe];
};

const os = (id: string, version?: string): Facts => ({
  "host.os": id,
  ...(version !== undefined && { "host.os_version": version }),
});

const PLAIN = [
  "mod_wsgi",
  "4.9.4",
  "pkg:generic/mod_wsgi@4.9.4",
  "cpe:2.3:a:modwsgi:mod_wsgi:4.9.4:*:*:*:*:*:*:*",
];

describe("mod_wsgi of a package", () => {
  it.each<[string, Facts, string, (string | undefined)[]]>([
    [
      "Debian, built anew without a change of its source",
      os("debian", "12"),
      "libapache2-mod-wsgi-py3 4.9.4-1+b2",
      [
        "libapache2-mod-wsgi-py3",
        "4.9.4-1+b2",
        "pkg:deb/debian/libapache2-mod-wsgi-py3@4.9.4-1%2Bb2?distro=debian-12&upstream=mod-wsgi%404.9.4-1",
        undefined,
      ],
    ],
    [
      "Ubuntu, with an architecture",
      os("ubuntu", "22.04"),
      "libapache2-mod-wsgi-py3:amd64 4.9.0-1ubuntu0.1",
      [
        "libapache2-mod-wsgi-py3",
        "4.9.0-1ubuntu0.1",
        "pkg:deb/ubuntu/libapache2-mod-wsgi-py3@4.9.0-1ubuntu0.1?arch=amd64&distro=ubuntu-22.04&upstream=mod-wsgi",
        undefined,
      ],
    ],
    [
      "a Debian of which no version is known",
      os("debian"),
      "wsgi-of-ours 1:4.9.4~rc1",
      ["wsgi-of-ours", "1:4.9.4~rc1", "pkg:deb/debian/wsgi-of-ours@1:4.9.4~rc1", undefined],
    ],
    [
      "Red Hat",
      os("rhel", "9.4"),
      "python3-mod_wsgi-4.7.1-11.el9.x86_64",
      [
        "python3-mod_wsgi",
        "4.7.1-11.el9",
        "pkg:rpm/redhat/python3-mod_wsgi@4.7.1-11.el9?arch=x86_64&distro=rhel-9.4",
        undefined,
      ],
    ],
    [
      "Alpine",
      os("alpine", "3.20.1"),
      "apache2-mod-wsgi-5.0.0-r1",
      [
        "apache2-mod-wsgi",
        "5.0.0-r1",
        "pkg:apk/alpine/apache2-mod-wsgi@5.0.0-r1?distro=alpine-3.20.1",
        undefined,
      ],
    ],
  ])("of %s is that package, and no other version of it", (_, system, told, wanted) => {
    const found = modWsgi(system, { "wsgi.package": told });
    expect(found).toEqual(wanted);
    const read = PackageURL.fromString(found[2] ?? "");
    expect([read.name, read.version]).toEqual(found.slice(0, 2));
  });

  it.each<[string, Facts, string]>([
    ["FreeBSD, whose packages have no such URL", os("freebsd", "14"), "ap24-py39-mod_wsgi-4.9.4"],
    ["a host whose system is not known", {}, "libapache2-mod-wsgi-py3 4.9.4-1+b2"],
    ["a host that calls its system what no system is called", os("a/b?c", "1"), "x 1"],
    ["a tool that says something else", os("debian", "12"), "no path found matching pattern /usr/lib/x.so"],
    ["a name with marks of another", os("debian", "12"), "a/b@c?d 1"],
  ])("of %s is what it says itself", (_, system, told) => {
    expect(modWsgi(system, { "wsgi.package": told })).toEqual(PLAIN);
  });
});

it("mod_wsgi that pip built is PyPI's", () => {
  expect(modWsgi(os("debian", "12"), { "wsgi.built_for": "/usr/sbin/apache2" })).toEqual([
    "mod-wsgi",
    "4.9.4",
    "pkg:pypi/mod-wsgi@4.9.4",
    PLAIN[3],
  ]);
  const owned = { "wsgi.built_for": "/usr/sbin/httpd", "wsgi.package": "mod_wsgi-4.7.1-11.el9.x86_64" };
  expect(modWsgi(os("rhel"), owned)[2]).toBe("pkg:rpm/redhat/mod_wsgi@4.7.1-11.el9?arch=x86_64");
});

describe("what a scanner looks up", () => {
  it.each(["2.4.62-dev (Unix)", "2.4", "x", "2.4.62*"])(
    "has a CPE for a version that is one: %s",
    (version) => {
      const httpd = componentsOf(os("debian", "12"), { "apache.version": version }).find(
        ({ name }) => name === "httpd",
      );
      expect(httpd?.cpe).toBe(
        version === "2.4" ? "cpe:2.3:a:apache:http_server:2.4:*:*:*:*:*:*:*" : undefined,
      );
      expect(PackageURL.fromString(httpd?.purl ?? "").version).toBe(version);
    },
  );

  it("is one component for libcrypto and libssl of one build, and has no version of it", () => {
    const file = (name: string) => ({ family: "OpenSSL", file: name, by: "httpd" });
    const libraries = [
      "/lib/libcrypto.so.3",
      "/lib/libssl.so.3",
      "/opt/lib/libssl.so.3",
      "/lib/libssl.so.1.1",
    ];
    const found = componentsOf(os("debian", "12"), {
      "processes.libraries": [...libraries.map(file), { ...file("/lib/libexpat.so.1"), family: "Expat" }],
    }).filter(({ name }) => name === "openssl");
    expect(
      found
        .map(({ properties = [] }) =>
          properties.map(({ value }) => value).filter((value) => value.startsWith("/")),
        )
        .sort(),
    ).toEqual([
      ["/lib/libcrypto.so.3", "/lib/libssl.so.3"],
      ["/lib/libssl.so.1.1"],
      ["/opt/lib/libssl.so.3"],
    ]);
    for (const each of found) expect(each).not.toHaveProperty("version");
  });

  it("of mod_wsgi and Python is nothing where httpd has no mod_wsgi, and nothing is in doubt then", () => {
    const gone = { outcome: "absent", reason: "mod_wsgi is not loaded" } as const;
    const one = installation(
      { "modules.wsgi": "absent", "processes.libraries": [] },
      { "wsgi.version": gone, "python.version": gone, "python.library.version": gone, "wsgi.package": gone },
    );
    const sbom = JSON.parse(report(auditOf([host("a", { installations: [one] })]), "cyclonedx")) as Sbom;
    expect(sbom.components.map(({ name }) => name).sort()).toEqual(["a", "debian", "httpd", one.id].sort());
    expect(sbom).not.toHaveProperty("compositions");
  });
});
