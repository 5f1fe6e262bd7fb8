import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { daemonGroups, groupsBeforeGroup } from "../../src/apache-config/daemons.js";
import { named, ofServer, readDirectives } from "../../src/apache-config/directives.js";
import { splitArguments } from "../../src/apache-config/lexer.js";
import { expectLinear } from "../support/linear.js";

describe("splitArguments", () => {
  it.each([
    ["a b  c", ["a", "b", "c"]],
    [
      'LoadModule wsgi_module "/opt/my apps/mod_wsgi.so"',
      ["LoadModule", "wsgi_module", "/opt/my apps/mod_wsgi.so"],
    ],
    ["X 'single \"inside\"'", ["X", 'single "inside"']],
    ['X "a \\" b"', ["X", 'a " b']],
    ["", []],
  ])("%s", (text, words) => {
    expect(splitArguments(text)).toEqual(words);
  });

  it("takes any text without trouble, in linear time", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) =>
        Array.isArray(splitArguments(text)),
      ),
    );
    expectLinear((size) => splitArguments('"\\'.repeat(size)));
  });
});

const listing = [
  "# In file: /etc/apache2/apache2.conf",
  "10\tWSGIPythonHome /opt/venv",
  "11\t<IfModule mod_ssl.c>",
  "12\tListen 443",
  "13\t</ifmodule>",
  "# In file: /etc/apache2/sites-enabled/a.conf",
  "1\t<VirtualHost *:80>",
  "2\tServerName a.test",
  "3\tWSGIDaemonProcess two processes=2 threads=5 python-home=/opt/v display-name=%{GROUP}",
  "4\t<Directory /srv>",
  "5\tWSGIProcessGroup two",
  "6\t</directory>",
  "7\t</virtualhost>",
  "8\tWSGIDaemonProcess plain",
].join("\n");

describe("readDirectives", () => {
  const directives = readDirectives(listing);

  it("keeps place and surroundings of every directive", () => {
    expect(named(directives, "wsgiprocessgroup")).toEqual([
      {
        name: "WSGIProcessGroup",
        key: "wsgiprocessgroup",
        arguments: ["two"],
        file: "/etc/apache2/sites-enabled/a.conf",
        line: 5,
        sections: ["virtualhost *:80", "directory /srv"],
      },
    ]);
  });

  it("counts conditions as the server's own level, virtual hosts not", () => {
    expect(ofServer(directives, "listen")).toHaveLength(1);
    expect(ofServer(directives, "servername")).toEqual([]);
  });

  it("knows that an unwritten process count is not the same as one", () => {
    expect(daemonGroups(directives)).toMatchObject([
      {
        name: "two",
        processes: 2,
        processes_set: true,
        threads: 5,
        python_home: "/opt/v",
        declared_at: "/etc/apache2/sites-enabled/a.conf:3",
      },
      { name: "plain", processes: 1, processes_set: false, threads: 15, python_home: null },
    ]);
  });

  it("takes any text without trouble", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => Array.isArray(readDirectives(text))));
    fc.assert(
      fc.property(fc.array(fc.constantFrom("1\t<a b>", "2\t</a>", "3\tX y", "# In file: f")), (rows) =>
        Array.isArray(readDirectives(rows.join("\n"))),
      ),
    );
  });
});

describe("the user and the group of a daemon group that names none", () => {
  // As live servers of Debian 11 and 12 have it.
  it.each([
    [
      ["WSGIDaemonProcess g", "User alice", "Group bob"],
      [null, null],
    ],
    [
      ["User alice", "Group alice", "WSGIDaemonProcess g", "User bob", "Group bob"],
      ["alice", "alice"],
    ],
    [
      ["User alice", "WSGIDaemonProcess g", "User bob", "Group bob"],
      ["alice", null],
    ],
    [
      ["<VirtualHost *:80>", "WSGIDaemonProcess g", "</VirtualHost>", "User alice"],
      [null, null],
    ],
    [
      ["User a", "<VirtualHost *:80>", "WSGIDaemonProcess g", "</VirtualHost>", "User b"],
      ["a", null],
    ],
    [
      ["User a", "User b", "WSGIDaemonProcess g", "User c"],
      ["b", null],
    ],
    [
      ["User a", "WSGIDaemonProcess g user=own group=own", "User b"],
      ["own", "own"],
    ],
    [
      ["User a", "WSGIDaemonProcess g", "User a"],
      [null, null],
    ],
  ] as const)("of %j are %j", (lines, [user, group]) => {
    const listing = `# In file: /etc/apache2/apache2.conf\n${lines.map((line, at) => `${at + 1}\t${line}`).join("\n")}\n`;
    expect(daemonGroups(readDirectives(listing))).toMatchObject([{ user, group }]);
  });
});

// Tried on live servers: setgroups() refuses a group that is not set, and the process is started again and again.
describe("groups that name supplementary groups before Group is set", () => {
  const early = "WSGIDaemonProcess g user=games supplementary-groups=mail,games";

  it.each([
    [[early, "Group web"], true],
    [["User a", early, "User b", "Group web"], true],
    [["<VirtualHost *:80>", early, "</VirtualHost>", "Group web"], true],
    [["Group web", early], false],
    [["Group a", early, "Group b"], false],
    [[`${early} group=mail`, "Group web"], false],
    [["WSGIDaemonProcess g", "Group web"], false],
    // It may stand where nobody could read.
    [[early], false],
  ] as const)("of %j: %s", (lines, isEarly) => {
    const listing = `# In file: /etc/apache2/apache2.conf\n${lines.map((line, at) => `${at + 1}\t${line}`).join("\n")}\n`;
    expect([...groupsBeforeGroup(readDirectives(listing))]).toEqual(isEarly ? ["g"] : []);
  });
});
