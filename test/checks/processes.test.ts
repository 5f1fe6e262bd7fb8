import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ServerProcess } from "../../src/checks/processes/evidence.js";
import { processesIn, socketsIn } from "../../src/checks/processes/evidence.js";
import { liveGroups, TOGETHER } from "../../src/checks/processes/groups.js";
import { listener } from "../../src/checks/processes/listening.js";
import { sectionOf } from "../support/section.js";

const daemon = (name: string, display_name: string | null = "%{GROUP}") => ({
  name,
  display_name,
  processes: 1,
  processes_set: false,
  threads: 15,
  user: null,
  group: null,
  python_home: null,
  supplementary_groups: null,
  umask: null,
  chroot: null,
  python_path: null,
  home: null,
  request_timeout: null,
  queue_timeout: null,
  declared_at: "/etc/apache2/site.conf:1",
});

const child = (title: string, pid = 1): ServerProcess => ({
  pid,
  parent: 1,
  started: 0,
  uid: "33",
  threads: 6,
  title,
});

describe("a line of a process", () => {
  const section = (line: string) =>
    sectionOf("processes", { clock: "btime 1000\nticks 100\n", processes: `${line}\n` });
  const rest = `S 1 ${Array.from({ length: 17 }, () => "0").join(" ")} 500 0\t33 6\tapache2 -k start`;

  it("counts where it says which process, below which", () => {
    expect(processesIn(section(`42 (apache2) ${rest}`))).toMatchObject([
      { pid: 42, parent: 1, started: 1005 },
    ]);
    expect(processesIn(section(`btime (apache2) ${rest}`))).toEqual([]);
    expect(processesIn(section(`42 (apache2) ${rest.replace("S 1", "S x")}`))).toEqual([]);
  });
});

describe("the processes of daemon groups", () => {
  const name = fc.stringMatching(/^[a-c]{0,3}(portal|customerportal)?[a-c-]{1,4}$/);
  const server = fc.record({
    groups: fc.uniqueArray(
      fc.record({ name, count: fc.nat({ max: 3 }), shown: fc.constantFrom("%{GROUP}", "site", "%{GROUP}x") }),
      { selector: (each) => each.name, minLength: 1, maxLength: 5 },
    ),
    room: fc.constantFrom(5, 7, 15, 17, 28),
  });

  it("are counted as many as there are, whatever a title is cut to: alone, or together with those that look alike", () => {
    fc.assert(
      fc.property(server, ({ groups, room }) => {
        const children = groups.flatMap(({ name, count, shown }) =>
          Array.from({ length: count }, () =>
            child(shown.replace("%{GROUP}", `(wsgi:${name})`).slice(0, room)),
          ),
        );
        const told = liveGroups(
          children,
          groups.map(({ name, shown }) => daemon(name, shown)),
          room,
        );
        expect(told.flatMap((each) => each.name.split(TOGETHER)).sort()).toEqual(
          groups.map((each) => each.name).sort(),
        );
        for (const { name, processes } of told) {
          const own = groups.filter((each) => name.split(TOGETHER).includes(each.name));
          expect(processes).toBe(own.reduce((sum, { count }) => sum + count, 0));
        }
      }),
    );
  });

  it("are told apart where the titles are whole, and together where nobody says how long they may be", () => {
    const pair = [daemon("customerportal-prod"), daemon("customerportal-test")];
    const whole = ["prod", "test", "test"].map((end) => child(`(wsgi:customerportal-${end})`));
    expect(liveGroups(whole, pair, 28).map(({ processes }) => processes)).toEqual([1, 2]);
    const cut = whole.map(({ title }) => child(title.slice(0, 17)));
    for (const room of [17, undefined])
      expect(liveGroups(cut, pair, room)).toEqual([
        { name: "customerportal-prod + customerportal-test", processes: 3, threads: 6 },
      ]);
  });

  it("without a title, or with that of something else, are of no group", () => {
    const others = [child(""), child("/usr/sbin/apache2"), child("(wsgi:another)")];
    expect(liveGroups(others, [daemon("site"), daemon("quiet", null)], 17)).toEqual([
      { name: "site", processes: 0, threads: null },
    ]);
  });
});

describe("what a master listens on", () => {
  it.each([
    ["00000000:0050", "x86_64", "0.0.0.0:80"],
    ["0100007F:1F90", "aarch64", "127.0.0.1:8080"],
    ["7F000001:1F90", "s390x", "127.0.0.1:8080"],
    ["00000000000000000000000000000000:01BB", "x86_64", "[::]:443"],
    ["00000000000000000000000001000000:0050", "x86_64", "[::1]:80"],
    ["B80D0120000000000000000001000000:0050", "x86_64", "[2001:db8::1]:80"],
    ["00000000000000000000000000000001:0050", "s390x", "[::1]:80"],
  ])("%s of %s is %s", (line, arch, shown) => {
    expect(listener(line, arch)).toBe(shown);
  });

  it("is nothing that only looks like it", () => {
    for (const line of ["", "0100007F:1F9", "0100007G:1F90", "0100007F:1F90 x", "01:0050"])
      expect(listener(line, "x86_64")).toBeUndefined();
  });
});

describe("the sockets of daemon groups", () => {
  const sockets = (...lines: string[]) =>
    socketsIn({
      check: "processes",
      installation: 1,
      status: 0,
      timedOut: false,
      parts: [{ name: "sockets", stdout: lines.join("\n"), stderr: "", status: 0 }],
    });

  it("are those of the newest generation, and those that a reload keeps", () => {
    expect(
      sockets("5 5 /run/wsgi.12.0.1.sock", "9 9 /run/wsgi.12.1.1.sock", "? ? /run/wsgi.12.1.2.sock"),
    ).toEqual([
      { made: 9, generation: 1, group: 1 },
      { made: undefined, generation: 1, group: 2 },
    ]);
    expect(sockets("5 5 /run/wsgi.12.u33.1.sock", "5 5 /run/wsgi.12.u1001.2.sock")).toEqual([
      { made: 5, generation: undefined, group: 1 },
      { made: 5, generation: undefined, group: 2 },
    ]);
  });
});
