import { groupBy } from "../../base/group-by.js";
import type { Audit, HostAudit } from "../../model/audit.js";
import type { Gaps } from "../../model/fact.js";
import { forTerminal } from "../escape.js";
import type { Names } from "./names.js";
import { wrapped } from "./wrap.js";

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
export function deniedLines({ hosts, catalogue }: Audit, names: Names, width: number): string[] {
  const pairs = hosts.flatMap((host) => deniedOf(host).map((id) => ({ id, host: names.hostOf(host.name) })));
  const byFact = groupBy(pairs, ({ id }) => id);
  const lines = catalogue.facts.flatMap(({ id, label }) => {
    const denied = byFact.get(id);
    if (!denied) return [];
    return wrapped(
      `${forTerminal(label)} (${id})  ${names.list(denied.map(({ host }) => host))}`,
      width,
      "  ",
      6,
    );
  });
  const refused = refusedLines(hosts, names, width);
  if (lines.length === 0 && refused.length === 0) return [];
  const title = "Not shown to the login; `become: auto` asks for it as root:";
  return [...wrapped(title, width), ...lines, ...refused, ""];
}

function refusedLines(hosts: readonly HostAudit[], { list, hostOf }: Names, width: number): string[] {
  const refused = hosts.flatMap(({ name, elevated }) =>
    elevated?.error ? [{ name: hostOf(name), ...elevated.error }] : [],
  );
  return [...groupBy(refused, ({ message, hint }) => JSON.stringify([message, hint])).values()].flatMap(
    (alike) => {
      const [first] = alike;
      if (!first) return [];
      const who = list(alike.map(({ name }) => name));
      return [
        ...wrapped(`not as root either: ${who}  ${forTerminal(first.message)}`, width, "  ", 6),
        ...(first.hint ? wrapped(forTerminal(first.hint), width, "      ") : []),
      ];
    },
  );
}
