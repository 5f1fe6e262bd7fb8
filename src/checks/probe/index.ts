import type { Gap } from "../../model/fact.js";
import { apache } from "../apache/index.js";
import {
  absent,
  defineCheck,
  denied,
  type FactsOf,
  failed,
  gapsFor,
  isGap,
  type ParseInput,
  records,
} from "../check.js";
import { config } from "../config/index.js";
import { library } from "../library/index.js";
import { type ProbedHome, probedHomes, refusalOf } from "./answer.js";

/** A record of the fact `probe.homes`: what an interpreter with that home, "" for none, said of itself. */
export interface HomeAnswer {
  home: string;
  version: string | null;
  prefix: string | null;
  base_prefix: string | null;
  /** "" where it came up. */
  error: string;
}

const needs = [apache, config, library] as const;

const facts = {
  "probe.version": {
    label: "Probed version",
    description: "sys.version of the interpreter that came up in the private server, X.Y.Z",
    type: "string",
    source: "`sys.version` in a script in a private httpd",
    example: "3.11.2",
  },
  "probe.prefix": {
    label: "Probed sys.prefix",
    description: "sys.prefix in there",
    type: "string",
    source: "`sys.prefix` in a script in a private httpd",
    example: "/srv/venv",
  },
  "probe.base_prefix": {
    label: "Probed sys.base_prefix",
    description: "sys.base_prefix in there",
    type: "string",
    source: "`sys.prefix`, base_prefix or real_prefix in a script in a private httpd",
    example: "/usr",
  },
  "probe.path": {
    label: "Probed sys.path",
    description: "sys.path in there, entries of .pth files included",
    type: "list",
    source: "`sys.path` in a script in a private httpd",
    example: [
      "/usr/lib/python311.zip",
      "/usr/lib/python3.11",
      "/usr/lib/python3.11/lib-dynload",
      "/srv/venv/lib/python3.11/site-packages",
    ],
  },
  "probe.filesystem_encoding": {
    label: "File name encoding",
    description: "sys.getfilesystemencoding() in there",
    type: "string",
    source: "`sys.getfilesystemencoding()` in a script in a private httpd",
    example: "utf-8",
  },
  "probe.preferred_encoding": {
    label: "Text encoding",
    description: "locale.getpreferredencoding(False) in there: what open() decodes by",
    type: "string",
    source: "`locale.getpreferredencoding(False)` in a script in a private httpd",
    example: "ANSI_X3.4-1968",
  },
  "probe.library": {
    label: "Probed library",
    description: "Python library files mapped in there, links resolved",
    type: "list",
    source: "`/proc/self/maps` in a script in a private httpd",
    example: ["/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0"],
  },
  "probe.error": {
    label: "Probe error",
    description: 'Why the interpreter did not come up, in the words of Python or httpd; "" where it did',
    type: "string",
    source: "what a private httpd (`-X`) with mod_wsgi says and logs",
    example: "ModuleNotFoundError: No module named 'encodings'",
  },
  "probe.homes": {
    label: "Probed homes",
    description: "The answer for every configured home",
    type: records<HomeAnswer>(),
    source: "answers of a private httpd (`-X`), one for each home",
    example: [{ home: "/srv/venv", version: "3.11.2", prefix: "/srv/venv", base_prefix: "/usr", error: "" }],
  },
} as const;

/** Why a private server could not be tried at all. */
const REFUSALS: ReadonlyMap<string, Gap> = new Map([
  [
    "root",
    absent(
      "not tried as root: a server without a User keeps its privileges, and site code would run with them",
    ),
  ],
  ["old-httpd", absent("not tried: httpd is older than 2.4")],
  [
    "strangers",
    failed("not tried: it could not be made sure that only root and the login can change what it would load"),
  ],
  ["no-module", absent("not tried: no mod_wsgi is loaded")],
  ["no-directory", denied("not tried: no directory for temporary files may be written to")],
  ["no-space", failed("not tried: the temporary file could not be written")],
]);

function refusal(input: ParseInput<typeof needs>): Gap | undefined {
  const word = refusalOf(input.section);
  if (word === undefined) return failed("the section ended before the probe began");
  return word === "" ? undefined : (REFUSALS.get(word) ?? failed(`not tried: ${word}`));
}

const record = ({ home, version, prefix, basePrefix, error }: ProbedHome): HomeAnswer => ({
  home,
  version,
  prefix,
  base_prefix: basePrefix,
  error,
});

function answers(probed: ProbedHome): Omit<FactsOf<typeof facts>, "probe.homes"> {
  const gap = absent(`the interpreter did not come up: ${probed.error}`);
  const untold = probed.error === "" ? failed("the interpreter did not tell") : gap;
  return {
    "probe.version": probed.version ?? untold,
    "probe.prefix": probed.prefix ?? untold,
    "probe.base_prefix": probed.basePrefix ?? untold,
    "probe.path": probed.path ?? untold,
    "probe.filesystem_encoding": probed.filesystemEncoding ?? untold,
    "probe.preferred_encoding": probed.preferredEncoding ?? untold,
    "probe.library": probed.mapped ?? untold,
    "probe.error": probed.error,
  };
}

function parse(input: ParseInput<typeof needs>): FactsOf<typeof facts> {
  const refused = refusal(input);
  if (refused) return gapsFor(facts, refused);
  const all = probedHomes(input.section);
  const configured = input.known["python.home"];
  if (isGap(configured)) return { ...gapsFor(facts, configured), "probe.homes": all.map(record) };
  const own = all.find(({ home }) => home === (configured ?? ""));
  if (!own) return gapsFor(facts, failed("the section ended before this home was probed"));
  const told = own.left ? gapsFor(facts, absent(own.error)) : answers(own);
  return { ...told, "probe.homes": all.map(record) };
}

export const probe = defineCheck({
  id: "probe",
  title: "Python asked in a private server",
  level: "installation",
  needs,
  collect: new URL("./collect.sh", import.meta.url),
  // Eight homes, each with up to ten seconds.
  seconds: 85,
  optIn: "--probe",
  facts,
  parse,
});
