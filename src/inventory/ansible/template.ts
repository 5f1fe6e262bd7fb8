import type { SecretReference } from "../../transport/session.js";
import type { Lookup } from "./precedence.js";
import { decoded, textOf, Vaulted, Verbatim } from "./variables.js";

/** What a value comes to, without guessing: a text, a reference to a secret, nothing, or why it cannot be told. */
export type Outcome =
  | { kind: "nothing" }
  | { kind: "text"; text: string }
  | { kind: "secret"; secret: SecretReference }
  | { kind: "vaulted"; why: string }
  | { kind: "unknown"; why: string };

/** Variables that refer to variables that refer to … */
const DEEPEST = 20;
const LONGEST = 10_000;
const MOST_REFERENCES = 1_000;

const BRACES = /\{\{|\{%|\{#/;
const EXPRESSION = /\{\{(.*?)\}\}/gs;
/** One expression, and nothing beside it. */
const ALONE = /^\s*\{\{([^{}]*)\}\}\s*$/;
/** Braces with a hyphen take the blanks around them away; those of a way to a host are none to speak of. */
const bare = (expression: string) => expression.replace(/^-|-$/g, "").trim();
const NAME = /^[A-Za-z_]\w*$/;
const LOOKUP = /^lookup\(\s*(['"])(?:ansible\.builtin\.)?(env|file)\1\s*,\s*(['"])([^'"]*)\3\s*\)$/;

export class Template {
  #references = 0;

  constructor(
    readonly host: string,
    readonly find: Lookup,
    readonly environment: Readonly<Record<string, string | undefined>>,
  ) {}

  /** A variable of the host as a text; one that is a lookup in the environment is looked up. */
  readText(name: string): Outcome {
    return this.#put(this.read(name));
  }

  /** A variable of the host. */
  read(name: string): Outcome {
    this.#references = 0;
    return this.#valueOf(this.find(name), []);
  }

  #valueOf(raw: unknown, below: readonly string[]): Outcome {
    const value = decoded(raw);
    if (value === undefined || value === null) return NOTHING;
    if (value instanceof Vaulted) return { kind: "vaulted", why: "it is encrypted" };
    const text = textOf(value);
    if (text === undefined) return unknown("expected text");
    if (value instanceof Verbatim || !BRACES.test(text)) return { kind: "text", text };
    if (text.length > LONGEST) return unknown("it is too long for a template");
    const [, alone] = ALONE.exec(text) ?? [];
    // What a value is as a whole it stays: a reference to a secret, say.
    if (alone !== undefined) return secretOf(bare(alone)) ?? this.#evaluate(bare(alone), below);
    return this.#expand(text, below);
  }

  #expand(text: string, below: readonly string[]): Outcome {
    let outcome: Outcome | undefined;
    const expanded = text.replace(EXPRESSION, (_, expression: string) => {
      const part = outcome === undefined ? this.#put(this.#evaluate(bare(expression), below)) : unknown("");
      if (part.kind === "text") return part.text;
      outcome ??= part;
      return "";
    });
    if (outcome !== undefined) return outcome;
    // Braces that are left were no simple expression; those of a value that was put in were looked at already.
    if (BRACES.test(text.replace(EXPRESSION, ""))) return unknown("it is a template");
    return expanded.length > LONGEST ? unknown("it grows without end") : { kind: "text", text: expanded };
  }

  #evaluate(expression: string, below: readonly string[]): Outcome {
    const [, , kind, , argument = ""] = LOOKUP.exec(expression) ?? [];
    if (kind === "env") return this.#fromEnvironment(argument);
    if (!NAME.test(expression))
      return unknown(`"{{ ${shown(expression)} }}" is more than the name of a variable`);
    if (below.includes(expression)) return unknown(`the variable "${expression}" refers to itself`);
    this.#references += 1;
    if (below.length >= DEEPEST || this.#references > MOST_REFERENCES)
      return unknown("it refers to too many other variables");
    const magic = this.#magic(expression);
    const part =
      magic === undefined ? this.#valueOf(this.find(expression), [...below, expression]) : text(magic);
    return part.kind === "nothing" ? unknown(`the variable "${expression}" is not defined`) : part;
  }

  /** A reference within another text. */
  #put(part: Outcome): Outcome {
    return part.kind === "secret" && "env" in part.secret ? this.#fromEnvironment(part.secret.env) : part;
  }

  /** Ansible takes the empty text for one that is not set, and would log in as somebody else. */
  #fromEnvironment(name: string): Outcome {
    const value = Object.hasOwn(this.environment, name) ? this.environment[name] : undefined;
    return value === undefined ? unknown(`the environment has no ${shown(name)}`) : text(value);
  }

  #magic(name: string): string | undefined {
    if (name === "inventory_hostname") return this.host;
    if (name !== "inventory_hostname_short") return undefined;
    return /^[\d.]+$|:/.test(this.host) ? this.host : this.host.replace(/\..*/s, "");
  }
}

const NOTHING: Outcome = { kind: "nothing" };
const text = (value: string): Outcome => ({ kind: "text", text: value });
const shown = (part: string) => part.replace(/\p{Cc}/gu, "?").slice(0, 80);
const unknown = (why: string): Outcome => ({ kind: "unknown", why });

/** A whole value that is one lookup says where a secret is. */
function secretOf(expression: string): Outcome | undefined {
  const [, , kind, , argument = ""] = LOOKUP.exec(expression) ?? [];
  if (kind === "file" && argument !== "") return { kind: "secret", secret: { file: argument } };
  if (kind !== "env" || !/^[A-Za-z_]\w*$/.test(argument)) return undefined;
  return { kind: "secret", secret: { env: argument } };
}
