import { groupBy } from "../../base/group-by.js";
import type { HostAudit, InstallationAudit } from "../../model/audit.js";
import { ownerOf } from "./owner.js";
import { type Lack, lackAt, listAt, type Note, type Piece, type Pieces, textAt } from "./pieces.js";

/** What an installation runs, and what of it could not be told. */
export interface Runtime {
  httpd: Piece;
  modWsgi?: Piece;
  python?: Piece;
  openssl: readonly Piece[];
  lacks: readonly Lack[];
}

/** A part with its version, or with the reason why that is not known. */
function versioned(side: InstallationAudit, id: string): Pick<Piece, "version"> & { notes: Note[] } {
  const version = textAt(side, id);
  return version === undefined ? { notes: [lackAt(side, id).note] } : { version, notes: [] };
}

const noted = (side: InstallationAudit, name: string, id: string): Note[] => {
  const value = textAt(side, id);
  return value === undefined ? [] : [[name, value]];
};

function httpdOf(side: InstallationAudit): Piece {
  const { notes, ...version } = versioned(side, "apache.version");
  return {
    kind: "httpd",
    name: "httpd",
    ...version,
    notes: [...notes, ...noted(side, "httpd:platform", "apache.platform")],
    needs: [],
  };
}

/** Where a package owns the file, name and version are the package's: what its maker has mended counts by these alone. */
function modWsgiOf(side: InstallationAudit, host: HostAudit): Piece | Lack | undefined {
  const linked = textAt(side, "modules.wsgi");
  const { notes, ...version } = versioned(side, "wsgi.version");
  if (linked === "absent") return undefined;
  if (linked === undefined && version.version === undefined) return lackAt(side, "modules.wsgi");
  const told = textAt(side, "wsgi.package");
  const owner = ownerOf(told, host);
  if (owner) {
    const upstream: Note[] = version.version === undefined ? notes : [["mod_wsgi:version", version.version]];
    return { kind: "mod_wsgi", name: owner.name, version: owner.version, owner, notes: upstream, needs: [] };
  }
  // What pip built is of PyPI's package, whatever environment it lies in.
  const isPips = textAt(side, "wsgi.built_for") !== undefined;
  const unclear: Note[] = told === undefined ? [] : [["mod_wsgi:package", told]];
  return {
    kind: "mod_wsgi",
    name: isPips ? "mod-wsgi" : "mod_wsgi",
    ...version,
    ...(isPips && { isPips }),
    notes: [...notes, ...unclear],
    needs: [],
  };
}

/** X.Y alone is a series, not a version: what is mended in which release could not be told from it. */
function pythonOf(side: InstallationAudit): Piece | Lack | undefined {
  const { notes, ...version } = versioned(side, "python.version");
  const series = textAt(side, "python.library.version");
  if (version.version === undefined && series === undefined)
    return textAt(side, "modules.wsgi") === "absent" ? undefined : lackAt(side, "python.version");
  const more: Note[] = [
    ...(version.version === undefined && series !== undefined ? [["python:series", series] as const] : []),
    ...noted(side, "python:link", "python.link"),
    ...noted(side, "python:library", "python.library.path_apache"),
    ...noted(side, "python:evidence", "python.evidence"),
  ];
  return { kind: "python", name: "python", ...version, notes: [...notes, ...more], needs: [] };
}

interface Mapped {
  family: string;
  file: string;
  by: string;
}

/** libcrypto and libssl of one build lie side by side, and end alike. Neither of them tells the release that it is of. */
function opensslOf(libraries: readonly Mapped[]): Piece[] {
  const found = libraries.flatMap(({ family, file }) => (family === "OpenSSL" ? file : []));
  const builds = groupBy(found, (file) => file.replace(/[^/]*?(?=\.so)/, ""));
  return [...builds.values()].map((files) => ({
    kind: "openssl",
    name: "openssl",
    notes: [
      ...files.map((file): Note => ["openssl:file", file]),
      ["unknown:version", "absent: the names of its files do not tell the release"],
    ],
    needs: [],
  }));
}

const isLack = (found: Piece | Lack): found is Lack => "note" in found;

/** The parts of one installation, each of them known to the collection. */
export function runtimeOf(pieces: Pieces, host: HostAudit, side: InstallationAudit): Runtime {
  const [modWsgi, python] = [modWsgiOf(side, host), pythonOf(side)];
  const libraries = listAt<Mapped>(side, "processes.libraries");
  const lacks = [modWsgi, python].filter((each) => each !== undefined).filter(isLack);
  return {
    httpd: pieces.add(httpdOf(side)),
    ...(modWsgi && !isLack(modWsgi) && { modWsgi: pieces.add(modWsgi) }),
    ...(python && !isLack(python) && { python: pieces.add(python) }),
    openssl: opensslOf(libraries ?? []).map((each) => pieces.add(each)),
    lacks: libraries ? lacks : [...lacks, lackAt(side, "processes.libraries")],
  };
}
