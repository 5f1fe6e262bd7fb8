import type { Audit } from "../../src/model/audit.js";
import { auditOf, host, installation } from "./sample.js";

/** Escapes of a terminal, of markup, of a shell and of a spreadsheet, marks that turn text around, and ends of quotes. */
export const EVIL =
  '\u001b[2J\u009b1m\u202egnp\u2066\u061c\n"<img src=x onerror=alert(1)></script>]]>`|x|`${7*7} [a](http://e.test) @all https://e.test \\';

/** A fleet whose every text comes from an attacker. */
export const hostileAudit = (): Audit =>
  auditOf([
    host("a"),
    host("b"),
    host(`=cmd|'/c calc'!A1${EVIL}`, {
      groups: ["web", `-${EVIL}`],
      installations: [
        installation({
          "wsgi.version": `@SUM(1)${EVIL}`,
          "python.library.path": "not found",
          "python.library.path_login": `not found${EVIL}`,
        }),
      ],
    }),
    host(`gone${EVIL}`, {
      status: "unreachable",
      installations: [],
      facts: {},
      error: { stage: "ident", code: "not-ssh", message: `220 ftp${EVIL}`, hint: `try${EVIL}` },
    }),
  ]);
