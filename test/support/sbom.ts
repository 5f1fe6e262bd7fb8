import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { encodeBomBinary, parseBomBinary, parseBomJson } from "@appthreat/cdx-proto";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";

export interface SbomComponent {
  type: string;
  name: string;
  version?: string;
  group?: string;
  purl?: string;
  cpe?: string;
  "bom-ref": string;
  properties?: { name: string; value: string }[];
}

export interface Sbom {
  $schema: string;
  serialNumber: string;
  metadata: { timestamp: string; component: SbomComponent; tools: { components: SbomComponent[] } };
  components: SbomComponent[];
  dependencies: { ref: string; dependsOn?: string[] }[];
  compositions?: { aggregate: string; dependencies: string[] }[];
}

const schemas = join(
  createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library/package.json"),
  "../res/schema",
);
const schema = (name: string) =>
  JSON.parse(readFileSync(join(schemas, `${name}.SNAPSHOT.schema.json`), "utf8"));

function schemaValidator() {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // Of people and of references elsewhere, which are not written.
  ajv.addFormat("idn-email", /@/).addFormat("iri-reference", /^[!-~]*$/);
  for (const name of ["spdx", "jsf-0.82", "cryptography-defs"])
    ajv.addSchema(schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  return ajv.compile(schema("bom-1.6"));
}

let validate: ReturnType<typeof schemaValidator> | undefined;

/** What the format's own schema has to say against a document. */
export function schemaErrors(document: unknown): unknown {
  validate ??= schemaValidator();
  validate(document);
  return validate.errors;
}

/**
 * Reads a document by the other definition of the format, that of protocol buffers: it takes no key, type or word that it
 * does not know, and throws. There, what something depends on is a tree, and the address of the schema is not known.
 */
export function readAsMessage({ $schema: _, ...document }: Sbom) {
  const dependencies = document.dependencies.map(({ ref, dependsOn = [] }) => ({
    ref,
    dependencies: dependsOn.map((each) => ({ ref: each })),
  }));
  return parseBomBinary(encodeBomBinary(parseBomJson({ ...document, dependencies } as never)));
}

/** What stands on what, by the references of the components. */
export const needsIn = ({ dependencies }: Sbom): Map<string, readonly string[]> =>
  new Map(dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));

/** The references of all that the root or another component leads to, its own included. */
export function reachedIn(sbom: Sbom, from = sbom.metadata.component["bom-ref"]): Set<string> {
  const needs = needsIn(sbom);
  const reached = new Set<string>();
  const open = [from];
  for (let ref = open.pop(); ref !== undefined; ref = open.pop()) {
    if (reached.has(ref)) continue;
    reached.add(ref);
    open.push(...(needs.get(ref) ?? []));
  }
  return reached;
}

/** The components that one needs, by its reference. */
export function neededBy(sbom: Sbom, ref: string): SbomComponent[] {
  const all = new Map(sbom.components.map((each) => [each["bom-ref"], each]));
  return (needsIn(sbom).get(ref) ?? []).flatMap((each) => all.get(each) ?? []);
}

/** A property of ours, without what its name begins with. */
export const propertyOf = ({ properties = [] }: SbomComponent, name: string): string | undefined =>
  properties.find((each) => each.name === `wsgi-audit:${name}`)?.value;
