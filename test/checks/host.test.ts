import { describe, expect, it } from "vitest";
import { budgetOfHost } from "../../src/base/budget.js";
import { host } from "../../src/checks/host/index.js";
import type { Section } from "../../src/model/snapshot.js";
import { sectionOf } from "../support/section.js";

describe("the version of a system", () => {
  it.each([
    ["a release", 'ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie', "13"],
    ["one without a number yet", "ID=debian\nVERSION_CODENAME=forky", "forky"],
    ["one that has builds alone", "ID=arch\nBUILD_ID=rolling", "rolling"],
    ["one that is an image of a release", 'ID=x\nVERSION_ID="1"\nBUILD_ID=2026-11-30', "1"],
  ])("is that of %s", (_name, release, version) => {
    const section = sectionOf("host", { "os-release": release, uname: "Linux 6.1.0-28-amd64 x86_64" });
    expect(parsed(section)["host.os_version"]).toBe(version);
  });

  it("is none where nothing says so, and never the kernel's of a distribution", () => {
    const section = sectionOf("host", { "os-release": "ID=none", uname: "Linux 6.1.0-28-amd64 x86_64" });
    expect(parsed(section)["host.os_version"]).toMatchObject({ outcome: "absent" });
    const bare = sectionOf("host", { uname: "OpenBSD 7.6 amd64" });
    expect(parsed(bare)["host.os_version"]).toBe("7.6");
  });
});

const parsed = (section: Section) =>
  host.parse({ section, known: {}, other: () => undefined, budget: budgetOfHost() });
