import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { libraryCopies } from "../../../src/checks/processes/copies.js";
import { familyOf } from "../../../src/checks/processes/families.js";
import { expectLinear } from "../../support/linear.js";
import { sectionOf } from "../../support/section.js";

const SYSTEM = "/usr/lib/x86_64-linux-gnu/libcrypto.so.3";
const WHEEL = "/srv/venv/lib/python3.11/site-packages/psycopg2_binary.libs/libcrypto-3cda8a5e.so.3";
const THREE = "OPENSSL_3.0.0\nOPENSSL_3.0.1";
const ELEVEN = "OPENSSL_1_1_0\nOPENSSL_1_1_1";

const child = (pid: number, title: string) => ({ pid, parent: 1, started: 0, uid: "33", threads: 1, title });
const CHILDREN = [child(11, "(wsgi:shop)"), child(12, "/usr/sbin/apache2"), child(13, "(wsgi:shop)")];

const copies = (mapped: string, versions = "") =>
  libraryCopies(sectionOf("library", { mapped, copies: versions }), CHILDREN)["processes.library_copies"];

const both = `pid 10\nread\nat 08:01 100 ${SYSTEM}\npid 11\nat 08:01 200 ${WHEEL}\npid 12\npid 13\nat 08:01 200 ${WHEEL}`;

describe("two builds of one library in one process", () => {
  it("are told with the processes that have them, and what these call themselves", () => {
    expect(copies(both, `file ${SYSTEM}\n${THREE}\nfile ${WHEEL}\n${THREE}\nOPENSSL_3.2.0`)).toEqual([
      { family: "OpenSSL", httpd: SYSTEM, other: WHEEL, processes: 2, group: "(wsgi:shop)", apart: false },
    ]);
  });

  it.each([
    ["other versions keep them apart", THREE, ELEVEN, true],
    ["one of them has no versions: its users take any", THREE, "", false],
    ["they have one version in common", THREE, `${ELEVEN}\nOPENSSL_3.0.0`, false],
    [
      "the versions of other libraries, which they use, count for nothing",
      THREE,
      `${ELEVEN}\nZLIB_1.2.0`,
      true,
    ],
  ])("%s", (_what, own, other, apart) => {
    expect(copies(both, `file ${SYSTEM}\n${own}\nfile ${WHEEL}\n${other}`)).toMatchObject([{ apart }]);
  });

  it("are neither apart nor not where a file could not be read", () => {
    expect(copies(both, `file ${SYSTEM}\n${THREE}`)).toMatchObject([{ apart: null }]);
    expect(copies(both)).toMatchObject([{ apart: null }]);
  });

  it("are told of a library without symbol versions, whatever was read", () => {
    const pair =
      "pid 10\nread\nat 08:01 1 /usr/lib/libpq.so.5.15\npid 11\nat 08:01 2 /w/x.libs/libpq-9b38f5e3.so.5.17";
    expect(copies(pair)).toMatchObject([{ family: "libpq", apart: false }]);
  });

  it("are told where httpd itself has both, of all its processes", () => {
    const pair =
      "pid 10\nread\nat 08:01 1 /usr/lib/libpython3.9.so.1.0\nat 08:01 2 /usr/lib/libpython3.11.so.1.0\npid 11\npid 12";
    expect(copies(pair)).toMatchObject([{ family: "libpython", processes: 3, group: null, apart: false }]);
  });

  it("are none where httpd has none: what extensions bring is each its own's", () => {
    expect(
      copies(
        `pid 10\nread\nat 08:01 9 /usr/lib/libz.so.1.2.13\npid 11\nat 08:01 200 ${WHEEL}\nat 08:01 300 ${SYSTEM}`,
      ),
    ).toEqual([]);
  });

  it("are none where one file has two names, or was replaced under the server", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom("08:01", "fd:03", "00:2b"), (inode, device) => {
        const same = `pid 10\nread\nat ${device} ${inode} /lib/libexpat.so.1\npid 11\nat ${device} ${inode} /opt/lib/libexpat.so.1.8.10`;
        expect(copies(same)).toEqual([]);
      }),
    );
    expect(copies(`pid 10\nread\nat 08:01 1 ${SYSTEM} (deleted)\npid 11\nat 08:01 2 ${SYSTEM}`)).toEqual([]);
  });

  it("are unknown where the master may not be looked into, and of a script that kept nothing of them", () => {
    const stderr = "sh: 1: cannot open /proc/10/maps: Permission denied";
    const closed = sectionOf("library", { mapped: { stdout: "", stderr }, copies: "" });
    expect(libraryCopies(closed, [])).toMatchObject({ "processes.library_copies": { outcome: "denied" } });
    expect(copies(`pid \npid 11\nat 08:01 200 ${WHEEL}`)).toMatchObject({ outcome: "absent" });
    const old = sectionOf("library", { mapped: "pid 10\n/usr/lib/libpython3.11.so.1.0" });
    expect(libraryCopies(old, [])).toMatchObject({ "processes.libraries": { outcome: "failed" } });
  });

  it("take time by their number alone", () => {
    const lines = (count: number, device: string, place: string) =>
      Array.from({ length: count }, (_, at) => `at ${device} ${at} ${place}/${at}/libpq.so.5`).join("\n");
    expectLinear((size) => {
      copies(`pid 10\nread\n${lines(size, "08:01", "/a")}\npid 11\n${lines(size, "08:02", "/b")}`);
    }, 5_000);
  });
});

describe("familyOf", () => {
  it.each([
    [SYSTEM, "OpenSSL libcrypto"],
    [WHEEL, "OpenSSL libcrypto"],
    ["/usr/lib64/libssl.so.1.1.1k (deleted)", "OpenSSL libssl"],
    ["/x/libmysqlclient.so.21.2.32", "MySQL client MySQL client"],
    ["/x/libmariadb-b7bd1ce1.so.3", "MySQL client MySQL client"],
    ["/x/libstdc++.so.6.0.30", "libstdc++ libstdc++"],
    ["/x/libpython3.13t.so.1.0", "libpython libpython"],
    ["/x/libpython2.7.so", "libpython libpython"],
  ])("%s is of %s", (file, words) => {
    const family = familyOf(file);
    expect(`${family?.name} ${family?.library}`).toBe(words);
  });

  it.each([
    "/x/libssl3.so",
    "/x/libz-ng.so.2",
    "/x/libpython3.so",
    "/x/libpqxx.so",
    "/x/libcrypto.a",
    "/x/libxml2mod.so",
    "/x/mod_ssl.so",
    "/x/libpqwalreceiver.so",
    "/x/libexpatw.so.1",
  ])("%s is of none of them", (file) => {
    expect(familyOf(file)).toBeUndefined();
  });
});
