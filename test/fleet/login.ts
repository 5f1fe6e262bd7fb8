import { spawn } from "node:child_process";
import type { ExecResult, Fleet } from "./fleet.js";
import type { HostName } from "./hosts.js";

export type Login = "auditor" | "sudoer" | "root";

/** Runs a command through the system's `ssh`, with strict host keys. */
export function runOverSsh(
  fleet: Fleet,
  name: HostName,
  command: string,
  login: Login = "auditor",
): Promise<ExecResult> {
  const { host, port } = fleet.host(name);
  const options = {
    BatchMode: "yes",
    IdentitiesOnly: "yes",
    StrictHostKeyChecking: "yes",
    UserKnownHostsFile: fleet.knownHosts,
    GlobalKnownHostsFile: "/dev/null",
    LogLevel: "ERROR",
  };
  const words = Object.entries(options).flatMap(([key, value]) => ["-o", `${key}=${value}`]);
  const all = [
    "-F",
    "none",
    "-T",
    ...words,
    "-i",
    fleet.identityFile,
    "-p",
    String(port),
    `${login}@${host}`,
    command,
  ];
  return new Promise((resolve, reject) => {
    const child = spawn("ssh", all, { stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr.on("data", (data: Buffer) => {
      stderr += data.toString();
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ stdout, stderr, exitCode: exitCode ?? -1 }));
  });
}
