/** Whole reports of small and large fleets at three widths, to be read as their readers will: `-u` writes them anew. */
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import type { Audit, HostAudit } from "../../../src/model/audit.js";
import { reporters } from "../../../src/report/index.js";
import { options } from "../../support/report-options.js";
import { auditOf, host, installation } from "../../support/sample.js";

const SIZES = [40, 300, 5000];
const WIDTHS = [80, 120, 200];
const SITES = ["fra", "sjc", "sin"];

const LOST = {
  "python.library.path": "not found",
  "python.library.path_apache": "/opt/lib/libpython3.11.so.1.0",
};
const NEWER = {
  "python.library.name": "libpython3.13.so.1.0",
  "python.library.path": "/lib/x86_64-linux-gnu/libpython3.13.so.1.0",
  "python.library.path_login": "/lib/x86_64-linux-gnu/libpython3.13.so.1.0",
  "python.library.path_apache": "/lib/x86_64-linux-gnu/libpython3.13.so.1.0",
  "wsgi.version": "5.0.2",
  "python.library.version": "3.13",
  "python.version": "3.13.5",
};

/** Of forty hosts one has lost its library, one does not answer and two are ahead; so it goes on. */
function fleetOf(size: number): HostAudit[] {
  const digits = String(size).length;
  return Array.from({ length: size }, (_, index) => {
    const site = SITES[index % SITES.length] ?? "";
    const name = `web${String(index + 1).padStart(digits, "0")}.${site}.example.org`;
    const groups = [`web-${site}`];
    if (index % 40 === 17) {
      const error = {
        stage: "dial",
        code: "refused",
        message: `${name} port 22 refuses connections`,
      } as const;
      return host(name, { groups, status: "unreachable", facts: {}, installations: [], error });
    }
    if (index % 40 === 29) return host(name, { groups, installations: [installation(LOST)] });
    if (index % 20 === 11) return host(name, { groups, installations: [installation(NEWER)] });
    return host(name, { groups });
  });
}

const textOf = (audit: Audit, width: number) => reporters.text(audit, { ...options, width });

describe.each(SIZES)("the report of %d hosts", (size) => {
  const audit = auditOf(fleetOf(size));

  it.each(WIDTHS)("at %d columns is the one that was read", async (width) => {
    const text = textOf(audit, width);
    await expect(text).toMatchFileSnapshot(`./expected/${size}-${width}.txt`);
    const lines = text.split("\n").filter((line) => !line.startsWith("re-run: "));
    expect(lines.filter((line) => stringWidth(line) > width)).toEqual([]);
  });

  it("is about as long as one of forty hosts", () => {
    const length = (each: Audit) => textOf(each, 120).split("\n").length;
    expect(length(audit)).toBeLessThan(3 * length(auditOf(fleetOf(40))));
  });
});
