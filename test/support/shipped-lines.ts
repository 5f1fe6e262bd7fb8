import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A file that ships for who runs the auditor unattended. */
export const shipped = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../containers/auditor/${name}`, import.meta.url)), "utf8");

/** The command of the shipped line of cron, in the folders of a test; its history stands in one of them. */
export const cronLine = (directory: string, history = "cron") =>
  (/^30 2 \* \* \* audit (.*)$/m.exec(shipped("cron/wsgi-audit"))?.[1] ?? "")
    .replace("/etc/wsgi-audit", directory)
    .replace("/var/lib/wsgi-audit", join(directory, history))
    .replace("/var/log/wsgi-audit", directory);
