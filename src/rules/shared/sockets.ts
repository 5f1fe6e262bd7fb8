import type { RemedyFacts } from "../rule.js";
import { configDirectory } from "./control.js";
import { familyOf } from "./systems.js";

/** A value of WSGISocketPrefix in a directory that the start-up of that server makes, and that its user may enter. */
export function socketPrefix(os: string, facts: RemedyFacts): string {
  const directory = configDirectory(facts);
  const family = familyOf(os, facts);
  // Of a second instance it bears the name of the instance.
  if (family === "debian") return `/var/run/${(directory ?? "/etc/apache2").slice("/etc/".length)}/wsgi`;
  if (family === "redhat") return "/run/httpd/wsgi";
  return "/var/run/wsgi";
}
