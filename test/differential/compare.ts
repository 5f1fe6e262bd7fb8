import type { ApplicationAudit, InstallationAudit } from "../../src/model/audit.js";
import type { FactValue } from "../../src/model/fact.js";
import type { Request } from "./generate.js";
import { type Identity, identities } from "./identity.js";
import type { Answer, Outcome } from "./server.js";

export interface Comparison {
  /** Values that were compared. */
  compared: number;
  /** Values that the audit leaves to the client or to the request. */
  open: number;
  disagreements: string[];
}

interface Truth extends Identity {
  process_group: string;
  application_group: string;
  multithread: boolean;
  multiprocess: boolean;
  script: string;
  script_name: string;
  prefix: string;
}

const SYSTEM_PREFIX = "/usr";

const text = (app: ApplicationAudit, id: string): string => String(app.facts[id] ?? "");

const isShadowed = (app: ApplicationAudit) => text(app, "app.problem").includes("takes its requests");
const isMatch = (app: ApplicationAudit) => app.facts["app.kind"] === "script-alias-match";

/** The entry point that the audit says a request reaches: one of that name, else one that matches. */
function entryOf(
  apps: readonly ApplicationAudit[],
  { mount: url, vhost }: Request,
): ApplicationAudit | undefined {
  const own = apps.filter((app) => app.facts["app.vhost"] === vhost);
  const namesakes = own.filter((app) => !isMatch(app) && app.facts["app.mount"] === url);
  const served = namesakes.find((app) => !isShadowed(app));
  if (served) return served;
  const takenBy = (app: ApplicationAudit) =>
    namesakes.length === 0 ||
    namesakes.some((each) => text(each, "app.problem").includes(` at ${text(app, "app.declared_at")} takes`));
  const path = url.replace(/\/+/g, "/");
  const index = own.findIndex(
    (app) =>
      isMatch(app) && !isShadowed(app) && takenBy(app) && new RegExp(text(app, "app.mount")).test(path),
  );
  // A Match may be out of reach for this URL only: an alias before it, or a handler's Alias anywhere, takes it.
  const taken = own.some((app, at) => {
    const first = at < index || app.facts["app.kind"] === "handler";
    return first && !isMatch(app) && `${path}/`.startsWith(`${text(app, "app.mount").replace(/\/$/, "")}/`);
  });
  return taken ? undefined : own[index];
}

function truthOf({ status, body }: Answer): Truth | undefined {
  if (status !== 200 || !body.startsWith("{")) return undefined;
  return JSON.parse(body) as Truth;
}

/**
 * Of a request whose Host header has a port: one of the interpreters that ports bring about, or where the audit says so
 * that of any port.
 */
function interpreterOf(app: ApplicationAudit, { host }: Request, real: string): FactValue | null | undefined {
  const said = app.facts["app.application_group"];
  const variants = (app.facts["app.application_group_variants"] ?? []) as readonly string[];
  const [, port] = host.split(":");
  if (port === undefined) return said;
  const other = app.facts["app.named_by_client"] === "port" ? real.replace(`:${port}`, "") : real;
  return [real, other].some((name) =>
    variants.some((each) => each.replace(/:\d+(?=\||$)/, "") === name || each === name),
  )
    ? real
    : said;
}

function compareOne(
  app: ApplicationAudit,
  installation: InstallationAudit,
  truth: Truth,
  request: Request,
): Comparison {
  const result: Comparison = { compared: 0, open: 0, disagreements: [] };
  const check = (id: string, real: FactValue, said: FactValue | null | undefined = app.facts[id]) => {
    if (said === null || said === undefined) {
      result.open += 1;
      return;
    }
    result.compared += 1;
    if (said !== real)
      result.disagreements.push(`${id}: ${JSON.stringify(said)}, and really ${JSON.stringify(real)}`);
  };
  check("app.process_group", truth.process_group);
  check(
    "app.application_group",
    truth.application_group,
    interpreterOf(app, request, truth.application_group),
  );
  check("app.multithread", truth.multithread);
  check("app.multiprocess", truth.multiprocess);
  const home = app.facts["app.python_home"];
  check("app.python_home", truth.prefix, home === "" ? SYSTEM_PREFIX : home);
  // The process calls it by the name that it has in its own root.
  check("app.script", `${truth.jail}${truth.script}`);
  for (const [id, said, real] of identities(app, installation, truth)) check(id, real, said);
  return result;
}

