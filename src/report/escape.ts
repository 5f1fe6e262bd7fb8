// What came from a host is hostile until it is escaped for its medium: one function per medium.

/**
 * Control and format characters (those that turn the direction of writing included), separators, lone surrogates, and
 * what is no character at all, which XML does not take.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Noncharacter_Code_Point}]/gu;

/** For a terminal: nothing that moves the cursor, changes colours or reverses text; `\x1b` is shown as that. */
export const forTerminal = (text: string): string =>
  text.replace(UNSAFE, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code === 0x09) return " ";
    const digits = code.toString(16);
    if (code < 0x100) return `\\x${digits.padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${digits.padStart(4, "0")}` : `\\u{${digits}}`;
  });

/**
 * The id of an installation or an application where it stands in a line among names of hosts: in quotes, if it could
 * be taken for one of them.
 */
export const forPlace = (id: string): string => (/[,"]|: |\s{2}/.test(id) ? JSON.stringify(id) : id);

/** What spreadsheets take for a formula, after blanks and in full width too. */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;

/**
 * One field of CSV (RFC 4180), on one line: control characters are shown, as on a terminal. What a spreadsheet would
 * take for a formula gets an apostrophe in front.
 */
export function forCsv(text: string): string {
  const visible = forTerminal(text);
  const guarded = FORMULA.test(visible) ? `'${visible}` : visible;
  return /[",]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/** Line breaks are JSON's own; of a large document there are a million. */
const UNSAFE_IN_JSON = new RegExp(`(?!\\n)${UNSAFE.source}`, "gu");

/** A whole JSON document: the same document, in which no character does anything to a terminal. */
export const forJson = (json: string): string =>
  json.replace(UNSAFE_IN_JSON, (character) =>
    Array.from({ length: character.length }, (_, index) => {
      return `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`;
    }).join(""),
  );

/** One word of a POSIX shell's command line, quoted where it must be. */
export function forShell(text: string): string {
  const visible = forTerminal(text);
  return /^[\w@%+:,./-]+$/.test(visible) ? visible : `'${visible.replaceAll("'", "'\\''")}'`;
}

/** Text in XML 1.0, in an element or in an attribute. */
export const forXml = (text: string): string =>
  forTerminal(text).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Inline text of Markdown: what would be markup, a link, a mention or a table's border is shown as written. */
export const forMarkdown = (text: string): string =>
  forTerminal(text)
    .replace(/[\\`*_[\]#|~]/g, "\\$&")
    // Last: a reference has a # that must not be escaped.
    .replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`)
    // Bare addresses become links and bare names mentions, even where they are escaped: a space of no width parts them.
    .replace(/:\/\/|@|www\./gi, (bare) => `${bare.slice(0, 1)}\u200b${bare.slice(1)}`);

/** Text as code in Markdown, behind a fence that is longer than any within; a table's border is escaped. */
export function forMarkdownCode(text: string): string {
  if (text === "") return "";
  // In code nothing can be said of a backslash before a border: it would escape what escapes the border.
  if (text.includes("\\|")) return forMarkdown(text);
  const visible = forTerminal(text).replaceAll("|", "\\|");
  const longest = (visible.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  const fence = "`".repeat(longest + 1);
  return longest > 0 ? `${fence} ${visible} ${fence}` : `${fence}${visible}${fence}`;
}

/** A label's value in the text format of Prometheus. */
export const forPrometheus = (text: string): string =>
  forTerminal(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"');
