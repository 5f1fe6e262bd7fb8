import { readFileSync } from "node:fs";

const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** Name and version of this program, as they stand in every document. */
export const tool = { name: "wsgi-audit", version: manifest.version } as const;
