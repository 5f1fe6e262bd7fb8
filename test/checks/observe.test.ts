import { describe, expect, it } from "vitest";
import { answersBelow, observationsIn } from "../../src/checks/observe/answer.js";
import type { Section } from "../../src/model/snapshot.js";

const section = (stdout: string, more: { stderr?: string; status?: number } = {}): Section => ({
  check: "observe",
  installation: 0,
  parts: [{ name: "http://a.test/observed", stdout, stderr: "", status: 0, ...more }],
  status: 0,
  timedOut: false,
});

const ANSWER = {
  "wsgi-audit": 1,
  process_group: "blue",
  application_group: "",
  script_name: "/observed",
  script: "/srv/observe.wsgi",
  server_name: "a.test",
  multithread: true,
  multiprocess: false,
  pid: 12,
  parent: 7,
  version: "3.11.2",
  prefix: "/usr",
  base_prefix: "/usr",
};
const page = (head: string, body = "") => `${head}\n\n${body}`;

describe("observations", () => {
  it.each([
    ["answered", page("HTTP/1.1 200 OK", JSON.stringify(ANSWER))],
    ["other-page", page("HTTP/1.1 200 OK\nContent-Type: text/html")],
    ["other-page", page("HTTP/1.1 200 OK", '{"wsgi-audit": 2}')],
    ["other-page", page("HTTP/1.1 200 OK", '{"wsgi-audit": 1}')],
    ["other-page", page("HTTP/1.1 200 OK", '["wsgi-audit"]')],
    ["redirect", page("HTTP/1.1 301 Moved Permanently\nLocation: https://a.test/")],
    ["forbidden", page("HTTP/1.1 403 Forbidden")],
    ["forbidden", page("HTTP/1.1 401 Unauthorized")],
    ["not-found", page("HTTP/1.1 404 Not Found")],
    ["server-error", page("HTTP/1.1 500 Internal Server Error")],
    // A script that fails does not count as answering, whatever it prints.
    ["server-error", page("HTTP/1.1 500 Internal Server Error", JSON.stringify(ANSWER))],
  ])("%s: %j", (outcome, stdout) => {
    expect(observationsIn(section(stdout))[0]?.outcome).toBe(outcome);
  });

  it.each([
    ["no-listener", 7, "connection refused"],
    ["no-listener", 1, "curl: (7) Failed to connect to 127.0.0.1 port 81 after 0 ms"],
    [
      "no-listener",
      1,
      "Traceback (most recent call last):\nConnectionRefusedError: [Errno 111] Connection refused",
    ],
    ["no-answer", 28, "no answer within 10 s"],
    ["no-answer", 1, "curl: (28) Operation timed out after 10001 milliseconds"],
    ["failed", 127, "no curl, python or wget"],
    ["failed", 56, "socket hang up"],
  ])("%s, status %i: %s", (outcome, status, stderr) => {
    expect(observationsIn(section("", { status, stderr }))[0]).toMatchObject({ outcome, status: null });
  });

  it("belong to the server whose child answered", () => {
    const answered = section(page("HTTP/1.1 200 OK", JSON.stringify(ANSWER)));
    expect(answersBelow(answered, "7")).toHaveLength(1);
    expect(answersBelow(answered, "8")).toEqual([]);
    expect(answersBelow(answered, undefined)).toEqual([]);
  });
});
