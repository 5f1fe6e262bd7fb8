import { codeBlocksIn } from "./documents.js";

/** The code in the comment that a source file begins with. */
export function tourIn(source: string): string {
  const comment = /^\/\*\*\n([\s\S]*?)\n \*\/\n/.exec(source)?.[1] ?? "";
  const text = comment.replace(/^ \* ?/gm, "");
  return codeBlocksIn(text)
    .map((block) => block.text)
    .join("\n\n");
}
