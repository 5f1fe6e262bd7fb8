import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isKilled } from "../../src/collect/unlock.js";
import { shells } from "../support/shells.js";

const BECOME = readFileSync(new URL("../../src/script/become.sh", import.meta.url), "utf8");
const NONCE = "0123456789abcdef";

/** What `attend` prints of these lines, in which PID is a process that goes on for ever, and how that has ended. */
function attended([program = "sh", ...options]: readonly string[], lines: readonly string[]) {
  const body = `NONCE=${NONCE}
${BECOME}
sleep 1000 &
PID=$!
printf '%b' '${lines.join("")}' | sed "s/PID/$PID/" | attend
kill "$PID"
wait "$PID"
echo "ended with $?"
`;
  const { stdout } = spawnSync(program, [...options, "-c", body], { encoding: "utf8" });
  const said = stdout.split("\n").filter((line) => line.trim() !== "");
  const status = Number(said.pop()?.replace("ended with ", ""));
  return { said, killed: isKilled(status), marks: said.filter((line) => line.startsWith("@")) };
}

const mark = (words: string) => `\\n@${NONCE} ${words}\\n`;
const ASKS = `[sudo: ${mark("asks")}] Password: `;

describe.each(shells.map((shell) => [shell.join(" "), shell] as const))(
  "sudo, attended by %s",
  (_, shell) => {
    it("is ended when it asks once too often", () => {
      const { killed, marks } = attended(shell, [mark("begin 2"), mark("pid PID"), ASKS, ASKS, mark("over")]);
      expect({ killed, marks }).toEqual({ killed: true, marks: [`@${NONCE} sudo asks`] });
    });

    const late = `@${NONCE} pid PID\\n`;
    it.each([
      ["its number", [mark("begin 2"), "\\n", ASKS, late, ASKS, mark("over")]],
      ["its number, which comes late", [mark("begin 2"), "\\n", ASKS, ASKS, late, mark("over")]],
    ])("is ended, too, where a prompt has come between the end of a line and %s", (_what, lines) => {
      const { said, killed, marks } = attended(shell, lines);
      expect({ killed, marks }).toEqual({ killed: true, marks: [`@${NONCE} sudo asks`] });
      expect(said.join("\n")).not.toContain("pid");
    });

    it("tells how it ended, whatever stands before that", () => {
      const lines = [
        mark("begin 1"),
        mark("pid PID"),
        "no end of a line",
        `@${NONCE} ended 3\\n`,
        mark("over"),
      ];
      const { said, killed } = attended(shell, lines);
      expect({ said, killed }).toEqual({ said: ["no end of a line", `@${NONCE} sudo 3 0`], killed: false });
    });
  },
);
