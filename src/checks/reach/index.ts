import type { Gap } from "../../model/fact.js";
import type { Part, Section } from "../../model/snapshot.js";
import { absent, defineCheck, type FactsOf, failed, isGap, type ParseInput } from "../check.js";
import { partOf, whyEmpty } from "../sections.js";

const facts = {
  "host.sudo": {
    label: "sudo",
    description:
      "Whether sudo or sudo-rs makes the login root. yes: without a password; password: one is asked for; tty: only at a terminal (requiretty); no: the login may not",
    type: "string",
    source: "`sudo -n sh -s` with nothing to run",
    example: "password",
  },
  "host.ways_to_root": {
    label: "ways to root",
    description:
      "What there is to make the login root, with the answer of each as above: sudo, sudo-rs, doas. `none`: there is none of them; `not needed`: the login is root",
    type: "list",
    source: "`sudo -n sh -s` and `doas -n /bin/sh -s` with nothing to run",
    example: ["sudo: password", "doas: yes"],
  },
} as const;

const WAYS = ["sudo", "sudo-rs", "doas"] as const;

function parse({ section }: ParseInput): FactsOf<typeof facts> {
  const login = partOf(section, "login");
  if (!login) {
    const why = failed("its output was cut off");
    return { "host.sudo": why, "host.ways_to_root": why };
  }
  const [uid, used] = login.stdout.trim().split(" ");
  if (uid === "0") return ofRoot(used);
  const answers = WAYS.flatMap((way) => {
    const part = partOf(section, way);
    return part ? [{ way, answer: answerOf(part, section) }] : [];
  });
  const sudo = answers.find(({ way }) => way !== "doas");
  const cut = answers.map(({ answer }) => answer).find(isGap);
  const all = answers.map(({ way, answer }) => `${way}: ${answer}`);
  return {
    "host.sudo": sudo?.answer ?? absent("sudo is not installed"),
    "host.ways_to_root": cut ?? (all.length > 0 ? all : ["none"]),
  };
}

/** `used`: what has made it root. */
const ofRoot = (used: string | undefined): FactsOf<typeof facts> => ({
  "host.sudo": used === "sudo" ? "yes" : absent("the login is root"),
  "host.ways_to_root": [used ? `${used}: yes` : "not needed"],
});

function answerOf({ name, status, stderr }: Part, section: Section): string | Gap {
  if (status === null) return whyEmpty(section, name, "");
  if (status === 0) return "yes";
  if (/must have a tty/.test(stderr)) return "tty";
  return /(password|authentication|authorization|terminal) (is )?required/i.test(stderr) ? "password" : "no";
}

/** Only where the user asks whether hosts can be reached: a sudo that is refused may write mail to somebody. */
export const reach = defineCheck({
  id: "reach",
  title: "Privileges of the login",
  level: "host",
  needs: [],
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 10,
  optIn: "hosts --check",
  facts,
  parse,
});