const OPEN: Comparison = { compared: 0, open: 1, disagreements: [] };

/** Whether an entry point of its own is at what is asked for below another one's mount. */
const isOfAnother = (apps: readonly ApplicationAudit[], { url, mount, vhost }: Request): boolean =>
  apps.some((app) => {
    const own = text(app, "app.mount");
    if (app.facts["app.vhost"] !== vhost) return false;
    if (isMatch(app)) return new RegExp(own).test(url);
    return own.length > mount.length && `${url}/`.startsWith(`${own}/`);
  });

/** Whether an expression that the entry point has instead of a mount matches more than what is asked for and is below. */
const isPartOf = (app: ApplicationAudit, { url }: Request): boolean =>
  isMatch(app) && !text(app, "app.mount").startsWith(`^${url}`);

/** Where the audit says that a part is decided otherwise, it says nothing of what is below the mount. */
function isLeftOpen(
  app: ApplicationAudit | undefined,
  apps: readonly ApplicationAudit[],
  request: Request,
): boolean {
  if (request.url === request.mount) return app !== undefined && isPartOf(app, request) && differs(app);
  if (isOfAnother(apps, request)) return true;
  return !app || isMatch(app) || differs(app);
}

const differs = (app: ApplicationAudit) =>
  ((app.facts["app.differs_below"] ?? []) as readonly string[]).length > 0;

/** Why the audit says that it does not answer; "" if nothing is known, null where that is open. */
const problemOf = ({ facts }: ApplicationAudit): FactValue | null => {
  const [problem, script] = [facts["app.problem"], facts["app.script_problem"]];
  return problem === "" ? (script ?? null) : (problem ?? null);
};

function compareRequest(installation: InstallationAudit, request: Request, answer: Answer): Comparison {
  const apps = installation.applications;
  const app = entryOf(apps, request);
  const truth = truthOf(answer);
  if (isLeftOpen(app, apps, request)) return OPEN;
  // Another entry point is below this one, or a rule has led there.
  if (truth && !isOf(truth, request) && (request.url !== request.mount || (app && differs(app)))) return OPEN;
  const at = (disagreements: string[]) => ({ compared: 1, open: 0, disagreements });
  if (!app)
    return at(truth?.script_name === request.mount ? ["it answers, and is said to be out of reach"] : []);
  const problem = problemOf(app);
  if (problem === null && !truth) return OPEN;
  if (problem !== "" && problem !== null) return at(truth ? [`"${problem}", and yet it answers`] : []);
  if (!truth) {
    const open = app.facts["app.process_group"] === null;
    return open ? OPEN : at([`no problem known, and the answer is ${answer.status}`]);
  }
  return compareOne(app, installation, truth, request);
}

/** Compares what the audit says with what the live server answered, for every request of a configuration. */
export function compare({ job, host, answers }: Outcome): Comparison {
  const total: Comparison = { compared: 0, open: 0, disagreements: [] };
  const installation = host?.installations.find(({ facts }) => facts["apache.config_file"] === job.main);
  if (!installation) return { ...total, disagreements: [`no installation: ${JSON.stringify(host?.checks)}`] };
  for (const [index, request] of job.requests.entries()) {
    const answer = answers[index];
    if (!answer) continue;
    const { compared, open, disagreements } = compareRequest(installation, request, answer);
    total.compared += compared;
    total.open += open;
    total.disagreements.push(...disagreements.map((each) => `${request.vhost} ${request.url}: ${each}`));
  }
  return total;
}

/** Whether it is that entry point which has answered. */
const isOf = ({ script_name }: Truth, { mount }: Request) =>
  script_name.toLowerCase() === (mount === "/" ? "" : mount.replace(/\/+/g, "/").toLowerCase());
