import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checks, reaching } from "../../src/checks/index.js";
import { composeScript } from "../../src/script/compose.js";

const root = new URL("../../", import.meta.url).pathname;
const here = spawnSync("shellcheck", ["--version"]).status === 0;

const OTHERS = [
  "containers/ansible/ssh-arguments",
  "containers/auditor/build",
  "containers/engine",
  "containers/scenarios/start",
  ".ci/setup",
  ".ci/build",
  ".ci/start",
];

const scripts = ["src", "containers"]
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".sh"))
      .map((file) => join(folder, file)),
  )
  .concat(OTHERS);

/** Pieces of one script: each uses what the others define (2034, 2154), and is called by name (2317). */
const PIECES = "SC2034,SC2154,SC2317";

const complaints = (words: readonly string[], input?: string) => {
  const { stdout, stderr } = spawnSync("shellcheck", ["-s", "sh", "-f", "gcc", ...words], {
    cwd: root,
    input,
    encoding: "utf8",
  });
  return `${stdout}${stderr}`.trim();
};

describe.skipIf(!here && !process.env.CI)(
  here ? "shellcheck" : "SHELLCHECK IS NOT INSTALLED: SHELL SCRIPTS NOT CHECKED",
  () => {
    it("finds every collect.sh", () => {
      expect(scripts.filter((file) => file.endsWith("/collect.sh"))).toHaveLength(
        new Set([...checks, ...reaching]).size,
      );
    });

    it.each(scripts)("%s is clean", (file) => {
      expect(complaints(["-e", PIECES, file])).toBe("");
    });

    it("the composed script is clean", () => {
      const script = composeScript(checks, { nonce: "0".repeat(32), seconds: 90 });
      expect(complaints(["-e", PIECES, "-"], script)).toBe("");
    });
  },
);
