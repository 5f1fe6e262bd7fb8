// What came from a host is hostile until it is escaped for its medium: one function per medium.

/** Control characters, and those that turn the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must be made visible
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** For a terminal: nothing that moves the cursor, changes colours or reverses text; `\x1b` is shown as that. */
export const forTerminal = (text: string): string =>
  text.replace(UNSAFE, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x09) return " ";
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`;
  });

/** One field of CSV (RFC 4180). What a spreadsheet would take for a formula gets an apostrophe in front. */
export function forCsv(text: string): string {
  const guarded = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) || guarded !== guarded.trim()
    ? `"${guarded.replaceAll('"', '""')}"`
    : guarded;
}
