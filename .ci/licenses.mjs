// Prints name, version and licence of every package that an installation brings; fails on one that is not in the list.
import { existsSync, readFileSync } from "node:fs";

const ALLOWED = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Unlicense"];

const here = (path) => new URL(`../${path}`, import.meta.url);
const read = (path) => JSON.parse(readFileSync(here(path), "utf8"));
const { packages } = read("package-lock.json");
// What a package would use if it were there (devOptional) is there for tests alone: nobody gets it along with us.
const shipped = Object.entries(packages).filter(
  ([path, { dev, devOptional }]) => path && !dev && !devOptional && existsSync(here(path)),
);

const rows = shipped.map(([path, { version }]) => {
  // ssh2 has it in npm's older form.
  const { licenses, license = licenses?.[0]?.type ?? "none" } = read(`${path}/package.json`);
  return { name: path.replace(/^.*node_modules\//, ""), version, license };
});
for (const { name, version, license } of rows) process.stdout.write(`${name} ${version} ${license}\n`);
const refused = rows.filter(({ license }) => !ALLOWED.includes(license));
for (const { name, license } of refused)
  process.stderr.write(`${name}: licence ${license} is not in the list\n`);
process.exitCode = refused.length > 0 ? 1 : 0;
