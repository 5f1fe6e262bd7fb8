import { createHash } from "node:crypto";
import type { BomRef, Component } from "@cyclonedx/cyclonedx-library/Models";
import type { Note, Piece } from "../../audit/software/software.js";
import { forTerminal } from "../escape.js";
import { identityOf } from "./identity.js";
import type { Library } from "./library.js";

const TYPES = {
  fleet: "Application",
  host: "Device",
  container: "Container",
  system: "OperatingSystem",
  installation: "Platform",
  httpd: "Application",
  mod_wsgi: "Library",
  python: "Platform",
  openssl: "Library",
  application: "Application",
  package: "Library",
} as const satisfies Record<Piece["kind"], string>;

/** The format takes no longer ones, and a part of one would be another version. */
const LONGEST_VERSION = 1024;

/** A piece by itself, as it stands in the document. */
type Told = Omit<Piece, "needs" | "doubt">;

/** As people will see it: scanners print names as they are. */
function visible({ kind, name, version, group, owner, isPips, notes }: Piece): Told {
  const shown = version === undefined ? "" : forTerminal(version);
  const isLong = shown.length > LONGEST_VERSION;
  const tooLong: Note = ["unknown:version", "failed: it is longer than the format takes"];
  return {
    kind,
    name: forTerminal(name),
    ...(shown !== "" && !isLong && { version: shown }),
    ...(group !== undefined && { group: forTerminal(group) }),
    ...(owner && { owner }),
    ...(isPips && { isPips }),
    notes: [...notes, ...(isLong ? [tooLong] : [])].map(([key, value]) => [key, forTerminal(value)]),
  };
}

/** What tells a piece from all others: by what was said, as two that differ may look alike when they are made visible. */
function digestOf({ needs: _, ...own }: Piece, needs: readonly string[]): string {
  const text = JSON.stringify([Object.entries(own).toSorted(), needs.toSorted()]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Makes components of pieces; what a piece needs has to be made before it. */
export function componentMaker({ enums, models }: Library): (piece: Piece) => Component {
  const refs = new Map<Piece, BomRef>();
  const taken = new Set<string>();
  // The same in each run. A package has its URL, and behind a # what tells it from another one of that URL.
  const refOf = (piece: Piece, needs: readonly string[], purl: string | undefined) => {
    const digest = digestOf(piece, needs);
    if (piece.kind !== "package" || purl === undefined) return `${piece.kind}:${digest}`;
    return piece.notes.length === 0 && !taken.has(purl) ? purl : `${purl}#${digest}`;
  };
  return (piece) => {
    const told = visible(piece);
    const { kind, name, notes, owner: _, isPips: __, ...rest } = told;
    const { purl, cpe } = identityOf(told);
    const needs = piece.needs.flatMap((each) => refs.get(each) ?? []);
    const bomRef = refOf(piece, needs.map(String), purl);
    taken.add(bomRef);
    const component = new models.Component(enums.ComponentType[TYPES[kind]], name, {
      ...rest,
      bomRef,
      ...(purl && { purl }),
      ...(cpe && { cpe }),
    });
    for (const [key, value] of notes)
      component.properties.add(new models.Property(`wsgi-audit:${key}`, value));
    for (const each of needs) component.dependencies.add(each);
    refs.set(piece, component.bomRef);
    return component;
  };
}
