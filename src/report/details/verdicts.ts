import type { Audit, Finding, HostAudit } from "../../model/audit.js";
import { forPlace, forTerminal } from "../escape.js";
import { placeNames } from "../places.js";

type Place = Pick<Finding, "host" | "installation" | "application">;

/** Where on its host something is: nothing where that is clear. */
function placeOf(audit: Audit): (place: Place) => string {
  const nameOf = placeNames(audit);
  return ({ host, installation, application }) => {
    const below = nameOf({ host, ...(installation !== undefined && { installation }) }).slice(host.length);
    return `${below}${application === undefined ? "" : ` ${forPlace(application)}`}`.trim();
  };
}

const titled = (title: string, lines: readonly string[]) => (lines.length > 0 ? ["", title, ...lines] : []);

/** What is wrong on one host, what is accepted there, and what could not be judged. */
export function verdictLines(audit: Audit, { name }: HostAudit): string[] {
  const here = placeOf(audit);
  const ofHost = <T extends Place>(all: readonly T[]) => all.filter(({ host }) => host === name);
  const at = (place: Place) => (here(place) === "" ? "" : ` [${forTerminal(here(place))}]`);
  const findings = ofHost(audit.findings);
  return [
    ...(findings.length === 0 ? ["", "No findings"] : []),
    ...titled(
      "Findings",
      findings.flatMap((finding) => findingLines(finding, at(finding), audit)),
    ),
    ...titled(
      "Accepted",
      ofHost(audit.accepted).map(
        (each) =>
          `  ${forTerminal(`${each.rule} until ${each.until}: ${each.message} (${each.reason})`)}${at(each)}`,
      ),
    ),
    ...titled("Could not be judged, which is not a pass", [
      ...new Set(
        ofHost(audit.unknown).map((each) => `  ${forTerminal(`${each.rule}: ${each.reason}`)}${at(each)}`),
      ),
    ]),
  ];
}

function findingLines(finding: Finding, at: string, { catalogue }: Audit): string[] {
  const rule = catalogue.rules.find(({ id }) => id === finding.rule);
  return [
    `  ${finding.severity} ${finding.rule}${at}`,
    ...finding.message.split("\n").map((line) => `    ${forTerminal(line)}`),
    ...finding.evidence.split("\n").map((line) => `      ${forTerminal(line)}`.trimEnd()),
    ...(rule ? [`    why: ${forTerminal(rule.why)}`] : []),
    `    remedy: ${forTerminal(finding.remedy)}`,
  ];
}
