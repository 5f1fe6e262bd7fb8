import { writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { measure } from "./measure.js";
import { DEFAULT_KEY_EXCHANGE, startRealServer } from "./real-server.js";
import { median, rounded } from "./statistics.js";
import { emptyAnswers, TOOLS } from "./tools.js";
import { type World, writeHosts } from "./world.js";

/**
 * Milliseconds of CPU per host that OpenSSH's own client takes with the key exchange that it and sshd prefer; the
 * recorded hosts have a cheaper one. The script is short, as it is the connection that counts.
 */
export async function measureKeyExchange(
  world: World,
  { hosts: count, repetitions }: { hosts: number; repetitions: number },
): Promise<number> {
  const ssh = TOOLS.find(({ name }) => name.startsWith("ssh "));
  const sshd = await startRealServer(world, count, [DEFAULT_KEY_EXCHANGE]);
  const script = world.path("short-script");
  writeFileSync(script, "exit 0\n");
  try {
    const hosts = writeHosts(world, count, sshd.port, userInfo().username);
    const times: number[] = [];
    for (let turn = 0; turn < repetitions && ssh; turn += 1) {
      emptyAnswers(world);
      const { cpuMs, code } = await measure(ssh.command(world, { hosts, script, atATime: 4 }));
      if (code !== 0) throw new Error(`ssh: exit ${code}`);
      times.push(cpuMs);
    }
    return rounded(median(times) / count);
  } finally {
    await sshd.stop();
  }
}
