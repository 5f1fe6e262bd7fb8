import { type FactsOf, records } from "../check.js";

/** A record of the fact `app.shadowed_modules`. */
export interface ShadowedModule {
  module: string;
  /** What comes first on the search path. */
  file: string;
  /** The standard library's. */
  library: string;
}

/** A record of the fact `app.hidden_modules`. */
export interface HiddenModule {
  module: string;
  /** What comes first on the search path. */
  file: string;
  /** What comes behind it. */
  hidden: string;
}

const SOURCE =
  "names of modules, and `__init__.py` of packages, at the top of the directories of app.search_path";

export const importFacts = {
  "app.shadowed_modules": {
    label: "Shadowed standard library",
    description:
      "Modules and packages that stand on its search path before those of the standard library that have the same name, the first 100; not those that Python has loaded or built in before the path counts, nor directories without `__init__.py`, which give way",
    type: records<ShadowedModule>(),
    source: SOURCE,
    example: [{ module: "random", file: "/srv/shop/random.py", library: "/usr/lib/python3.11/random.py" }],
  },
  "app.hidden_modules": {
    label: "Hidden modules",
    description:
      "Modules and packages of one name that stand at the top of two directories of its search path, one of which is the project's own (no `site-packages`): the first of them is imported, the other is not; the first 100",
    type: records<HiddenModule>(),
    compared: false, // a project that is installed as well stands there twice on many a host
    source: SOURCE,
    example: [
      {
        module: "redis",
        file: "/srv/shop/redis.py",
        hidden: "/srv/venv/lib/python3.11/site-packages/redis/__init__.py",
      },
    ],
  },
} as const;

export type ImportFacts = FactsOf<typeof importFacts>;
