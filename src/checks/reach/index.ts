import { absent, defineCheck, type FactsOf, type ParseInput } from "../check.js";
import { partOf, whyEmpty } from "../sections.js";

const facts = {
  "host.sudo": {
    label: "sudo",
    description:
      "yes: without a password; password: one is asked for; tty: only at a terminal (requiretty); no: the login may not",
    type: "string",
    source: "`sudo -n sh -s` with nothing to run",
    example: "password",
  },
} as const;

function parse({ section }: ParseInput): FactsOf<typeof facts> {
  if (section.status === 3) return { "host.sudo": absent("sudo is not installed") };
  const part = partOf(section, "sudo");
  if (part?.status === 0) return { "host.sudo": "yes" };
  if (part === undefined || part.status === null) return { "host.sudo": whyEmpty(section, "sudo", "") };
  return { "host.sudo": refusalOf(part.stderr) };
}

const refusalOf = (message: string): string =>
  /must have a tty/.test(message)
    ? "tty"
    : /(password|authentication|terminal) is required/.test(message)
      ? "password"
      : "no";

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
