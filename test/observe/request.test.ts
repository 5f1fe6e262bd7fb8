import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { observeTarget } from "../../src/inventory/resolve/observe-target.js";
import { request } from "../../src/observe/request.js";
import { keptOf } from "../../src/observe/response.js";

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function listening(server: ReturnType<typeof createTcpServer>): Promise<Socket> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stream = connect((server.address() as AddressInfo).port, "127.0.0.1");
  closers.push(() => {
    stream.destroy();
    server.close();
  });
  return stream;
}

const serving = (answer: (asked: IncomingMessage, response: ServerResponse) => void) =>
  listening(createServer(answer));

const url = (path = "/observed") => new URL(`http://www.example.org:8080${path}`);

describe("one request over a stream", () => {
  it("sends the name without its port, and the path with its query", async () => {
    const stream = await serving((asked, response) => response.end(`${asked.headers.host} ${asked.url}`));
    expect((await request(stream, url("/a?b=c"), 2000)).body).toBe("www.example.org /a?b=c");
  });

  it("follows no redirect", async () => {
    const stream = await serving((_asked, response) => response.writeHead(302, { location: "/b" }).end());
    expect((await request(stream, url(), 2000)).status).toBe(302);
  });

  it("reads no more of an endless page than it has a use for", async () => {
    const stream = await serving((_asked, response) => {
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(16_384)));
        response.once("drain", more);
      };
      more();
    });
    expect((await request(stream, url(), 5000)).body).toHaveLength(65_536);
  });

  it.each([
    ["that says nothing", (_socket: Socket) => {}, /no answer within 0\.3 s/],
    ["that hangs up", (socket: Socket) => socket.destroy(), /hang up|reset|closed/i],
    ["that speaks no HTTP", (socket: Socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"), /HTTP/],
    [
      "whose headers do not end",
      (socket: Socket) => socket.write(`HTTP/1.1 200 OK\r\n${"x: y\r\n".repeat(9000)}`),
      /header/i,
    ],
  ])("gives up a server %s", async (_what, behave, message) => {
    const stream = await listening(
      createTcpServer((socket) => {
        socket.on("error", () => {});
        behave(socket);
      }),
    );
    await expect(request(stream, url(), 300)).rejects.toThrow(message);
  });
});

describe("what is kept of an answer", () => {
  const answer = { status: 200, reason: "OK", headers: [], body: "" };

  it("is the body of the test script alone", () => {
    expect(keptOf({ ...answer, body: '{"wsgi-audit": 1}' })).toBe('HTTP/1.1 200 OK\n\n{"wsgi-audit": 1}');
    expect(keptOf({ ...answer, body: "<p>our customers</p>" })).toBe("HTTP/1.1 200 OK\n\n");
  });

  it("is no cookie, and no query of a redirect", () => {
    const headers = [
      ["Set-Cookie", "session=canary"],
      ["Location", "https://example.org/login?token=canary#canary"],
      ["Server", "Apache"],
    ] as const;
    expect(keptOf({ ...answer, status: 302, reason: "Found", headers })).toBe(
      "HTTP/1.1 302 Found\nLocation: https://example.org/login\nServer: Apache\n\n",
    );
  });
});

describe("where a URL is asked", () => {
  it.each([
    ["http://www.example.org/x", undefined, "127.0.0.1", 80],
    ["https://www.example.org/x", undefined, "127.0.0.1", 443],
    ["http://www.example.org:8080/x", undefined, "127.0.0.1", 8080],
    ["https://www.example.org/x", "10.0.0.5", "10.0.0.5", 443],
    ["https://www.example.org/x", "10.0.0.5:8443", "10.0.0.5", 8443],
    ["http://www.example.org/x", "[::1]:8080", "::1", 8080],
    ["http://www.example.org/x", "[2001:db8::1]", "2001:db8::1", 80],
  ])("%s, connect %s: %s port %i", (at, connectTo, host, port) => {
    expect(observeTarget(at, connectTo)).toEqual({ url: at, connect: { host, port } });
  });
});
