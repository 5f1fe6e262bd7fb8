import type { Section } from "../../model/snapshot.js";
import { linesOf, partOf } from "../sections.js";

/** A module at the top of one directory, and one of the same name at the top of another. */
export interface NameTwice {
  module: string;
  directory: string;
  file: string;
  otherDirectory: string;
  otherFile: string;
}

/** Which names the host found at the top of several directories. */
export interface Imports {
  twice: NameTwice[];
  /** Directories whose names were all held against those of the others. */
  whole: ReadonlySet<string>;
}

const NAME = /^[A-Za-z_]\w{0,99}$/;

/** Of files only those that may be a module of that name there: the host's word is not trusted. */
const isModule = (directory: string, module: string, file: string) =>
  [directory, `${directory}/lib-dynload`].some(
    (at) =>
      file === `${at}/${module}/__init__.py` ||
      (file.startsWith(`${at}/${module}.`) && /^[\w.-]*(?:py|so)$/.test(file.slice(at.length + 1))),
  );

function pairOf(directory: string, fields: readonly string[]): NameTwice | undefined {
  const [, module = "", file = "", otherDirectory = "", otherFile = ""] = fields;
  const isOne =
    NAME.test(module) && isModule(directory, module, file) && isModule(otherDirectory, module, otherFile);
  return isOne ? { module, directory, file, otherDirectory, otherFile } : undefined;
}

/** Reads the part `imports`; undefined where it is not there. */
export function importsIn(section: Section | undefined): Imports | undefined {
  if (!partOf(section, "imports")) return undefined;
  const twice: NameTwice[] = [];
  const whole = new Set<string>();
  let at = "";
  let isCut = false;
  const finish = () => {
    if (at && !isCut) whole.add(at);
    isCut = false;
  };
  for (const line of linesOf(section, "imports")) {
    const fields = line.split("\t");
    const [kind, directory = ""] = fields;
    if (kind === "in" || kind === "end") {
      finish();
      at = directory;
    } else if (kind === "cut") isCut = true;
    else if (kind === "both") {
      const pair = pairOf(at, fields);
      if (pair) twice.push(pair);
    }
  }
  return { twice, whole };
}
