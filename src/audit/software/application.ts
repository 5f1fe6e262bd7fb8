import type { ApplicationAudit } from "../../model/audit.js";
import type { Runtime } from "./installation.js";
import { lackAt, listAt, type Note, type Piece, type Pieces } from "./pieces.js";

const LISTS = ["app.distributions", "app.distributions_by_name", "app.editable", "app.distributions_system"];

function packageOf(item: string, byName: Set<string>, editable: Set<string>, system: Set<string>): Piece {
  const [name = "", version] = item.split(" ");
  const notes: Note[] = [
    ...(version ? [] : [["unknown:version", "absent: nothing on the host tells it"] as const]),
    ...(byName.has(name) ? [["package:told-by", "the name of its directory"] as const] : []),
    ...(editable.has(name) ? [["package:editable", "true"] as const] : []),
    ...(system.has(name) ? [["package:directory-of", "the operating system"] as const] : []),
  ];
  return { kind: "package", name, ...(version && { version }), notes, needs: [] };
}

/** Tells of an application its packages; undefined where they are not known. Applications of equal lists are told once. */
export function packagesBy(pieces: Pieces): (application: ApplicationAudit) => readonly Piece[] | undefined {
  const before = new Map<string, readonly Piece[]>();
  return (application) => {
    const [all, byName, editable, system] = LISTS.map((id) => listAt<string>(application, id));
    if (!all) return undefined;
    const key = JSON.stringify([all, byName, editable, system]);
    const known = before.get(key);
    if (known) return known;
    const [one, other, third] = [new Set(byName), new Set(editable), new Set(system)];
    const found = all.map((item) => pieces.add(packageOf(item, one, other, third)));
    before.set(key, found);
    return found;
  };
}

/** An application needs its packages, its Python and mod_wsgi, and nothing else that is known. */
export function applicationPiece(
  pieces: Pieces,
  application: ApplicationAudit,
  { modWsgi, python }: Runtime,
  packages: readonly Piece[] | undefined,
): Piece {
  const lack = packages ? undefined : lackAt(application, "app.distributions");
  return pieces.add({
    kind: "application",
    name: application.id,
    notes: lack ? [lack.note] : [],
    needs: [...(modWsgi ? [modWsgi] : []), ...(python ? [python] : []), ...(packages ?? [])],
    ...(lack && { doubt: lack.doubt }),
  });
}
