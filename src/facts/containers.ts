import { absent, gapsFor, separate } from "../checks/check.js";
import { sectionOfContainer } from "../checks/containers/index.js";
import { type Inside, insideOf, type Listed, listed, shortId } from "../checks/containers/listed.js";
import { userCheck } from "../checks/index.js";
import type { HostAudit } from "../model/audit.js";
import type { HostRecord } from "../model/snapshot.js";
import { bytesOf } from "../script/frame.js";
import { unframe } from "../script/unframe.js";
import { sectionsOf } from "./as-root.js";
import { parseHost, type Reading } from "./host.js";
import { shortcomingInside } from "./inside.js";

/**
 * The containers of a host that were asked inside, as hosts `HOST/CONTAINER` in its groups. Pure. What one says is read
 * under the nonce that it was given alone: it says nothing of its host, nor of another container.
 */
export function parseContainers(record: HostRecord, reading: Reading = {}): HostAudit[] {
  const section = sectionsOf(record).find(
    ({ check, installation }) => check === "containers" && installation === 0,
  );
  const asked = insideOf(section);
  if (asked.length === 0) return [];
  const known = new Map(listed(section).map((each) => [each.id, each]));
  const all = asked
    .map((inside) => ({ inside, own: known.get(inside.id) ?? unlisted(inside) }))
    .sort((a, b) => (a.own.name < b.own.name ? -1 : 1));
  const names = rowNames(all.map(({ own }) => own));
  return all.map(({ inside, own }, at) => ({
    ...parseContainer(recordOf(record, inside, own, names[at] ?? own.id), reading),
    containerOf: record.host.name,
  }));
}

const unlisted = ({ engine, id }: Inside): Listed => ({
  engine,
  id,
  name: shortId(id),
  image: "",
  imageId: "",
  digests: [],
});

/** Facts of the inventory's own are commands about the host: nobody has asked for them to run in its containers. */
function parseContainer(record: HostRecord, { facts = [], ...reading }: Reading): HostAudit {
  const audit = parseHost(record, reading);
  const own = userCheck(facts);
  if (!own || Object.keys(audit.facts).length === 0) return audit;
  const none = absent("facts of the inventory's own are asked of hosts, not in containers");
  const more = separate(gapsFor(own.facts, none));
  return { ...audit, facts: { ...audit.facts, ...more.facts }, gaps: { ...audit.gaps, ...more.gaps } };
}

function recordOf(host: HostRecord, { part, nonce, engine }: Inside, own: Listed, name: string): HostRecord {
  const transcript = unframe(bytesOf(part, "stdout"), bytesOf(part, "stderr"), nonce);
  const sections = transcript.sections.filter(({ check }) => check !== "containers");
  const error = shortcomingInside(transcript, part, { engine, name: own.name });
  const said = sections.length > 0;
  return {
    record: "host",
    host: { ...host.host, name: `${host.host.name}/${name}` },
    status: said ? "ok" : "failed",
    startedAt: host.startedAt,
    durationMs: host.durationMs,
    ...(error && { error }),
    transcript: { ...transcript, sections: said ? [...sections, sectionOfContainer(own)] : [] },
  };
}

/** What schedulers add to a name is another word after each deployment, and none that a row is known by. */
const PASSING: readonly [RegExp, string][] = [
  // Swarm: SERVICE.SLOT.TASK, of global services SERVICE.NODE.TASK.
  [/^(.+)\.[a-z0-9]{25}\.[a-z0-9]{25}$/, "$1"],
  [/^(.+\.\d+)\.[a-z0-9]{25}$/, "$1"],
  // Kubernetes on docker: k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT.
  [/^k8s_([^_]+)_[^_]+_([^_]+)_[0-9a-f-]{36}_\d+$/, "$2.$1"],
  // Compose, while it takes the place of another: ID_NAME.
  [/^[0-9a-f]{12}_(.+)$/, "$1"],
];

const lastingName = (name: string) =>
  PASSING.reduce((found, [pattern, kept]) => found.replace(pattern, kept), name);

/**
 * The names of rows, in the order of the containers; of several that would be called alike, in the order of their names.
 * @internal
 */
export function rowNames(containers: readonly Pick<Listed, "name" | "id">[]): string[] {
  const counts = new Map<string, number>();
  const order = containers
    .map(({ name, id }, at) => ({ at, name, id }))
    .sort((a, b) => (a.name < b.name || (a.name === b.name && a.id < b.id) ? -1 : 1));
  const names: string[] = [];
  for (const { at, name } of order) {
    const lasting = lastingName(name);
    const count = (counts.get(lasting) ?? 0) + 1;
    counts.set(lasting, count);
    names[at] = count === 1 ? lasting : `${lasting}#${count}`;
  }
  return names;
}
