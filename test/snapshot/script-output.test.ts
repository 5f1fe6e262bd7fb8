import { describe, expect, it } from "vitest";
import { isPrinted, printedSnapshot, splitStreams } from "../../src/snapshot/script-output.js";

const NONCE = "0123456789abcdef0123456789abcdef";
const errors = (text: string) =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => `@${NONCE} e ${line}\n`);

describe("one stream of a script that stands alone", () => {
  it("is told apart, wherever the lines of standard error fell into standard output", () => {
    const [one = "", two = ""] = errors("first\nsecond\n");
    const text = `out${one}put\n${two}end`;
    const { stdout, stderr } = splitStreams(Buffer.from(text), NONCE);
    expect([stdout.toString(), stderr.toString()]).toEqual(["output\nend", "first\nsecond\n"]);
  });

  it("has its host from the name of the file, and sections from both streams", () => {
    const marks = (words: string) => `\n@${NONCE} ${words}\n`;
    const stderr = errors(
      `${marks("begin host 0")}${marks("part uname")}denied\n${marks("done 1")}${marks("end 0")}`,
    );
    const stdout = [
      marks("begin host 0"),
      marks("part uname"),
      "Linux\n",
      marks("done 1"),
      marks("end 0"),
      marks("fin"),
    ];
    const bytes = Buffer.from(`Welcome!\n${stdout.join("")}${stderr.join("")}`);
    expect(isPrinted(bytes)).toBe(true);
    const { hosts, header } = printedSnapshot(bytes, "/tmp/web01.example.org.out", new Date(0));
    expect(header.selected).toEqual(["web01.example.org"]);
    expect(hosts[0]?.transcript).toMatchObject({
      complete: true,
      noise: "Welcome!",
      sections: [
        { check: "host", parts: [{ name: "uname", stdout: "Linux\n", stderr: "denied\n", status: 1 }] },
      ],
    });
  });

  it("that is cut off is not taken for whole", () => {
    const bytes = Buffer.from(`\n@${NONCE} begin host 0\n\n@${NONCE} part uname\nLin`);
    expect(printedSnapshot(bytes, "a.out", new Date(0)).hosts[0]).toMatchObject({
      error: { code: "truncated" },
    });
    expect(isPrinted(Buffer.from('{"record":"header"}\n'))).toBe(false);
  });
});
