import type { Part, Section } from "../../model/snapshot.js";

/** What the test script says of the process and the interpreter that answered. */
export interface ObservedAnswer {
  url: string;
  processGroup: string;
  applicationGroup: string;
  scriptName: string;
  script: string;
  serverName: string;
  multithread: boolean;
  multiprocess: boolean;
  /** Process ids, as the host counts them. */
  pid: number;
  parent: number;
  version: string;
  prefix: string;
  basePrefix: string;
  path: string[];
}

type ObservedOutcome =
  | "answered"
  | "redirect"
  | "forbidden"
  | "not-found"
  | "server-error"
  | "other-page"
  | "no-listener"
  | "no-answer"
  | "failed";

/** One URL, and what became of the request. */
export interface Observation {
  url: string;
  outcome: ObservedOutcome;
  /** HTTP status; null where there was no HTTP. */
  status: number | null;
  /** What to know beside: where a redirect leads, what serves another page, the error's text. */
  detail: string;
  answer: ObservedAnswer | undefined;
}

const text = (value: unknown) => (typeof value === "string" ? value : "");
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
/** JSON reads 1e999 as a number that it cannot write. */
const number = (value: unknown) => (Number.isSafeInteger(value) ? (value as number) : 0);

/** The body is JSON with our mark, or it is somebody else's page. */
function answerIn(url: string, body: string): ObservedAnswer | undefined {
  let said: Map<string, unknown>;
  try {
    said = new Map(Object.entries(JSON.parse(body) as object));
  } catch {
    return undefined;
  }
  if (said.get("wsgi-audit") !== 1 || typeof said.get("process_group") !== "string") return undefined;
  return {
    url,
    processGroup: text(said.get("process_group")),
    applicationGroup: text(said.get("application_group")),
    scriptName: text(said.get("script_name")),
    script: text(said.get("script")),
    serverName: text(said.get("server_name")),
    multithread: said.get("multithread") === true,
    multiprocess: said.get("multiprocess") === true,
    pid: number(said.get("pid")),
    parent: number(said.get("parent")),
    version: text(said.get("version")),
    prefix: text(said.get("prefix")),
    basePrefix: text(said.get("base_prefix")),
    path: texts(said.get("path")),
  };
}

function outcomeOf(status: number): ObservedOutcome {
  if (status >= 300 && status < 400) return "redirect";
  if (status === 401 || status === 403) return "forbidden";
  if (status === 404 || status === 410) return "not-found";
  return status >= 500 ? "server-error" : "other-page";
}

const headerIn = (head: string, name: string) => new RegExp(`^${name}: *(.*)$`, "im").exec(head)?.[1] ?? "";

function detailOf(outcome: ObservedOutcome, head: string): string {
  if (outcome === "redirect") return `to ${headerIn(head, "location") || "nowhere"}`;
  if (outcome === "server-error") return "see Apache's error log";
  return [headerIn(head, "content-type"), headerIn(head, "server")].filter(Boolean).join(", from ");
}

const lastLine = (output: string) => output.trim().split("\n").at(-1)?.trim() ?? "";

function misfortune({ name: url, status, stderr }: Part): Observation {
  const detail = lastLine(stderr);
  const outcome =
    status === 7 || /refused|failed to connect/i.test(detail)
      ? "no-listener"
      : status === 28 || /timed? ?out/i.test(detail)
        ? "no-answer"
        : "failed";
  return { url, outcome, status: null, detail, answer: undefined };
}

function observationOf(part: Part): Observation {
  const url = part.name;
  const end = part.stdout.indexOf("\n\n");
  const head = end < 0 ? part.stdout : part.stdout.slice(0, end);
  const status = Number(/^HTTP\/[\d.]+ (\d{3})/.exec(head)?.[1] ?? 0);
  if (status === 0) return misfortune(part);
  const answer = status === 200 && end >= 0 ? answerIn(url, part.stdout.slice(end + 2)) : undefined;
  const outcome = answer ? "answered" : outcomeOf(status);
  return { url, outcome, status, detail: answer ? "" : detailOf(outcome, head), answer };
}

/** Every URL of a host, in the order of the inventory. */
export const observationsIn = (section: Section | undefined): Observation[] =>
  (section?.parts ?? []).filter(({ name }) => /^https?:/.test(name)).map(observationOf);

/** The answers that came from a child of this master. */
export const answersBelow = (section: Section | undefined, master: string | undefined): ObservedAnswer[] =>
  observationsIn(section).flatMap(({ answer }) =>
    answer && master !== undefined && answer.parent === Number(master) ? [answer] : [],
  );
