// Puts the command (dist/bin.js and all that it loads) into a few files: five hundred files cost a start more than it
// does. What a command needs only at times stays apart, as its imports say. The library stays modules.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");

/** Modules read what lies beside them (shell, the page): each goes on saying where it stood. */
const places = {
  name: "places",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.js$/ }, ({ path }) => {
      if (!path.startsWith(join(dist, "/"))) return undefined;
      const place = `new URL(${JSON.stringify(`../${relative(dist, path)}`)}, import.meta.url).href`;
      return { contents: readFileSync(path, "utf8").replaceAll("import.meta.url", place) };
    }),
};

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ["dist/bin.js"],
  outdir: "dist/command",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  // Loaded only where they are needed, and by ways of their own: a worker, a native module.
  external: ["ssh2", "pino", "ora"],
  // Packages of the older kind ask for Node.js's modules by require.
  banner: {
    js: 'import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);',
  },
  metafile: true,
  logLevel: "warning",
  plugins: [places],
});

const packages = new Set(
  Object.keys(metafile.inputs).flatMap((path) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []),
);
const licences = [...packages].sort().map((path) => {
  const { name, version } = JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
  const file = ["LICENSE", "LICENSE.md", "license"].map((each) => join(root, path, each)).find(existsSync);
  if (file === undefined) throw new Error(`${name} brings no licence`);
  return `${name} ${version}\n\n${readFileSync(file, "utf8").trim()}\n`;
});
writeFileSync(join(dist, "command/LICENSES.txt"), licences.join(`\n${"-".repeat(76)}\n\n`));
writeFileSync(join(dist, "bin.js"), '#!/usr/bin/env node\nimport "./command/bin.js";\n');
