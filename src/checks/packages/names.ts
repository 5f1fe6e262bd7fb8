/** A distribution as a directory on sys.path shows it. */
export interface Distribution {
  /** As it writes itself. */
  name: string;
  /** "" where nothing tells it. */
  version: string;
  /** Name and version are those of its directory: its metadata could not be read, or is none. */
  byDirectory?: true;
  /** Installed from a directory that somebody works in. */
  editable?: true;
}

/** As PyPI compares names: without case, and with one dash for any run of dashes, dots and underscores. */
export const normalisedName = (name: string): string => name.replace(/[-_.]+/g, "-").toLowerCase();

const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9])?$/;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9._+!-]{0,99}$/;

const isOne = ({ name, version }: Distribution) =>
  NAME.test(name) && (version === "" || VERSION.test(version));

/** Name and version that a directory has in its own name: `foo-1.0.dist-info`, `foo-1.0-py3.9.egg-info`, `foo.egg-info`. */
export function namedBy(entry: string): Distribution | undefined {
  const stem = entry.replace(/\.(?:dist-info|egg-info|egg-link|egg)$/, "");
  const [name = "", version = ""] = stem.split("-");
  const found: Distribution = { name, version, byDirectory: true };
  return isOne(found) ? found : undefined;
}

/** What its metadata says, held against what a name and a version can be: the host's word is not trusted. */
export function saidBy(name: string | undefined, version: string | undefined): Distribution | undefined {
  const found: Distribution = { name: name ?? "", version: version ?? "" };
  return isOne(found) && found.version !== "" ? found : undefined;
}
