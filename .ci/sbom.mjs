// npm's own SBOM of what an installation brings. Not by its --omit dev: that leaves out what a tool of ours needs as well.
import { execFileSync } from "node:child_process";

const sbom = JSON.parse(execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx"], { maxBuffer: 1 << 26 }));
const DEVELOPMENT = "cdx:npm:package:development";
const isOurs = ({ properties = [] }) =>
  !properties.some(({ name, value }) => name === DEVELOPMENT && value === "true");

const components = sbom.components.filter(isOurs);
const known = new Set([sbom.metadata.component["bom-ref"], ...components.map((each) => each["bom-ref"])]);
const dependencies = sbom.dependencies
  .filter(({ ref }) => known.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => known.has(other)) }));
process.stdout.write(`${JSON.stringify({ ...sbom, components, dependencies }, null, 2)}\n`);
