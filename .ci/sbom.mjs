// npm's own SBOM of what an installation brings. Not by its --omit dev: that leaves out what a tool of ours needs as well.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const sbom = JSON.parse(execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx"], { maxBuffer: 1 << 26 }));
const DEVELOPMENT = "cdx:npm:package:development";
// What a package would use if it were there is there for tests alone. npm has a mark for it in the lock file only.
const { packages } = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const forTests = new Set(
  Object.entries(packages).flatMap(([path, { version, devOptional }]) =>
    devOptional ? [`${path.replace(/^.*node_modules\//, "")} ${version}`] : [],
  ),
);
const isOurs = ({ name, version, properties = [] }) =>
  !forTests.has(`${name} ${version}`) &&
  !properties.some((each) => each.name === DEVELOPMENT && each.value === "true");

const components = sbom.components.filter(isOurs);
const known = new Set([sbom.metadata.component["bom-ref"], ...components.map((each) => each["bom-ref"])]);
const dependencies = sbom.dependencies
  .filter(({ ref }) => known.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => known.has(other)) }));
process.stdout.write(`${JSON.stringify({ ...sbom, components, dependencies }, null, 2)}\n`);
