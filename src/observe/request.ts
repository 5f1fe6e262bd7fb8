import { request as httpRequest, type IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect as tlsConnect } from "node:tls";
import type { Response } from "./response.js";

/** The test script's answer has a few kilobytes. */
const MOST_BYTES = 65_536;

/**
 * The certificate is not verified: the stream ends at the host that SSH has authenticated, and which certificate it
 * shows to the world is not asked here.
 */
function secured(stream: Duplex, name: string): Duplex {
  const servername = isIP(name) ? "" : name;
  return tlsConnect({ socket: stream, rejectUnauthorized: false, servername, ALPNProtocols: ["http/1.1"] });
}

/** A Host header without a port, which is the canonical one: mod_wsgi names interpreters after it. */
const hostHeader = ({ hostname }: URL) => hostname;

/** Asks one URL over a stream that leads to its server. Follows no redirect. Rejects with what went wrong. */
export function request(stream: Duplex, url: URL, withinMs: number): Promise<Response> {
  return new Promise((resolve, reject) => {
    const connection = url.protocol === "https:" ? secured(stream, url.hostname) : stream;
    const fail = (error: Error) => {
      clearTimeout(timer);
      stream.destroy();
      reject(error);
    };
    const timer = setTimeout(() => fail(new Error(`no answer within ${withinMs / 1000} s`)), withinMs);
    connection.on("error", fail);
    stream.on("error", fail);
    const asked = httpRequest({
      createConnection: () => connection,
      path: `${url.pathname}${url.search}`,
      headers: { host: hostHeader(url), "user-agent": "wsgi-audit", connection: "close" },
    });
    asked.on("error", fail);
    asked.on("response", (message) => {
      read(message).then((body) => {
        clearTimeout(timer);
        stream.destroy();
        resolve(responseOf(message, body));
      }, fail);
    });
    asked.end();
  });
}

/** No more than we have a use for: a page may be endless. */
async function read(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, MOST_BYTES - size));
    size += chunk.length;
    if (size >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}

function responseOf(
  { statusCode = 0, statusMessage = "", rawHeaders }: IncomingMessage,
  body: string,
): Response {
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
  );
  return { status: statusCode, reason: statusMessage, headers, body };
}
