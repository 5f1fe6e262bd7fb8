import { isIP, isIPv6, SocketAddress } from "node:net";
import { networkInterfaces } from "node:os";

/**
 * A numeric address as OpenSSH writes it, which is how known_hosts lists it: `127.1` is 127.0.0.1, `::0001` is ::1,
 * `fe80::1%2` has the name of that interface. Anything else is given back as it is.
 */
export function canonicalAddress(text: string, interfaces = networkInterfaces): string {
  const [, address = text, zone] = /^([^%]*)%(.+)$/.exec(text) ?? [];
  if (isIPv6(address)) {
    const short = new SocketAddress({ address, family: "ipv6" }).address;
    return zone === undefined ? short : `${short}%${zoneName(short, zone, interfaces)}`;
  }
  return isIP(text) || !OLD_FORMS.test(text) ? text : fromOldForm(text);
}

/** One to four numbers, each decimal, octal or hexadecimal, as inet_aton(3) takes them. */
const OLD_FORMS = /^(?:0x[\da-f]+|\d+)(?:\.(?:0x[\da-f]+|\d+)){0,3}$/i;

/** Numbers in hosts of URLs are read in the same way. */
function fromOldForm(text: string): string {
  try {
    return new URL(`http://${text}/`).hostname;
  } catch {
    return text;
  }
}

/** Only addresses of one link have a zone that is an interface. */
function zoneName(address: string, zone: string, interfaces: typeof networkInterfaces): string {
  if (!/^\d+$/.test(zone) || !/^(?:fe[89ab]|ff.2)/i.test(address)) return zone;
  const named = Object.entries(interfaces()).find(([, addresses]) =>
    addresses?.some((each) => each.family === "IPv6" && each.scopeid === Number(zone)),
  );
  return named?.[0] ?? zone;
}

/** `bastion` of `me@bastion:2222`, and `::1` of `me@[::1]:22`. */
export const hostIn = (text: string): string =>
  text.replace(/^.*@/, "").replace(/^\[?([^\]]*?)\]?(:\d+)?$/, "$1");
