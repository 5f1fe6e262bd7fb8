import { defineCheck, type FactsOf, type ParseInput, records } from "../check.js";
import { type Observation, observationsIn } from "./answer.js";

/** A record of the fact `host.observed`. What the answer would tell is null where there was none. */
export interface ObservedUrl extends Omit<Observation, "answer"> {
  process_group: string | null;
  application_group: string | null;
  multithread: boolean | null;
  multiprocess: boolean | null;
  version: string | null;
  prefix: string | null;
  base_prefix: string | null;
  pid: number | null;
}

const facts = {
  "host.observed": {
    label: "Observed",
    description: "Every URL of `observe:`, and what became of the request",
    type: records<ObservedUrl>(),
    compared: false,
    source:
      "the test script's answer to a URL under observe:, asked through SSH, else with `curl`, `python3` or `wget`",
    example: [
      {
        url: "http://app.example.org/observe",
        outcome: "answered",
        status: 200,
        detail: "",
        process_group: "truth",
        application_group: "",
        multithread: true,
        multiprocess: false,
        version: "3.11.2",
        prefix: "/srv/venv",
        base_prefix: "/usr",
        pid: 42,
      },
    ],
  },
} as const;

/** What was told, null where nothing was: values that no configuration row may claim stand here as well. */
const record = ({ url, outcome, status, detail, answer }: Observation): ObservedUrl => ({
  url,
  outcome,
  status,
  detail,
  process_group: answer?.processGroup ?? null,
  application_group: answer?.applicationGroup ?? null,
  multithread: answer?.multithread ?? null,
  multiprocess: answer?.multiprocess ?? null,
  version: answer?.version ?? null,
  prefix: answer?.prefix ?? null,
  base_prefix: answer?.basePrefix ?? null,
  pid: answer?.pid ?? null,
});

const parse = ({ section }: ParseInput): FactsOf<typeof facts> => ({
  "host.observed": observationsIn(section).map(record),
});

export const observe = defineCheck({
  id: "observe",
  title: "Test scripts in the live servers",
  level: "host",
  needs: [],
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 45,
  optIn: "observe: in the inventory",
  facts,
  parse,
});
