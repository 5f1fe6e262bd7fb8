import { records } from "../check.js";
import type { ForeignExtension } from "../packages/extensions.js";

export const extensions = {
  "app.foreign_extensions": {
    label: "Foreign extensions",
    description:
      "Extension modules on its search path that its Python does not load: no file of the module has a name that it tries, and no source lies beside it; modules without a name are only counted",
    type: records<ForeignExtension>(),
    source: "names of `*.so` files on app.search_path, by `find`",
    example: [
      {
        directory: "/srv/venv/lib/python3.11/site-packages",
        tags: "cpython-39-x86_64-linux-gnu",
        module: "lxml/etree",
        files: 1,
      },
    ],
  },
} as const;
