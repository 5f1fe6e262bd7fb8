import { groupBy } from "../../base/group-by.js";
import type { Audit, HostAudit } from "../../model/audit.js";
import type { Gaps } from "../../model/fact.js";
import { forTerminal } from "../escape.js";
import { foldCounted } from "../places.js";

const deniedIn = (gaps: Gaps) => Object.keys(gaps).filter((id) => gaps[id]?.outcome === "denied");

/** The facts of a host that its login was not shown. */
const deniedOf = ({ gaps, installations }: HostAudit): string[] => [
  ...new Set([
    ...deniedIn(gaps),
    ...installations.flatMap((each) => [
      ...deniedIn(each.gaps),
      ...each.applications.flatMap((app) => deniedIn(app.gaps)),
    ]),
  ]),
];

/** What root would see and the logins do not, fact by fact, and where sudo refused. */
export function deniedLines({ hosts, catalogue }: Audit): string[] {
  const pairs = hosts.flatMap((host) => deniedOf(host).map((id) => ({ id, host: host.name })));
  const byFact = groupBy(pairs, ({ id }) => id);
  const lines = catalogue.facts.flatMap(({ id, label }) => {
    const denied = byFact.get(id);
    return denied ? [`  ${id} (${forTerminal(label)})  ${foldCounted(denied.map(({ host }) => host))}`] : [];
  });
  const refused = refusedLines(hosts);
  if (lines.length === 0 && refused.length === 0) return [];
  return ["Not shown to the login; `become: auto` asks for it as root:", ...lines, ...refused, ""];
}

function refusedLines(hosts: readonly HostAudit[]): string[] {
  const refused = hosts.flatMap(({ name, elevated }) =>
    elevated?.error ? [{ name, ...elevated.error }] : [],
  );
  return [...groupBy(refused, ({ message, hint }) => JSON.stringify([message, hint])).values()].flatMap(
    (alike) => {
      const [first] = alike;
      if (!first) return [];
      const names = foldCounted(alike.map(({ name }) => name));
      return [
        `  not as root either: ${names}  ${forTerminal(first.message)}`,
        ...(first.hint ? [`      ${forTerminal(first.hint)}`] : []),
      ];
    },
  );
}
