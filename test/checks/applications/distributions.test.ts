import { describe, expect, it } from "vitest";
import { distributionsOn } from "../../../src/checks/applications/distributions.js";
import type { Section } from "../../../src/model/snapshot.js";

const sectionOf = (...lines: string[]): Section => ({
  check: "packages",
  installation: 1,
  parts: [{ name: "directories", stdout: `${lines.join("\n")}\n`, stderr: "", status: 0 }],
  status: 0,
  timedOut: false,
});

const listed = (path: string, ...lines: string[]) => [`at\tdirectory\t${path}\t`, ...lines, "end"];

const factsOn = (path: readonly string[], ...lines: string[]) => distributionsOn(sectionOf(...lines))(path);

describe("the distributions of a search path", () => {
  it("are told by name, the first on the path before all others", () => {
    const lines = [
      ...listed("/b", "d\tDjango\t3.2", "d\tx.y\t1"),
      ...listed("/a", "d\tdjango\t4.2", "e\tZ_z\t2"),
    ];
    expect(factsOn(["/a", "/none", "/b"], ...lines)).toEqual({
      "app.distributions": ["django 4.2", "x-y 1", "z-z 2"],
      "app.distributions_by_name": [],
      "app.editable": [],
      "app.distributions_system": [],
      "app.distributions_twice": [
        { name: "django", version: "4.2", at: "/a", other_version: "3.2", other_at: "/b" },
      ],
    });
  });

  it("do not stand twice where both are the same, by version or by directory", () => {
    const lines = [
      ...listed("/a", "d\tone\t1.0"),
      ...listed("/b", "e\tone\t1.0.0"),
      "at\tdirectory\t/lib/x\t/usr/lib/x",
      "d\ttwo\t2",
      "end",
      "at\tsame\t/usr/lib/x\t",
    ];
    const facts = factsOn(["/a", "/b", "/lib/x", "/usr/lib/x"], ...lines);
    expect(facts["app.distributions"]).toEqual(["one 1.0", "two 2"]);
    expect(facts["app.distributions_twice"]).toEqual([]);
  });

  it("of two in one directory the newer counts, and both are told", () => {
    const facts = factsOn(["/a"], ...listed("/a", "d\tone\t1.9", "d\tone\t1.10"));
    expect(facts["app.distributions"]).toEqual(["one 1.10"]);
    expect(facts["app.distributions_twice"]).toEqual([
      { name: "one", version: "1.10", at: "/a", other_version: "1.9", other_at: "/a" },
    ]);
  });

  it("say which are told by their directory alone, and which are worked on", () => {
    const lines = listed(
      "/a",
      "n\tone-1.dist-info",
      "d\ttwo\t2",
      "editable",
      "l\tthree.egg-link",
      "e\tthree\t3",
    );
    expect(factsOn(["/a"], ...lines)).toMatchObject({
      "app.distributions": ["one 1", "three 3", "two 2"],
      "app.distributions_by_name": ["one"],
      "app.editable": ["three", "two"],
    });
  });

  it.each([
    ["/usr/lib/python3/dist-packages", true],
    ["/usr/lib/python3.9/site-packages", true],
    ["/usr/lib64/python3.9/site-packages", true],
    ["/usr/lib/python3/dist-packages/x-1.egg", true],
    ["/usr/local/lib/python3.11/dist-packages", false],
    ["/usr/lib/python3/dist-packages.old", false],
    ["/srv/usr/lib/python3/dist-packages", false],
    ["/srv/venv/lib/python3.11/site-packages", false],
  ])("in %s are the system's: %s", (path, isSystem) => {
    const facts = factsOn([path], ...listed(path, "d\tone\t1"));
    expect(facts["app.distributions_system"]).toEqual(isSystem ? ["one"] : []);
  });

  it("that a link leads to are the system's by where they are", () => {
    const lines = [
      "at\tdirectory\t/lib/python3/dist-packages\t/usr/lib/python3/dist-packages",
      "d\tone\t1",
      "end",
    ];
    expect(factsOn(["/lib/python3/dist-packages"], ...lines)["app.distributions_system"]).toEqual(["one"]);
  });

  it("in an egg have its name where nothing else tells", () => {
    const lines = ["at\tother\t/a/x-1.2-py3.9.egg\t", ...listed("/a/y-2-py3.9.egg", "n\tEGG-INFO")];
    expect(factsOn(["/a/x-1.2-py3.9.egg", "/a/y-2-py3.9.egg"], ...lines)["app.distributions"]).toEqual([
      "x 1.2",
      "y 2",
    ]);
  });

  it.each([
    ["denied", "at\tdenied\t/a\t", "denied"],
    ["cut off", "at\tdirectory\t/a\t", "failed"],
    ["a file", "at\tother\t/a\t", "failed"],
  ])("are not known where a directory is %s", (_, line, outcome) => {
    const facts = factsOn(["/a"], line, ...(outcome === "failed" ? [] : []));
    for (const fact of Object.values(facts)) expect(fact).toMatchObject({ outcome });
  });

  it("are not known where a .pth file was not read: it may have added a directory", () => {
    expect(factsOn(["/a"], ...listed("/a", "p\t-\tx.pth"))["app.distributions"]).toMatchObject({
      outcome: "failed",
      reason: "/a/x.pth was not read: it may add directories",
    });
  });

  it("are not known where there were more directories than are looked into", () => {
    expect(factsOn(["/a"], ...listed("/a"), "full")["app.distributions"]).toMatchObject({
      outcome: "failed",
    });
  });
});
