import { describe, expect, it } from "vitest";
import { clashesWith } from "../../../src/checks/applications/clashes.js";
import { sectionOf } from "../../support/section.js";

const start = (...files: string[]) =>
  sectionOf("config", {
    start: files
      .map((file) => `linked\t${file}`)
      .concat("whole\t")
      .join("\n"),
  });

describe("what packages bring and a start of httpd loads as well", () => {
  it.each([
    ["Expat, whose symbols have no versions", "libexpat.so.1", "libexpat-5f1e0c4d.so.1", "Expat"],
    ["OpenSSL of one series", "libcrypto.so.3", "libcrypto-3cda8a5e.so.3", "OpenSSL"],
    ["OpenSSL 1.1 twice", "libssl.so.1.1", "libssl-3cda8a5e.so.1.1.1k", "OpenSSL"],
    ["libpq, whatever its number", "libpq.so.5", "libpq-9b38f5e3.so.5.17", "libpq"],
    [
      "clients of MySQL of one number",
      "libmysqlclient.so.21",
      "libmysqlclient-0badcafe.so.21.2.1",
      "MySQL client",
    ],
  ])("clashes: %s", (_what, httpd, bundled, family) => {
    expect(clashesWith(start(`/lib/${httpd}`))([`/w/x.libs/${bundled}`])).toEqual([
      { family, httpd: `/lib/${httpd}`, bundled: `/w/x.libs/${bundled}` },
    ]);
  });

  it.each([
    [
      "OpenSSL 1.1 beside 3, whose symbols have other versions",
      "libcrypto.so.3",
      "libcrypto-3cda8a5e.so.1.1",
    ],
    ["another library of the same project", "libcrypto.so.3", "libssl-3cda8a5e.so.3"],
    ["a client of MySQL beside one of another number", "libmariadb.so.3", "libmysqlclient-0badcafe.so.21"],
    ["what nothing of httpd needs", "libexpat.so.1", "libpq-9b38f5e3.so.5.17"],
  ])("does not: %s", (_what, httpd, bundled) => {
    expect(clashesWith(start(`/lib/${httpd}`))([`/w/x.libs/${bundled}`])).toEqual([]);
  });

  it("is unknown where the loader did not tell, or the packages are not known", () => {
    const untold = sectionOf("config", { start: "module\twsgi_module\t/m/mod_wsgi.so\nwhole\t" });
    expect(clashesWith(untold)([])).toMatchObject({ outcome: "failed" });
    expect(clashesWith(undefined)([])).toMatchObject({ outcome: "failed" });
    const gap = { outcome: "denied", reason: "no" } as const;
    expect(clashesWith(start("/lib/libexpat.so.1"))(gap)).toEqual(gap);
  });
});
