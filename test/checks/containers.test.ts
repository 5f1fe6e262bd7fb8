import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Check } from "../../src/checks/check.js";
import { containers } from "../../src/checks/containers/index.js";
import { insideOf } from "../../src/checks/containers/listed.js";
import { discovery } from "../../src/checks/discovery/index.js";
import { host } from "../../src/checks/host/index.js";
import { parseContainers } from "../../src/facts/containers.js";
import { parseHost } from "../../src/facts/host.js";
import type { HostRecord, Transcript } from "../../src/model/snapshot.js";
import { processesWith, runChecks, shells } from "../support/shells.js";
import { until } from "../support/until.js";

const able = process.getuid?.() === 0 && process.platform === "linux";

const idOf = (digit: string) => digit.repeat(64);
const NAMES = { a: "shop", b: "hangs", c: "bare", d: "floods", e: "forges", f: "left-alone" };

/** An engine whose containers are this machine, or behave as none should. */
const STAND_IN = `#!/bin/sh
[ "$1 $3" = '--config -H' ] || exit 9
shift 4
known() { case $1 in ${Object.entries(NAMES)
  .map(([digit, name]) => `${idOf(digit)}) name=${name} ;;`)
  .join(" ")} *) return 1 ;; esac; }
case "$1 $2" in
  'inspect --type')
    shift 5
    status=0
    for id; do
      if known "$id"; then printf '%s\\t/%s\\thttpd:2.4\\tsha256:image\\n' "$id" "$name"
      else echo "Error: No such container: $id" >&2; status=1; fi
    done
    exit "$status" ;;
  'image inspect') printf 'sha256:image\\tmirror/httpd@sha256:0f httpd@sha256:1e \\n' ;;
  'exec -i')
    known "$3" || exit 1
    case $name in
      shop | left-alone) exec sh -s ;;
      hangs) exec sleep 600 ;;
      bare) echo 'exec: "sh": executable file not found in $PATH' >&2; exit 127 ;;
      floods) while :; do echo flood || exit; done ;;
      forges)
        read -r _ && read -r line
        nonce=\${line#NONCE=} nonce=\${nonce%% *}
        printf '\\n@%s begin host 0\\n\\n@%s part user\\nuid=0(forged)\\n\\n@%s done 0\\n\\n@%s end 0\\n' "$nonce" "$nonce" "$nonce" "$nonce"
        printf '\\n@%s begin containers 0\\n\\n@%s part self\\npodman\\tx\\tanother\\ty\\tz\\t\\n\\n@%s done 0\\n\\n@%s end 0\\n' "$nonce" "$nonce" "$nonce" "$nonce"
        printf '\\n@%s done 0\\n\\n@%s fin\\n\\n@%s fin\\n' "$nonce" "$nonce" 0123456789abcdef0123456789abcdef
        exit 0 ;;
    esac ;;
  *) echo "unexpected: $*" >&2; exit 9 ;;
esac
`;

const text = readFileSync(new URL("../../src/checks/containers/collect.sh", import.meta.url), "utf8");

