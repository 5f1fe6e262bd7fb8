/** What a dynamic section says of a library. */
export interface ElfOptions {
  needed?: readonly string[];
  rpath?: string;
  runpath?: string;
  soname?: string;
  bits?: 32 | 64;
  bigEndian?: boolean;
  /** Bytes before the first header that counts, and behind the last: files are of any size. */
  padding?: number;
}

const TAGS = { needed: 1, strings: 5, size: 10, soname: 14, rpath: 15, runpath: 29 } as const;

/** A shared library that holds nothing but its dynamic section, mapped at another address than where it lies in the file. */
export function elfFile({ bits = 64, bigEndian = false, padding = 0, ...says }: ElfOptions): Buffer {
  const wide = bits === 64;
  const word = wide ? 8 : 4;
  const names = Buffer.from(
    `\0${[...(says.needed ?? []), says.soname ?? "", says.rpath ?? "", says.runpath ?? ""].join("\0")}\0`,
    "latin1",
  );
  const at = (text: string) => names.indexOf(Buffer.from(`\0${text}\0`, "latin1")) + 1;
  const [header, entry] = wide ? [64, 56] : [52, 32];
  const strings = header + 2 * entry + padding;
  const dynamic = strings + names.length + ((word - ((strings + names.length) % word)) % word);
  const base = 0x4000;
  const tags: (readonly [number, number])[] = [
    ...(says.needed ?? []).map((name) => [TAGS.needed, at(name)] as const),
    ...(says.soname === undefined ? [] : [[TAGS.soname, at(says.soname)] as const]),
    ...(says.rpath === undefined ? [] : [[TAGS.rpath, at(says.rpath)] as const]),
    ...(says.runpath === undefined ? [] : [[TAGS.runpath, at(says.runpath)] as const]),
    [TAGS.strings, base + strings],
    [TAGS.size, names.length],
    [0, 0],
  ];
  const size = dynamic + tags.length * 2 * word + padding;
  const file = Buffer.alloc(size);
  const put = (offset: number, width: number, value: number) => {
    if (bigEndian) file.writeUIntBE(value, offset + Math.max(0, width - 6), Math.min(width, 6));
    else file.writeUIntLE(value, offset, Math.min(width, 6));
  };
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, bigEndian ? 2 : 1, 1]).copy(file);
  put(16, 2, 3);
  put(18, 2, wide ? 62 : 3);
  put(20, 4, 1);
  put(wide ? 32 : 28, word, header);
  put(wide ? 52 : 40, 2, header);
  put(wide ? 54 : 42, 2, entry);
  put(wide ? 56 : 44, 2, 2);
  const segment = (offset: number, type: number, from: number, length: number) => {
    put(offset, 4, type);
    put(offset + word, word, from);
    put(offset + 2 * word, word, base + from);
    put(offset + 4 * word, word, length);
    put(offset + 5 * word, word, length);
  };
  segment(header, 1, 0, size);
  segment(header + entry, 2, dynamic, tags.length * 2 * word);
  names.copy(file, strings);
  for (const [index, [tag, value]] of tags.entries()) {
    put(dynamic + index * 2 * word, word, tag);
    put(dynamic + index * 2 * word + word, word, value);
  }
  return file;
}
