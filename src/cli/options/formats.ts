import type { Format } from "../../report/index.js";

/** What stands for standard output in the place of a file. */
export const STANDARD_OUTPUT = "-";

/** The file of each format in a directory of several. */
export const FILE: Readonly<Record<Format, string>> = {
  text: "audit.txt",
  details: "audit.details.txt",
  html: "audit.html",
  json: "audit.json",
  csv: "audit.csv",
  markdown: "audit.md",
  junit: "audit.junit.xml",
  prometheus: "audit.prom",
  monitor: "audit.monitor.txt",
  // Scanners know it by this end.
  cyclonedx: "audit.cdx.json",
};
