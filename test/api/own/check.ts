import { defineCheck, lineOf, whyEmpty } from "wsgi-audit";

/** A check of somebody's own: one command, one fact. */
export const kernel = defineCheck({
  id: "kernel",
  title: "Kernel",
  level: "host",
  collect: new URL("./collect.sh", import.meta.url),
  seconds: 5,
  needs: [],
  facts: {
    "kernel.release": {
      label: "Kernel",
      description: "Release of the kernel that runs.",
      type: "string",
      source: "`uname -r`",
      example: "6.1.0-18-amd64",
    },
  },
  parse: ({ section }) => ({
    "kernel.release": lineOf(section, "release") ?? whyEmpty(section, "release", "uname printed nothing"),
  }),
});
