import type { Owner, Piece } from "../../audit/software/software.js";
import { packageUrls } from "./library.js";

/** What scanners look a component up by. */
export interface Identity {
  purl?: string;
  cpe?: string;
}

/** Vendor and product in the dictionary of CPE. */
const CPE: Partial<Record<Piece["kind"], string>> = {
  httpd: "apache:http_server",
  mod_wsgi: "modwsgi:mod_wsgi",
  python: "python:python",
};

/** The library leaves some characters as they are that a package URL has encoded. */
const strictly = (purl: string) =>
  purl.replace(/[!'()*+]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

function purlOf(
  type: string,
  namespace: string | undefined,
  name: string,
  version: string | undefined,
  qualifiers?: Readonly<Record<string, string>>,
): string {
  const { PackageURL } = packageUrls();
  return strictly(new PackageURL(type, namespace, name, version, qualifiers, undefined).toString());
}

/** Ids of systems that package URLs have another name for. */
const VENDORS: Readonly<Record<string, string>> = {
  rhel: "redhat",
  "opensuse-leap": "opensuse",
  sles: "suse",
};

/** Debian's trackers know source packages; what was built again without a change has the version of its source in front. */
function sourceOf({ manager, name, version }: Owner): string | undefined {
  if (manager !== "deb" || !/^libapache2-mod-wsgi(?:-py3)?$/.test(name)) return undefined;
  const source = version.replace(/\+b\d+$/, "");
  return source === version ? "mod-wsgi" : `mod-wsgi@${source}`;
}

function ownersPurl(owner: Owner): string {
  const { manager, system, distro, name, version, architecture } = owner;
  const upstream = sourceOf(owner);
  return purlOf(manager, VENDORS[system] ?? system, name, version, {
    ...(architecture && { arch: architecture }),
    ...(distro && { distro }),
    ...(upstream && { upstream }),
  });
}

/**
 * The package URL and, of what no package manager owns, the CPE of a component. Of what a package manager owns the package
 * alone: by a CPE each scanner would find what the system's makers have mended. Without a version there is no CPE, which
 * would be that of every version.
 */
export function identityOf({ kind, name, version, owner, isPips }: Omit<Piece, "needs" | "notes">): Identity {
  if (owner) return { purl: ownersPurl(owner) };
  if (kind === "package") return name === "" ? {} : { purl: purlOf("pypi", undefined, name, version) };
  const product = CPE[kind];
  if (product === undefined || version === undefined) return {};
  const plain = /^\d[A-Za-z0-9._-]*$/.test(version);
  return {
    purl: purlOf(isPips ? "pypi" : "generic", undefined, name, version),
    ...(plain && { cpe: `cpe:2.3:a:${product}:${version}:*:*:*:*:*:*:*` }),
  };
}
