import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built program. */
export const PROGRAM = fileURLToPath(new URL("../../dist/bin.js", import.meta.url));

if (!existsSync(PROGRAM)) throw new Error("these tests start the built program: npm run build");
