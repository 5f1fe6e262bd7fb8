import type { Gap } from "../../model/fact.js";
import type { Section } from "../../model/snapshot.js";
import { failed, isGap } from "../check.js";
import { startOf } from "../config/start.js";
import { type Family, familyOf } from "../processes/families.js";

/** A record of the fact `app.library_clashes`: worked out from files, and not seen in a process. */
export interface LibraryClash {
  family: string;
  /** What a start of httpd loads. */
  httpd: string;
  /** What a package on the search path brings along. */
  bundled: string;
}

/**
 * Of a name such as `libcrypto.so.1.1`: what is the same for builds whose symbols have the same versions. OpenSSL has two numbers
 * before 3.
 */
function seriesOf(file: string, { name }: Family): string | undefined {
  const [, first, second = ""] = /\.so\.(\d+)(?:\.(\d+))?/.exec(file) ?? [];
  return name === "OpenSSL" && Number(first) < 3 ? `${first}.${second}` : first;
}

interface Loaded {
  file: string;
  series: string | undefined;
}

/** Symbols with versions meet where these are of one series; those without, as Expat's mostly are, always. */
function meets(loaded: readonly Loaded[], file: string, family: Family): string | undefined {
  const any = !family.versions || family.name === "Expat";
  const series = seriesOf(file, family);
  return loaded.find((each) => any || (each.series !== undefined && each.series === series))?.file;
}

/** What a start of httpd loads of libraries that do not bear a second build; every httpd has one of them. */
function startLibraries(config: Section | undefined): string[] | Gap {
  const start = startOf(config);
  if (start && start.linked.length > 0) return [...start.linked].sort();
  return failed(start ? "the loader did not tell what it loads" : "httpd was not asked what a start loads");
}

/** Tells of the files that packages bring along which of them httpd loads in another build. */
export function clashesWith(config: Section | undefined): (bundled: string[] | Gap) => LibraryClash[] | Gap {
  const start = startLibraries(config);
  if (isGap(start)) return () => start;
  const loaded = new Map<string, Loaded[]>();
  for (const file of start) {
    const family = familyOf(file);
    if (!family) continue;
    const before = loaded.get(family.library) ?? [];
    loaded.set(family.library, [...before.slice(0, 8), { file, series: seriesOf(file, family) }]);
  }
  return (bundled) => {
    if (isGap(bundled)) return bundled;
    return bundled.flatMap((file) => {
      const family = familyOf(file);
      const httpd = family && meets(loaded.get(family.library) ?? [], file, family);
      return family && httpd !== undefined ? [{ family: family.name, httpd, bundled: file }] : [];
    });
  };
}
