/** What a shared object says of itself to the loader. */
export interface DynamicSection {
  needed: string[];
  rpath: string;
  runpath: string;
}

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? "");

/** What stands in brackets in the lines of a tag: ` 0x… (NEEDED)  Shared library: [libm.so.6]`. */
const bracketed = (text: string, tag: string): string[] =>
  text.split("\n").flatMap((line) => {
    const at = line.indexOf(tag);
    return at < 0 ? [] : (/^[^[]*\[(.*)\]/.exec(line.slice(at))?.[1] ?? []);
  });

/**
 * Reads `readelf -d` (and the like of it that `collect.sh` prints without binutils), `objdump -p` or `otool -l`.
 * Returns undefined for anything else.
 */
export function readDynamic(text: string): DynamicSection | undefined {
  if (/\((NEEDED|SONAME|RPATH|RUNPATH)\)/.test(text)) {
    return {
      needed: bracketed(text, "(NEEDED)"),
      rpath: bracketed(text, "(RPATH)").join(":"),
      runpath: bracketed(text, "(RUNPATH)").join(":"),
    };
  }
  if (/^Dynamic Section:/m.test(text)) {
    return {
      needed: matches(text, /^ +NEEDED +(\S+)/gm),
      rpath: matches(text, /^ +RPATH +(\S+)/gm).join(":"),
      runpath: matches(text, /^ +RUNPATH +(\S+)/gm).join(":"),
    };
  }
  if (/LC_LOAD_DYLIB/.test(text)) {
    return {
      needed: matches(text, /cmd LC_LOAD_DYLIB\n.*\n +name (.*?) \(offset/g),
      rpath: matches(text, /cmd LC_RPATH\n.*\n +path (.*?) \(offset/g).join(":"),
      runpath: "",
    };
  }
  return undefined;
}

/** `libpython3.11.so.1.0`, `libpython3.7m.so.1.0`; the bare `libpython3.so` is only a shim. */
const ELF_PYTHON = /^libpython(\d\.\d+)([a-z]*)\.so/;
/** A framework build (Apple's own is Python3, the free-threaded one PythonT), or a dylib. */
const MACH_PYTHON = /(?:Python[3T]?\.framework\/Versions\/(\d\.\d+)[a-z]*\/|libpython(\d\.\d+)[a-z]*\.dylib)/;

/** X.Y of the Python library that this name stands for; undefined for every other library. */
export function pythonVersion(name: string): string | undefined {
  const base = name.slice(name.lastIndexOf("/") + 1);
  const mach = MACH_PYTHON.exec(name);
  return ELF_PYTHON.exec(base)?.[1] ?? mach?.[1] ?? mach?.[2];
}

/** The root of the framework that a Python library belongs to, `…/Python.framework/Versions/X.Y`; undefined for others. */
export const frameworkOf = (path: string): string | undefined =>
  /^(.*\/Python[3T]?\.framework\/Versions\/[^/]+)\//.exec(path)?.[1];
