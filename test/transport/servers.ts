import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import ssh2 from "ssh2";

export const USER_KEY = ssh2.utils.generateKeyPairSync("ed25519");
export const HOST_KEY = ssh2.utils.generateKeyPairSync("ed25519");

export interface TestServer {
  port: number;
  /** Authentication attempts that the server saw, by method. */
  attempts: string[];
  connections: number;
  close(): void;
}

type Exec = (channel: ssh2.ServerChannel, info: ssh2.ExecInfo) => void;

export interface SshServerOptions {
  algorithms?: ssh2.ServerConfig["algorithms"];
  hostKey?: string;
  password?: string;
  exec?: Exec | "refuse" | "ignore";
  banner?: string;
}

const loginMethods = ["publickey", "password", "keyboard-interactive"] as const;

/** A real SSH server in this process, that can be told to misbehave. */
export async function sshServer(options: SshServerOptions = {}): Promise<TestServer> {
  const state: TestServer = { port: 0, attempts: [], connections: 0, close: () => server.close() };
  const config = {
    hostKeys: [options.hostKey ?? HOST_KEY.private],
    ...(options.algorithms && { algorithms: options.algorithms }),
    ...(options.banner && { banner: options.banner }),
  };
  const allowed = ssh2.utils.parseKey(USER_KEY.public) as ssh2.ParsedKey;
  const server = new ssh2.Server(config, (client) => {
    state.connections += 1;
    client.on("error", () => {});
    client.on("authentication", (context) => {
      state.attempts.push(context.method);
      answer(context, allowed, options.password);
    });
    client.on("session", (accept) => {
      accept().on("exec", (acceptExec, reject, info) => {
        if (options.exec === "refuse") reject?.();
        else if (options.exec !== "ignore") options.exec?.(acceptExec(), info);
      });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  state.port = (server.address() as AddressInfo).port;
  return state;
}

function answer(context: ssh2.AuthContext, allowed: ssh2.ParsedKey, password: string | undefined): void {
  const keyMatches = context.method === "publickey" && context.key.data.equals(allowed.getPublicSSH());
  if (keyMatches || (context.method === "password" && context.password === password)) context.accept();
  else if (context.method === "keyboard-interactive" && password !== undefined) {
    context.prompt([{ prompt: "Token: ", echo: false }], (answers) =>
      answers[0] === password ? context.accept() : context.reject(),
    );
  } else context.reject([...loginMethods]);
}

/** A TCP server that does with each socket whatever it is told. */
export async function rawServer(handle: (socket: Socket) => void): Promise<TestServer> {
  const state: TestServer = { port: 0, attempts: [], connections: 0, close: () => server.close() };
  const server = createServer((socket) => {
    state.connections += 1;
    socket.on("error", () => {});
    handle(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  state.port = (server.address() as AddressInfo).port;
  return state;
}

/** Passes bytes on to a port, the server's first ones as `send` wants them. */
export const proxyTo = (port: number, send: (socket: Socket, chunk: Buffer, first: boolean) => void) =>
  rawServer(async (socket) => {
    const { createConnection } = await import("node:net");
    const upstream = createConnection(port, "127.0.0.1");
    let first = true;
    upstream.on("data", (chunk) => {
      send(socket, chunk, first);
      first = false;
    });
    socket.on("data", (chunk) => upstream.write(chunk));
    upstream.on("error", () => {});
    upstream.on("close", () => socket.destroy());
    socket.on("close", () => upstream.destroy());
  });
