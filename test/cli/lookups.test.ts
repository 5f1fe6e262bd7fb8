import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { HostRecord } from "../../src/model/snapshot.js";
import { directory, freshFile, identity } from "../support/world.js";

const COMMAND = fileURLToPath(new URL("../../dist/wsgi-audit.cjs", import.meta.url));

const asked = freshFile("");

/** Notes each name that it is asked for, and answers none. */
const SILENCE = `
  const { appendFileSync } = require("fs");
  const nameIn = (question) => question.subarray(13, question.indexOf(0, 12)).toString("latin1").replace(/[^a-z0-9]/g, ".");
  require("dgram").createSocket("udp4")
    .on("message", (question) => appendFileSync("${asked}", nameIn(question) + "\\n"))
    .bind(53, "127.0.0.1", () => appendFileSync("${asked}", "ready\\n"));`;

/** A network of its own, whose only name server listens and never answers. */
const silently = (command: string) => {
  writeFileSync(asked, "");
  const script = `
    ip link set lo up
    mount --bind ${freshFile("nameserver 127.0.0.1\n")} /etc/resolv.conf
    mount --bind ${freshFile("127.0.0.1 localhost known.test\n")} /etc/hosts
    ${process.execPath} -e '${SILENCE}' & server=$!
    until grep -q ready ${asked}; do sleep 0.1; done
    ${command}
    code=$?
    kill $server
    exit $code`;
  return spawnSync("unshare", ["-n", "-m", "sh", "-c", script], { encoding: "utf8", timeout: 200_000 });
};

/** Not every machine lets its tests have namespaces. */
const POSSIBLE = silently("true").status === 0;

describe.runIf(POSSIBLE)("names that no server answers for", () => {
  it("keep no other host waiting, and are asked for all at a time", () => {
    const dead = Array.from({ length: 12 }, (_, index) => `dead${index}.test`);
    const hosts = [...dead, "known.test"].map((name) => `  ${name}: { port: 1 }\n`);
    const inventory = freshFile(
      `defaults: { user: audit, agent: false, identity_file: ${identity}, connect_timeout: 4s }\nhosts:\n${hosts.join("")}`,
    );
    const out = join(directory, "out.jsonl");
    const { status, stderr } = silently(`${COMMAND} collect -i ${inventory} -o ${out} --no-ssh-config`);
    expect({ status, stderr }).toEqual({ status: 4, stderr: "" });
    // The system asks again for the first one when seconds have passed: by then each was asked for.
    const questions = readFileSync(asked, "utf8")
      .split("\n")
      .filter((name) => dead.includes(name));
    const again = questions.findIndex(
      (name, at) => questions.slice(0, at).filter((each) => each === name).length === 2,
    );
    expect(new Set(questions.slice(0, again))).toEqual(new Set(dead));
    const records = readFileSync(out, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .filter(({ record }): boolean => record === "host") as HostRecord[];
    const codes = new Map(records.map(({ host, error }) => [host.name, `${error?.stage} ${error?.code}`]));
    expect(new Set(dead.map((name) => codes.get(name)))).toEqual(new Set(["resolve timeout"]));
    expect(codes.get("known.test")).toBe("dial refused");
    // It was not first in the queue, nor did it wait for the others to give up.
    expect(records.at(0)?.host.name).toBe("known.test");
  });
});
