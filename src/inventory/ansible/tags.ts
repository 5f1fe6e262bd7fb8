import { type ScalarTag, type Tags, YAMLMap, YAMLSeq } from "yaml";
import type { Dialect } from "../own/document.js";
import { Float, Vaulted, Verbatim } from "./variables.js";

/** What Python's YAML takes plain words for: `yes` is true and `0100` is 64, but `y` and `1e3` are text. */

const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INTEGER = /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*(?::[0-5]?[0-9])*)$/;
const FLOAT = /^[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9][0-9_]*)(?:[eE][-+][0-9]+)?$/;

const plain = (tag: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag => ({
  tag: `tag:yaml.org,2002:${tag}`,
  default: true,
  test,
  resolve,
});

/** Of several numbers with colons between them each counts sixty times the next. */
function integer(text: string): unknown {
  const [sign, digits] = [text.startsWith("-") ? -1 : 1, text.replace(/[-+_]/g, "")];
  if (digits === "") return text;
  if (/^0[bx]/.test(digits)) return sign * Number(digits);
  if (/^0[0-7]/.test(digits)) return sign * Number.parseInt(digits, 8);
  return sign * digits.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

const vault = (tag: string): ScalarTag => ({ tag, resolve: () => new Vaulted() });

const tags: Tags = [
  plain("null", NULL, () => null),
  plain("bool", TRUE, () => true),
  plain("bool", FALSE, () => false),
  plain("int", INTEGER, integer),
  plain("float", FLOAT, (text) => new Float(Number(text.replaceAll("_", "")))),
  vault("!vault"),
  vault("!vault-encrypted"),
  { tag: "!unsafe", resolve: (text: string) => new Verbatim(text) },
  { tag: "!unsafe", collection: "map", nodeClass: YAMLMap, resolve: (map) => map },
  { tag: "!unsafe", collection: "seq", nodeClass: YAMLSeq, resolve: (list) => list },
];

/** YAML as Ansible reads it. */
export const ANSIBLE: Dialect = {
  options: { schema: "failsafe", merge: true, customTags: tags },
  data: { mapAsMap: true },
  laxKeys: true,
};
