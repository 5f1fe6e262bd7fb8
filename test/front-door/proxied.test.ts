import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Audit } from "../../src/model/audit.js";
import { frame } from "../../src/script/frame.js";
import { transcriptOf } from "../faults/played.js";
import { NONCE } from "../support/shells.js";
import { describeHome, type UserHome, userHome } from "../support/user-home.js";

describeHome("what httpd hands on, of what the script has printed on a host", () => {
  let home: UserHome;
  beforeAll(async () => {
    home = await userHome({});
    const printed = frame(transcriptOf("debian12-proxied"), "stdout", NONCE);
    writeFileSync(`${home.directory}/fleet/shop.out`, printed);
  });
  afterAll(() => home?.close());

  const report = async (words: string) => {
    const { code, stdout } = await home.run(`wsgi-audit report shop.out --fail-on none ${words}`);
    // Its fixture is silent about what most checks print.
    expect(code).toBe(4);
    return stdout;
  };

  it("is in JSON with the Python that listens there", async () => {
    const { hosts }: Audit = JSON.parse(await report("-f json"));
    const places = hosts[0]?.installations[0]?.facts["apache.proxied"];
    expect(places).toContainEqual(
      expect.objectContaining({ url: "/shop", server: "gunicorn", python: "/opt/python3.9/bin/python3.9" }),
    );
  });

  it.each(["-f details", "-f csv", "-f html"])("is in %s", async (words) => {
    const said = await report(words);
    expect(said).toContain("http://127.0.0.1:8000");
    expect(said).toContain("/opt/python3.9/bin/python3.9");
    expect(said).not.toContain("h<script>");
  });

  it("is explained", async () => {
    const { stdout } = await home.run("wsgi-audit explain apache.proxied");
    expect(stdout).toContain("mod_proxy");
  });
});
