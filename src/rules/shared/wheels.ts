import { inCommand } from "./control.js";

/** auditwheel puts the libraries of a wheel beside its package, in a directory of the distribution's name. */
const BUNDLED =
  /^(\/.+)\/lib(?:64)?\/python[\d.]+t?\/site-packages\/([A-Za-z0-9][A-Za-z0-9_.]*)\.libs\/[^/]+$/;

/** How to have packages use the system's libraries in the place of the files that they bring: the commands where the paths tell them. */
export function ownBuild(files: readonly string[]): string {
  const commands = files.flatMap((file) => {
    const [, home, name = ""] = BUNDLED.exec(file) ?? [];
    const pip = inCommand(home === undefined ? undefined : `${home}/bin/pip`);
    const distribution = name.replaceAll("_", "-");
    return pip
      ? `${pip} install --force-reinstall --no-deps --no-binary ${distribution} ${distribution}`
      : [];
  });
  const all = [...new Set(commands)];
  return all.length > 0
    ? `build the package from source: ${all.join(", ")}`
    : "build the package from source (pip install --no-binary), or use the system's Python instead";
}
