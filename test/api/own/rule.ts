import { rulesOn } from "wsgi-audit";
import { kernel } from "./check.js";

const defineRule = rulesOn(kernel);

/** A rule of somebody's own, on facts of that check and of the program's. */
export const oldKernel = defineRule({
  id: "own/old-kernel",
  severity: "error",
  title: "httpd runs on a kernel that nobody mends any more",
  why: "Whoever breaks out of an application finds holes that are known.",
  remedy: "Upgrade the system.",
  needs: ["kernel.release", "apache.version"],
  judge: ({ "kernel.release": release, "apache.version": apache }) =>
    Number.parseInt(release, 10) >= 5
      ? []
      : [{ message: `httpd ${apache} on Linux ${release}`, evidence: `kernel.release = ${release}` }],
});
