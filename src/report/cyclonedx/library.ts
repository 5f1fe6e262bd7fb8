import { createRequire } from "node:module";
import type * as Enums from "@cyclonedx/cyclonedx-library/Enums";
import type * as Models from "@cyclonedx/cyclonedx-library/Models";
import type * as Serialize from "@cyclonedx/cyclonedx-library/Serialize";
import type * as Spec from "@cyclonedx/cyclonedx-library/Spec";
import type { PackageURL } from "packageurl-js";

const require = createRequire(import.meta.url);

export interface Library {
  enums: typeof Enums;
  models: typeof Models;
  serialize: typeof Serialize;
  spec: typeof Spec;
}

/** What writes the format, read when it is asked for: a start does not wait for it. Its whole would bring validators along. */
export const library = (): Library => ({
  enums: require("@cyclonedx/cyclonedx-library/Enums"),
  models: require("@cyclonedx/cyclonedx-library/Models"),
  serialize: require("@cyclonedx/cyclonedx-library/Serialize"),
  spec: require("@cyclonedx/cyclonedx-library/Spec"),
});

/** What writes package URLs. */
export const packageUrls = (): { PackageURL: typeof PackageURL } => require("packageurl-js");
