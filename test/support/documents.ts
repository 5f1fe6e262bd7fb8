import { readdirSync, readFileSync } from "node:fs";
import GithubSlugger from "github-slugger";
import { lexer, type Token, type Tokens, walkTokens } from "marked";

const ROOT = new URL("../../", import.meta.url);

export const read = (path: string): string => readFileSync(new URL(path, ROOT), "utf8");

/** The pages of `docs/`, as paths from the root of the repository. */
export const PAGES: readonly string[] = readdirSync(new URL("docs/", ROOT), {
  recursive: true,
  encoding: "utf8",
})
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`)
  .sort();

/** All that a reader is shown: a link may lead from any of them to any other. */
export const DOCUMENTS: readonly string[] = ["README.md", "CONTRIBUTING.md", ...PAGES];

export interface Heading {
  depth: number;
  text: string;
  /** What stands behind the # of a link to it. */
  anchor: string;
}

/** Every token of a page, those within others included, in the order of the page. */
function tokensIn(markdown: string): Token[] {
  const all: Token[] = [];
  walkTokens(lexer(markdown), (token) => void all.push(token));
  return all;
}

const ofType = <Type extends Token["type"]>(markdown: string, type: Type) =>
  tokensIn(markdown).filter((token): token is Extract<Token, { type: Type }> => token.type === type);

export function headingsIn(markdown: string): Heading[] {
  const slugger = new GithubSlugger();
  return (ofType(markdown, "heading") as Tokens.Heading[]).map(({ depth, tokens }) => {
    const text = plainText(tokens);
    return { depth, text, anchor: slugger.slug(text) };
  });
}

/** A heading as it is read: without the marks of code, links and emphasis. */
const plainText = (tokens: readonly Token[]): string =>
  tokens
    .map((token) =>
      "tokens" in token && token.tokens ? plainText(token.tokens) : "text" in token ? token.text : "",
    )
    .join("");

/** Where the links and pictures of a page lead. */
export const linksIn = (markdown: string): string[] =>
  tokensIn(markdown).flatMap((token) =>
    token.type === "link" || token.type === "image" ? [(token as Tokens.Link | Tokens.Image).href] : [],
  );

/** The words that a page sets as code in its sentences and tables. */
export const codeWordsIn = (markdown: string): string[] =>
  (ofType(markdown, "codespan") as Tokens.Codespan[]).map(({ text }) => text);

/** Blocks of code, with the language that the page says. */
export const codeBlocksIn = (markdown: string): { lang: string; text: string }[] =>
  (ofType(markdown, "code") as Tokens.Code[]).map(({ lang = "", text }) => ({ lang, text }));

/** The rows of all tables with this head, as Markdown, without the head. Throws where there is no such table. */
export function rowsOf(markdown: string, head: readonly string[]): string[][] {
  const tables = (ofType(markdown, "table") as Tokens.Table[]).filter(
    ({ header }) => header.map(({ text }) => text).join("|") === head.join("|"),
  );
  if (tables.length === 0) throw new Error(`no table with the head ${head.join(" | ")}`);
  return tables.flatMap(({ rows }) => rows.map((row) => row.map(({ text }) => text)));
}
