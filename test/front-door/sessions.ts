import { readdirSync } from "node:fs";
import { codeBlocksIn, PAGES, read } from "../support/documents.js";

/** Lines that stand together: what one makes, the next may read. */
export interface Session {
  /** The document. */
  source: string;
  lines: string[];
}

/** Programs that a line of a block begins with which is not said to be shell. */
const PROGRAM =
  /^(wsgi-audit|npm|npx|node|git|docker|kubectl|parallel|install|ansible(-\w+)?|ssh|sh|containers\/\S+)(\s|$)/;
const CRON = /^(\S+ ){5}\S+ wsgi-audit /;

/** A line that goes on after a backslash is one. */
const linesOf = (text: string): string[] =>
  text
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.trim().replace(/^\$ /, ""))
    .filter((line) => line !== "" && !line.startsWith("#"));

const isShell = (lang: string) => ["sh", "bash", "shell", "console"].includes(lang);

/** The command lines that README and docs show. */
export const sessionsOfDocuments = (): Session[] =>
  ["README.md", ...PAGES].flatMap((source) =>
    codeBlocksIn(read(source)).flatMap(({ lang, text }) => {
      const lines = linesOf(text).filter((line) => isShell(lang) || PROGRAM.test(line) || CRON.test(line));
      return lines.length > 0 ? [{ source, lines }] : [];
    }),
  );

const SHIPPED = "containers/auditor";

/** The command lines of the files for cron, systemd, CI and Kubernetes. */
export const sessionsOfFiles = (): Session[] =>
  readdirSync(new URL(`../../${SHIPPED}`, import.meta.url), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(ya?ml|service|timer)$|^cron\//.test(name))
    .sort()
    .flatMap((name) => {
      const source = `${SHIPPED}/${name}`;
      const lines = linesOf(read(source))
        .filter((line) => /(^|[\s/])wsgi-audit (?!-)[a-z]/.test(line))
        .map((line) => line.replace(/^(- |run: |ExecStart=)/, ""));
      return lines.length > 0 ? [{ source, lines }] : [];
    });

/** Without the comment behind it. */
export const commandOf = (line: string): string => line.replace(/\s+#.*$/, "");
