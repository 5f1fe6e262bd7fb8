import { createHash } from "node:crypto";
import type { Bom } from "@cyclonedx/cyclonedx-library/Models";
import type { Piece, Software, Subject } from "../../audit/software/software.js";
import { softwareOf } from "../../audit/software/software.js";
import type { Audit } from "../../model/audit.js";
import { forTerminal } from "../escape.js";
import type { Reporter } from "../reporter.js";
import { componentMaker } from "./components.js";
import { type Library, library } from "./library.js";

/** Pieces whose needs are looked for at all: of the others nothing is said, which is how the format has what is not known. */
const HAVE_NEEDS: ReadonlySet<Piece["kind"]> = new Set([
  "fleet",
  "host",
  "container",
  "installation",
  "application",
]);

interface Told {
  piece: Piece;
  ref: string;
}

const byText = (one: string, other: string) => (one < other ? -1 : Number(one > other));

/** The document's model: the library has no word for compositions, which are added to what it makes of this. */
function modelOf({ root, pieces }: Software, audit: Audit, cdx: Library): { bom: Bom; told: Told[] } {
  const make = componentMaker(cdx);
  const made = pieces.map((piece) => ({ piece, component: make(piece) }));
  const component = make(root);
  const bom = new cdx.models.Bom();
  const order = made.toSorted(
    (one, other) =>
      byText(one.piece.kind, other.piece.kind) ||
      byText(one.component.name, other.component.name) ||
      byText(one.component.bomRef.toString(), other.component.bomRef.toString()),
  );
  for (const each of order) bom.components.add(each.component);
  bom.metadata.component = component;
  bom.metadata.timestamp = new Date(audit.run.finishedAt ?? audit.run.startedAt);
  bom.metadata.lifecycles.add(cdx.enums.LifecyclePhase.Operations);
  const { name, version } = audit.tool;
  const tool = new cdx.models.Component(cdx.enums.ComponentType.Application, forTerminal(name), {
    version: forTerminal(version),
  });
  bom.metadata.tools.components.add(tool);
  const told = [{ piece: root, component }, ...order].map((each) => ({
    piece: each.piece,
    ref: each.component.bomRef.toString(),
  }));
  return { bom, told };
}

interface Dependency {
  ref: string;
  dependsOn?: readonly string[] | undefined;
}

/** What is known to need nothing stays; of what may need something, or was not looked into, there is no entry. */
function dependenciesOf(all: readonly Dependency[], told: readonly Told[]): Dependency[] {
  const pieces = new Map(told.map(({ ref, piece }) => [ref, piece]));
  return all
    .filter(({ ref, dependsOn }) => {
      const piece = pieces.get(ref);
      return dependsOn !== undefined || (piece && HAVE_NEEDS.has(piece.kind) && piece.doubt === undefined);
    })
    .map(({ ref, dependsOn }) => ({ ref, ...(dependsOn && { dependsOn: dependsOn.toSorted(byText) }) }))
    .sort((one, other) => byText(one.ref, other.ref));
}

/** Of which pieces the list of needs may lack something. */
function compositionsOf(told: readonly Told[]) {
  return (["incomplete", "unknown"] as const).flatMap((aggregate) => {
    const dependencies = told.flatMap(({ piece, ref }) => (piece.doubt === aggregate ? [ref] : []));
    return dependencies.length > 0 ? [{ aggregate, dependencies: dependencies.sort(byText) }] : [];
  });
}

/** A UUID of what stands in the document (version 8 of RFC 9562): the same for the same, and for nothing else. */
function serialOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
  ];
  return `urn:uuid:${[...parts, hex.slice(20, 32)].join("-")}`;
}

/** CycloneDX of what the hosts of an audit run, with the fleet or one application on top. The same audit gives the same bytes. */
export function sbom(audit: Audit, whole: Audit, subject: Subject): string {
  const cdx = library();
  const { bom, told } = modelOf(softwareOf(audit, whole, subject), audit, cdx);
  // The newest version of the format that scanners in wide use read.
  const normalizer = new cdx.serialize.JSON.Normalize.Factory(cdx.spec.Spec1dot6).makeForBom();
  const { dependencies = [], ...model } = normalizer.normalize(bom, {});
  const compositions = compositionsOf(told);
  const document = {
    ...model,
    dependencies: dependenciesOf(dependencies as Dependency[], told),
    ...(compositions.length > 0 && { compositions }),
  };
  // In its place, which the model keeps free.
  const numbered = { ...document, serialNumber: serialOf(JSON.stringify(document)) };
  return `${JSON.stringify(numbered, null, 2)}\n`;
}

/** The software of the fleet, for scanners. */
export const cyclonedx: Reporter = (audit, { whole = audit }) =>
  sbom(audit, whole, { kind: "fleet", name: "fleet" });
