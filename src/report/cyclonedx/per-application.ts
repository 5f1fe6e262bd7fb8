import { createHash } from "node:crypto";
import { byApplication } from "../../audit/software/by-application.js";
import type { Audit } from "../../model/audit.js";
import { sbom } from "./cyclonedx.js";

interface NamedDocument {
  /** Name of the file, the same in each run. */
  file: string;
  text: string;
}

const LONGEST_NAME = 100;

/** What a name says, in characters that no shell and no file system takes for something else. */
const plain = (text: string) =>
  text
    .replace(/[^A-Za-z0-9.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, LONGEST_NAME);

/** Two names may be one when they are plain: the digest tells them apart. */
function fileOf(group: string, id: string): string {
  const digest = createHash("sha256")
    .update(JSON.stringify([group, id]))
    .digest("hex")
    .slice(0, 8);
  return `${[plain(group), plain(id), digest].filter(Boolean).join("_")}.cdx.json`;
}

/** A document for each application of each group: what the hosts that have it run it with. */
export const perApplication = (audit: Audit, whole: Audit): NamedDocument[] =>
  byApplication(audit).map(({ group, id, audit: own }) => ({
    file: fileOf(group, id),
    text: sbom(own, whole, { kind: "application", name: id, group }),
  }));
