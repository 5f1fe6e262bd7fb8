import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ssh2 from "ssh2";
import { generateKey, rawServer, type SshServerOptions, sshServer } from "../support/servers.js";
import { keygen } from "../support/sshd.js";
import { directory } from "../support/world.js";
import type { Fault, Server } from "./fault.js";
import { CONNECT_TIMEOUT, PATIENT } from "./fault.js";
import { hostileFaults } from "./hostile-faults.js";
import { sshFaults } from "./ssh-faults.js";
import { tcpFaults } from "./tcp-faults.js";

/** What is wrong with one host, so that the program has to say a certain message. */
export interface Mishap extends Pick<Fault, "settings" | "hostKey"> {
  start(): Promise<Server>;
}

const serving =
  (options: SshServerOptions = {}) =>
  () =>
    sshServer(options);
const nobody = async () => ({ port: 22 });
const faultOf = (faults: Readonly<Record<string, Fault>>, name: string) => {
  const fault = faults[name];
  if (!fault) throw new Error(`no fault ${name}`);
  return fault.start;
};

const revoked = generateKey();

/** A private key that wants a passphrase which nobody gives. */
const locked = () => keygen(directory, `locked-${++made}`, "-t", "ed25519", "-N", "secret");
let made = 0;

/** A PATH on which sudo refuses everybody, in the words of the real one. */
export function pathWithoutSudo(): string {
  const folder = join(directory, "no-sudo");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "sudo"), "#!/bin/sh\necho 'sudo: a password is required' >&2\nexit 1\n");
  chmodSync(join(folder, "sudo"), 0o755);
  return `${folder}:${process.env.PATH}`;
}

/** By the message of the README's table. The first one there is of no host. */
export const MOST_COMMON: Readonly<Record<string, Mishap>> = {
  "… is not in known_hosts: it shows …": { start: serving(), hostKey: null },
  "… has another key than known_hosts says …": { start: serving(), hostKey: generateKey().public },
  "nothing to log in with; …": { start: serving(), settings: { identity_file: join(directory, "none") } },
  "… was refused; tried …": { start: serving({ userKey: generateKey().public }) },
  "no address for …": { start: nobody, settings: { address: "no-such-host.invalid" } },
  "… refuses connections": { start: faultOf(tcpFaults, "refused") },
  "no answer within …": {
    start: faultOf(tcpFaults, "mute after TCP"),
    settings: { connect_timeout: `${CONNECT_TIMEOUT}s` },
  },
  "no common …; the server offers: …": {
    start: serving({ algorithms: { kex: ["diffie-hellman-group14-sha1"] } }),
  },
  "sudo does not let … run the script as root: …": {
    start: nobody,
    settings: { transport: "local", become: "always" },
  },
};

/** By the message of the table in docs/failures.md. */
export const LESS_COMMON: Readonly<Record<string, Mishap>> = {
  "nothing to log in with; … needs a passphrase": { start: serving(), settings: { identity_file: locked() } },
  "no secret from environment variable …": {
    start: serving(),
    settings: { identity_file: locked(), passphrase: { env: "AUDIT_NOT_SET" } },
  },
  "the server closed the connection before the key exchange": {
    start: () => rawServer((socket) => void socket.destroy()),
  },
  "… does not speak SSH: it says …": { start: faultOf(tcpFaults, "a web server") },
  "… is known by a key of another type only …": {
    start: serving(),
    hostKey: ssh2.utils.generateKeyPairSync("rsa", { bits: 2048 }).public,
  },
  "… has a key that known_hosts revokes: …": {
    start: serving({ hostKeys: [revoked.private] }),
    hostKey: `${revoked.public}\n@revoked * ${revoked.public}`,
  },
  "jump host …: …": { start: serving(), settings: { jump: "127.0.0.1:1" } },
  "the server did not start the command: …": { start: serving({ exec: "refuse" }) },
  "… did not run the script …": { start: faultOf(sshFaults, "no shell") },
  "something else than a shell answers, …": {
    start: serving({ exec: (channel) => void channel.write("1) web logs\n> ") }),
    settings: { connect_timeout: `${CONNECT_TIMEOUT}s` },
  },
  "no shell answers: …": {
    start: serving({ exec: () => {} }),
    settings: { connect_timeout: `${CONNECT_TIMEOUT}s`, deadline: `${3 * CONNECT_TIMEOUT}s` },
  },
  "the server sends … without end": { start: faultOf(hostileFaults, "endless requests") },
  "the output ends before its end mark": { start: faultOf(sshFaults, "answer cut in half") },
  "the deadline of … passed in phase …": {
    start: faultOf(sshFaults, "mute after the command"),
    settings: { deadline: "5s" },
  },
};

/** As the inventory has it: in no hurry, but where the mishap is a time that is over. */
export const settingsOf = ({ settings }: Mishap) => ({ ...PATIENT, ...settings });