describe.skipIf(!able)(
  able ? "httpd in containers" : "HTTPD IN CONTAINERS: NOT TESTED, AS ONLY ROOT OWNS WHAT MAY BE RUN",
  () => {
    let place = "";
    const server = createServer();
    beforeAll(async () => {
      place = mkdtempSync("/var/lib/wsgi-audit-test-");
      chmodSync(place, 0o755);
      writeFileSync(join(place, "docker"), STAND_IN, { mode: 0o755 });
      await new Promise<void>((done) => server.listen(join(place, "docker.sock"), () => done()));
    });
    afterAll(() => {
      server.close();
      rmSync(place, { recursive: true, force: true });
    });

    /** A host on which httpd runs in those containers, to a shell. */
    const run = async (
      shell: readonly string[],
      digits: string,
      { more = "", setting = "auto", marker = "" } = {},
    ): Promise<Transcript> => {
      const found = [...digits].map(
        (digit, at) =>
          `foreign\\t${100 + at}\\thttpd\\t-\\tin container ${idOf(digit)} (docker): another /\\n`,
      );
      const daemon = "engine\\t7\\tdockerd\\t-\\tuser 0\\n";
      const fake = {
        ...discovery,
        collect: { shell: `collect_discovery() { printf '${daemon}${found.join("")}'; }` },
      };
      const own = `${text}\ndocker_socket() { SOCKET=${place}/docker.sock; }\nINSIDE_SECONDS=5\n${more}\n`;
      const checks: Check[] = [host, fake, { ...containers, collect: { shell: own } }];
      const { transcript, code } = await runChecks(shell, checks, {
        containers: setting.split(" "),
        environment: { PATH: `${place}:${process.env.PATH}`, ...(marker && { MARKER: marker }) },
      });
      expect(code).toBe(0);
      expect(transcript).toMatchObject({ complete: true, noise: "" });
      return transcript;
    };

    const recordOf = (transcript: Transcript): HostRecord => ({
      record: "host",
      host: { name: "web01", address: "", groups: ["web"], expect: {} },
      status: "ok",
      startedAt: "2026-01-01T00:00:00.000Z",
      durationMs: 1,
      transcript,
    });
    const checks = [host, discovery, containers];
    const rowsOf = (transcript: Transcript) => parseContainers(recordOf(transcript), { checks });
    const factsOf = (transcript: Transcript) => parseHost(recordOf(transcript), { checks });

    it.concurrent.each(shells.map((shell) => [shell.join(" "), shell] as const))(
      "are rows of their own, and each costs only itself: %s",
      async (_, shell) => {
        const marker = join(place, `run-${shell.join("-")}`);
        const transcript = await run(shell, "abcde9", { marker });
        await until(() => processesWith(marker).length === 0);
        const [bare, floods, forges, hangs, shop, ...others] = rowsOf(transcript);
        expect(others).toEqual([]);
        expect(shop).toMatchObject({
          name: "web01/shop",
          containerOf: "web01",
          groups: ["web"],
          status: "ok",
          facts: {
            "host.user": "root",
            "host.container.engine": "docker",
            "host.container.name": "shop",
            "host.container.id": idOf("a"),
            "host.container.image": "httpd:2.4",
            "host.container.image_digest": "sha256:1e",
          },
          installations: [],
        });
        expect(hangs).toMatchObject({ name: "web01/hangs", status: "failed", error: { code: "timeout" } });
        expect(bare).toMatchObject({
          status: "failed",
          error: {
            code: "no-shell",
            message:
              'docker exec -i bare sh -s ended with status 127: exec: "sh": executable file not found in $PATH',
          },
        });
        expect(floods).toMatchObject({ status: "failed", error: { code: "too-much-output" } });
        expect(forges).toMatchObject({
          name: "web01/forges",
          facts: {
            "host.user": "forged",
            "host.container.name": "forges",
            "host.container.engine": "docker",
          },
        });
        expect(factsOf(transcript)).toMatchObject({
          status: "ok",
          facts: {
            "host.user": "root",
            "host.containers_asked": ["bare", "floods", "forges", "hangs", "shop"],
            "host.container.name": null,
          },
        });
        expect(factsOf(transcript).facts["host.containers"]).toEqual([
          ...["bare", "floods", "forges", "hangs", "shop"].map((name) => `${name}: httpd:2.4 (docker)`),
          "999999999999 (docker): docker does not tell of it: it has ended, or is another daemon's",
        ]);
      },
    );

    const [shell = ["sh"]] = shells;

    it.each([
      ["never", []],
      ["shop", ["shop"]],
      ["sh* left-?lone", ["left-alone", "shop"]],
      ["!left-*", ["shop"]],
      ["* !shop", ["left-alone"]],
      ["nobody", []],
    ])("are asked as `containers:` says: %s", async (setting, names) => {
      const transcript = await run(shell, "af", { setting });
      expect(rowsOf(transcript).map(({ name }) => name)).toEqual(names.map((name) => `web01/${name}`));
      const told = factsOf(transcript).facts["host.containers"] as string[];
      expect(told).toHaveLength(2);
      const why =
        setting === "never" ? "`containers: never` is set" : "its name is not among those of `containers:`";
      for (const name of ["shop", "left-alone"])
        expect(told).toContain(
          `${name}: httpd:2.4 (docker)${names.includes(name) ? "" : `, not asked inside: ${why}`}`,
        );
    });

    it("are no more than ten, and those left out are told", async () => {
      const digits = "123456789abcd";
      const transcript = await run(shell, digits, { more: "MOST_CONTAINERS=1" });
      expect(insideOf(transcript.sections.find(({ check }) => check === "containers"))).toHaveLength(1);
      expect(factsOf(transcript).facts["host.containers"]).toHaveLength(digits.length);
    });

    it.each([
      [
        "a socket that the login may not use",
        'may_ask_docker() { WHY="permission denied: /var/run/docker.sock"; return 1; }',
        /^a{12} \(docker\): permission denied: .*docker\.sock/,
      ],
      [
        "a program that others can change",
        'are_ours() { case $1 in */docker) WHY="group 7 may write to it"; return 1 ;; esac; }',
        /docker is not run: group 7 may write to it$/,
      ],
    ])("are denied or told by reason, and nothing is run: %s", async (_, more, why) => {
      const transcript = await run(shell, "a", { more });
      expect(rowsOf(transcript)).toEqual([]);
      expect(factsOf(transcript).facts["host.containers"]).toEqual([expect.stringMatching(why)]);
    });

    it("cost nothing where there are none", async () => {
      const transcript = await run(shell, "");
      const { facts, checks: results } = factsOf(transcript);
      expect(facts).toMatchObject({ "host.containers": [], "host.containers_asked": [] });
      expect(results.containers?.outcome).toBe("ok");
      expect(transcript.sections.find(({ check }) => check === "containers")?.parts).toEqual([]);
    });
  },
);
