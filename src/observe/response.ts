/** What marks the body of the test script's answer. No other page leaves the host, nor is it kept. */
const MARKER = '"wsgi-audit"';

/** Headers that say what answered; cookies and tokens are not among them. */
const KEPT = new Set(["server", "content-type", "location"]);

export interface Response {
  status: number;
  reason: string;
  headers: readonly (readonly [string, string])[];
  body: string;
}

/** A redirect's query may carry a token. */
const withoutQuery = (name: string, value: string) =>
  name.toLowerCase() === "location" ? value.replace(/[?#].*$/s, "") : value;

const oneLine = (text: string) => text.replace(/[\r\n]+/g, " ");

/** The evidence of one answer: status line, headers that tell something, and the body if the test script wrote it. */
export function keptOf({ status, reason, headers, body }: Response): string {
  const kept = headers
    .filter(([name]) => KEPT.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${oneLine(withoutQuery(name, value))}`);
  const head = [`HTTP/1.1 ${status} ${oneLine(reason)}`.trimEnd(), ...kept].join("\n");
  return `${head}\n\n${body.includes(MARKER) ? body : ""}`;
}
