// A thread of its own: it sees a hang of the main one, shows the input that hangs, and ends the process.
import { writeFileSync } from "node:fs";
import { workerData } from "node:worker_threads";

const { state, input, limitMs, report } = workerData;
const serials = new Int32Array(state);
let seen = 0;
let since = Date.now();

setInterval(() => {
  const [serial = 0, length = 0] = [Atomics.load(serials, 0), Atomics.load(serials, 1)];
  if (serial !== seen || serial === 0) {
    seen = serial;
    since = Date.now();
    return;
  }
  if (Date.now() - since < limitMs) return;
  const text = Buffer.from(new Uint8Array(input, 0, length)).toString("utf8");
  // A file, as a pipe may be lost with the process.
  writeFileSync(report, `HANG: no end within ${limitMs} ms: ${text}\n`);
  process.kill(process.pid, "SIGKILL");
}, 50);
