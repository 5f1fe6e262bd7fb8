import { spawnSync } from "node:child_process";
import { networkInterfaces } from "node:os";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalAddress } from "../../src/base/address.js";

const SSH = spawnSync("ssh", ["-V"]).status === 0;
if (!SSH && process.env.CI) throw new Error("install the OpenSSH client: addresses are compared with it");

/** The host name as `ssh` has it, before it asks any server of names. */
const asSsh = (address: string) => {
  const { stdout } = spawnSync("ssh", ["-F", "none", "-G", "--", address], { encoding: "utf8" });
  return /^hostname (.*)$/m.exec(stdout)?.[1];
};

const part = fc
  .tuple(fc.nat(300), fc.constantFrom("10", "8", "16"))
  .map(([value, base]) =>
    base === "10" ? `${value}` : base === "8" ? `0${value.toString(8)}` : `0x${value.toString(16)}`,
  );
const v4 = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("."));
const group = fc.nat(0xffff).map((value) => value.toString(16));
const v6 = fc
  .tuple(fc.array(group, { minLength: 8, maxLength: 8 }), fc.nat(6), fc.nat(8), fc.boolean())
  .map(([groups, from, length, shortened]) => {
    const zeros = groups.map((each, at) => (at >= from && at < from + length ? "0000" : each));
    if (!shortened || length < 2 || from + length > 8) return zeros.join(":");
    return `${zeros.slice(0, from).join(":")}::${zeros.slice(from + length).join(":")}`;
  });
const name = fc.stringMatching(/^[a-z][a-z0-9.-]{0,12}$/);

describe("canonicalAddress", () => {
  it.runIf(SSH)("writes every numeric address as ssh does, and leaves names alone", () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6, name), (address) => {
        expect(canonicalAddress(address)).toBe(asSsh(address) ?? address);
      }),
      { numRuns: 120 },
    );
  });

  it.runIf(SSH)("names the interface of a zone", () => {
    const zones = Object.entries(networkInterfaces()).flatMap(([zone, addresses]) =>
      (addresses ?? []).flatMap((each) =>
        each.family === "IPv6" && each.scopeid > 0 ? [[zone, each.scopeid]] : [],
      ),
    );
    for (const zone of zones.flat()) {
      expect(canonicalAddress(`fe80:0::01%${zone}`)).toBe(asSsh(`fe80:0::01%${zone}`));
      expect(canonicalAddress(`2001:db8::01%${zone}`)).toMatch(/^2001:db8::1%/);
    }
    const eth7 = () =>
      ({ eth7: [{ family: "IPv6", scopeid: 7 }] }) as unknown as ReturnType<typeof networkInterfaces>;
    expect(canonicalAddress("FE80::0001%7", eth7)).toBe("fe80::1%eth7");
    expect(canonicalAddress("fe80::1%eth7", eth7)).toBe("fe80::1%eth7");
    expect(canonicalAddress("fe80::1%9", eth7)).toBe("fe80::1%9");
  });
});
