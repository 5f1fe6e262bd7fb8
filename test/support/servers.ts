import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Socket } from "node:net";
import ssh2 from "ssh2";
import { generateKey } from "../../src/demo/server.js";

export { generateKey };

export const USER_KEY = generateKey();
export const HOST_KEY = generateKey();

export interface TestServer {
  port: number;
  /** Authentication attempts that the server saw, by method. */
  attempts: string[];
  connections: number;
  close(): void;
}

type Exec = (channel: ssh2.ServerChannel, info: ssh2.ExecInfo) => void;

/** The inside of a server's connection, for what no decent server does. */
export interface Misbehaviour {
  _sock: Socket;
  _protocol: {
    channelData(channel: number, data: Buffer): void;
    authPasswdChg(prompt: string): void;
    authInfoReq(name: string, instructions: string, prompts: { prompt: string; echo: boolean }[]): void;
    /** A global request that wants a reply. */
    ping(): void;
    /** Sends the banner that is set, and forgets it. */
    serviceAccept(name: string): void;
    _banner: string | undefined;
  };
}

export interface SshServerOptions {
  algorithms?: ssh2.ServerConfig["algorithms"];
  hostKeys?: string[];
  password?: string;
  /** Methods that the server takes; all by default. */
  methods?: ssh2.AuthenticationType[];
  userKey?: string;
  exec?: Exec | "refuse" | "ignore";
  banner?: string;
  /** Called for each connection, before anything is said. */
  onConnection?(connection: ssh2.Connection, inside: Misbehaviour): void;
  /** Decides on an authentication instead of the server, where it returns true. */
  onAuthentication?(context: ssh2.AuthContext, inside: Misbehaviour): boolean;
}

const METHODS: ssh2.AuthenticationType[] = ["publickey", "password", "keyboard-interactive"];

/** A real SSH server in this process, that can be told to misbehave. */
export async function sshServer(options: SshServerOptions = {}): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const state: TestServer = { port: 0, attempts: [], connections: 0, close: () => stop(server, sockets) };
  const config = {
    hostKeys: options.hostKeys ?? [HOST_KEY.private],
    ...(options.algorithms && { algorithms: options.algorithms }),
    ...(options.banner && { banner: options.banner }),
  };
  const server = new ssh2.Server(config, (connection) => {
    const inside = connection as unknown as Misbehaviour;
    sockets.add(inside._sock);
    // ssh2 writes a packet in pieces: each would wait for the answer to the one before.
    inside._sock.setNoDelay(true);
    state.connections += 1;
    connection.on("error", () => {});
    connection.on("authentication", (context) => {
      state.attempts.push(context.method);
      if (!options.onAuthentication?.(context, inside)) answer(context, options);
    });
    connection.on("session", (accept) => {
      accept().on("exec", (acceptExec, reject, info) => {
        if (options.exec === "refuse") reject?.();
        else if (options.exec !== "ignore") options.exec?.(acceptExec(), info);
      });
    });
    options.onConnection?.(connection, inside);
  });
  return listening(server, state);
}

function answer(context: ssh2.AuthContext, options: SshServerOptions): void {
  const { password, userKey = USER_KEY.public, methods = METHODS } = options;
  const allowed = ssh2.utils.parseKey(userKey) as ssh2.ParsedKey;
  const served = methods.includes(context.method);
  const keyMatches = context.method === "publickey" && context.key.data.equals(allowed.getPublicSSH());
  const wordMatches = context.method === "password" && context.password === password;
  if (served && (keyMatches || wordMatches)) context.accept();
  else if (served && context.method === "keyboard-interactive" && password !== undefined) {
    context.prompt([{ prompt: "Token: ", echo: false }], (answers) =>
      answers[0] === password ? context.accept() : context.reject(methods),
    );
  } else context.reject(methods);
}

/** A TCP server that does with each socket whatever it is told. */
export async function rawServer(handle: (socket: Socket) => void): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const state: TestServer = { port: 0, attempts: [], connections: 0, close: () => stop(server, sockets) };
  const server = createServer((socket) => {
    sockets.add(socket);
    state.connections += 1;
    socket.on("error", () => {});
    handle(socket);
  });
  return listening(server, state);
}

/** Passes bytes on to a port, the server's first ones as `send` wants them. */
export const proxyTo = (port: number, send: (socket: Socket, chunk: Buffer, first: boolean) => void) =>
  rawServer((socket) => {
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

interface Listener {
  listen(port: number, host: string): unknown;
  address(): unknown;
  close(): unknown;
}

async function listening(server: Listener & NodeJS.EventEmitter, state: TestServer): Promise<TestServer> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  state.port = (server.address() as AddressInfo).port;
  return state;
}

function stop(server: Listener, sockets: Set<Socket>): void {
  server.close();
  for (const socket of sockets) socket.destroy();
}
