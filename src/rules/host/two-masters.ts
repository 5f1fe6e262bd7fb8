import { groupBy } from "../../base/group-by.js";
import type { Finding, HostAudit, InstallationAudit, RuleInfo } from "../../model/audit.js";
import { remedyFacts } from "../rule.js";
import { start } from "../shared/control.js";

export const twoMasters: RuleInfo = {
  id: "host/two-masters",
  severity: "error",
  title: "One configuration is run by two masters",
  why: "Only the one that the pid file names is reloaded and stopped. The other goes on with old code, and answers what its sockets still get: of the same request one time this, one time that.",
  remedy:
    "End all of them by their process ids, and start Apache once: whichever ends takes the pid file with it, so that one that is left could not be stopped or reloaded. A pid file that is gone lets a second one start: look for what removes it, such as a cleaned /run or a second start-up script.",
};

/** How it is started decides nothing of what it serves. */
const FOREGROUND = /^(FOREGROUND|NO_DETACH)$/;

/** What it runs; undefined where that is not known whole: flags of -D may choose another part of the same files. */
function configurationOf({ facts }: InstallationAudit): string | undefined {
  const defines = facts["apache.defines"];
  const [binary, file, root] = ["apache.binary", "apache.config_file", "apache.server_root"].map(
    (id) => facts[id] ?? undefined,
  );
  if (facts["apache.running"] !== true || !Array.isArray(defines) || file === undefined) return undefined;
  return JSON.stringify([binary, file, root, defines.filter((name) => !FOREGROUND.test(String(name)))]);
}

const line = ({ facts, gaps }: InstallationAudit) => {
  const listening = facts["processes.listening"];
  const where = Array.isArray(listening)
    ? `listens on ${listening.join(", ")}`
    : `not known what it listens on: ${gaps["processes.listening"]?.reason ?? "it was not looked at"}`;
  return `process ${facts["processes.master"] ?? "?"}, started ${facts["processes.started"] ?? "?"}: ${where}`;
};

function remedyFor(os: string, masters: readonly InstallationAudit[]): string {
  const ids = masters.map(({ facts }) => facts["processes.master"]).filter((id) => typeof id === "number");
  if (ids.length < masters.length) return twoMasters.remedy;
  return twoMasters.remedy.replace(
    "by their process ids, and start Apache once",
    `(kill ${ids.join(" ")}), and once they are gone start Apache once (${start(os, remedyFacts(...masters))})`,
  );
}

/** A finding for every configuration that several masters run. */
export const masterTwice = (hosts: readonly HostAudit[]): Finding[] =>
  hosts.flatMap(({ name, facts, installations }) => {
    const running = installations.filter((each) => configurationOf(each) !== undefined);
    return [...groupBy(running, (each) => configurationOf(each) ?? "").values()].flatMap((masters) => {
      const [first] = masters;
      if (!first || masters.length < 2) return [];
      return {
        rule: twoMasters.id,
        severity: twoMasters.severity,
        host: name,
        installation: first.id,
        message: `${masters.length} masters run ${first.facts["apache.config_file"]}`,
        evidence: masters.map(line).join("\n"),
        remedy: remedyFor(String(facts["host.os"] ?? ""), masters),
      };
    });
  });
