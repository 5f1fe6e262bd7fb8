/** Machines whose tables of sockets have their bytes in the order of the network. */
const BIG_ENDIAN = /^(s390x?|ppc64|ppc|sparc64|mips|mips64)$/;

const bytesOf = (word: string) => word.match(/../g) ?? [];

/** The bytes of an address, as the network has them, of words of the machine. */
const addressBytes = (hexadecimal: string, arch: string | undefined) =>
  (hexadecimal.match(/.{8}/g) ?? []).flatMap((word) => {
    const bytes = bytesOf(word);
    return BIG_ENDIAN.test(arch ?? "") ? bytes : bytes.toReversed();
  });

const numberOf = (byte: string) => Number.parseInt(byte, 16);

function ipv6(bytes: readonly string[]): string {
  if (bytes.slice(0, 10).every((byte) => byte === "00") && bytes.slice(10, 12).join("") === "FFFF")
    return bytes.slice(12).map(numberOf).join(".");
  const words = Array.from({ length: 8 }, (_, index) => `${bytes[2 * index]}${bytes[2 * index + 1]}`);
  // Which writes it in its shortest form.
  return new URL(`http://[${words.join(":")}]/`).hostname;
}

/** `0100007F:1F90` of the kernel's tables as `127.0.0.1:8080`; undefined for what is none. */
export function listener(line: string, arch: string | undefined): string | undefined {
  const [, address = "", port = ""] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(line) ?? [];
  if (port === "") return undefined;
  const bytes = addressBytes(address, arch);
  const shown = bytes.length === 4 ? bytes.map(numberOf).join(".") : ipv6(bytes);
  return `${shown}:${numberOf(port)}`;
}
