import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { TransportError } from "../../src/base/errors.js";
import { createOpensshTransport } from "../../src/transport/openssh/openssh.js";
import { createSsh2Transport } from "../../src/transport/ssh2/ssh2.js";
import { directory, failure, raw, target } from "../support/world.js";

const SSH = spawnSync("ssh", ["-V"]).status === 0;
if (!SSH && process.env.CI) throw new Error("install openssh: both transports are tested here");

const TRANSPORTS = {
  ssh2: () => createSsh2Transport({ environment: {} }),
  openssh: () => createOpensshTransport({ environment: { PATH: process.env.PATH, HOME: directory } }),
};

/** How each transport explains a server that says this before its identification, and then closes or waits. */
async function toldBy(text: string, then: "closes" | "waits", connectTimeoutMs = 60_000) {
  const server = await raw((socket) => (then === "closes" ? socket.end(text) : socket.write(text)));
  const told: Record<string, Pick<TransportError, "stage" | "code" | "message" | "hint" | "retryable">> = {};
  for (const [name, create] of Object.entries(TRANSPORTS)) {
    const transport = create();
    const to = target(server.port, { connectTimeoutMs, given: { port: server.port, address: "127.0.0.1" } });
    const { stage, code, message, hint, retryable } = await failure(to, { transport });
    told[name] = {
      stage,
      code,
      message: message.replaceAll(`${server.port}`, "PORT"),
      ...{ hint, retryable },
    };
    await transport.close();
  }
  return told;
}

describe.runIf(SSH)("what a server says before its identification", () => {
  it.each([
    ["Not allowed at this time\r\n", { code: "throttled", message: /PerSourcePenalties/, hint: /wait/ }],
    [
      "Exceeded MaxStartups\r\n",
      { code: "throttled", message: /closed the connection/, hint: /MaxStartups/ },
    ],
    ["\r\n\r\n", { code: "throttled", message: /closed the connection/ }],
    ["HTTP/1.1 400 Bad Request\r\n\r\n", { code: "not-ssh", message: /does not speak SSH: it says "HTTP/ }],
    ["SSH-1.5-OpenSSH_3.9\r\n", { code: "not-ssh", hint: /SSH 1 is not served/ }],
    ["Too many users.\r\nCome back later.\r\n", { code: "not-ssh", message: /"Too many users. Come back/ }],
    ["System is booting up.\r\n", { code: "not-ssh", hint: /nologin/ }],
    ["220 mail.example.org ESMTP\r\n", { code: "not-ssh", message: /"220 mail/, hint: /port/ }],
    ["\u001b[2J\u0007hostile\r\n", { code: "not-ssh", message: /"\S*\s?\S*hostile"$/ }],
  ])("is told alike by both transports: %j", async (text, expected) => {
    const { ssh2, openssh } = await toldBy(text, "closes");
    expect(ssh2).toMatchObject({ stage: "ident", code: expected.code });
    for (const [key, pattern] of Object.entries(expected))
      if (pattern instanceof RegExp) expect(ssh2?.[key as "message"]).toMatch(pattern);
    if (text.startsWith("SSH-1")) expect({ ...openssh, message: "" }).toEqual({ ...ssh2, message: "" });
    else if (!text.includes("hostile")) expect(openssh).toEqual(ssh2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
    expect(openssh?.message).not.toMatch(/[\u0000-\u001f]/);
  });

  it("is not called silence where nothing of SSH follows", async () => {
    const { ssh2, openssh } = await toldBy("220 mail.example.org ESMTP\r\n", "waits", 3000);
    for (const told of [ssh2, openssh]) {
      expect(told?.code).toBe("timeout");
      expect(told?.message).toMatch(
        /^127.0.0.1 port PORT says "220 mail.example.org ESMTP", and nothing of SSH: /,
      );
      expect(told?.hint).toMatch(/port/);
    }
  });
});
