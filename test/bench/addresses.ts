/** Hosts in one /24: 127.0.1.1 to 127.0.1.250, then 127.0.2.1 and on. */
const IN_A_ROW = 250;

/** The loopback address of a host of the bench, by its number from 0. One machine answers at all of 127.0.0.0/8. */
export const addressOf = (host: number): string =>
  `127.0.${1 + Math.floor(host / IN_A_ROW)}.${1 + (host % IN_A_ROW)}`;

export const addresses = (count: number): string[] =>
  Array.from({ length: count }, (_, host) => addressOf(host));

/** The number of a host, from 0; undefined where it is none of the bench. */
export function hostAt(address: string): number | undefined {
  const [, third = "", fourth = ""] = /^127\.0\.(\d+)\.(\d+)$/.exec(address) ?? [];
  const host = (Number(third) - 1) * IN_A_ROW + Number(fourth) - 1;
  return host >= 0 && addressOf(host) === address ? host : undefined;
}
