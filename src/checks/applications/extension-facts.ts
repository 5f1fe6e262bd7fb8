import { records } from "../check.js";
import type { ByteCode, ForeignExtension, NeededLibrary } from "../packages/extensions.js";
import type { LibraryClash } from "./clashes.js";

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
  "app.byte_code": {
    label: "Byte code without source",
    description:
      "Files of byte code in the directories of packages on its search path that its Python does not load, and no source of which lies there: what is in `__pycache__` is never looked at without a source; what lies in the place of a source and was made by another Python is refused; the first 100, and none of Python 2",
    type: records<ByteCode>(),
    compared: false, // what was uninstalled leaves some behind
    source: "names of `*.pyc` files on app.search_path, by `find`, and their beginnings beside that of `os`",
    example: [
      {
        directory: "/srv/venv/lib/python3.11/site-packages",
        module: "shop/__init__",
        made_for: "another Python",
        imported: "refused",
      },
    ],
  },
  "app.missing_libraries": {
    label: "Missing libraries",
    description:
      "Libraries that extension modules on its search path need and that lie in none of the loader's places, and Python libraries beside the server's own; read of modules up to 512 KB (see packages.unread_extensions), and not of what these libraries need themselves",
    type: records<NeededLibrary>(),
    source:
      "NEEDED, RPATH and RUNPATH of `*.so` files on app.search_path, the directories that they name, and the loader's own",
    example: [
      {
        directory: "/srv/venv/lib/python3.11/site-packages",
        file: "MySQLdb/_mysql.cpython-311-x86_64-linux-gnu.so",
        library: "libmysqlclient.so.20",
        found: "not found",
      },
    ],
  },
  "app.bundled_libraries": {
    label: "Bundled libraries",
    description:
      "Files that packages on its search path bring along (`*.libs`) of OpenSSL, Expat, libpq, MySQL's client, SQLite, libxml2, zlib and libstdc++",
    type: "list",
    compared: false,
    source: "names of files below `*.libs` on app.search_path, by `find`",
    example: ["/srv/venv/lib/python3.11/site-packages/psycopg2_binary.libs/libcrypto-3cda8a5e.so.3"],
  },
  "app.library_clashes": {
    label: "Library clashes",
    description:
      "Libraries that a start of httpd loads, and that a package on its search path brings in another build whose symbols the versions in their names do not keep apart: worked out, and not seen in a process",
    type: records<LibraryClash>(),
    compared: false,
    source:
      "the loader inside of `httpd -t` (`LD_DEBUG`), and names of files below `*.libs` on app.search_path",
    example: [
      {
        family: "OpenSSL",
        httpd: "/lib/x86_64-linux-gnu/libcrypto.so.3",
        bundled: "/srv/venv/lib/python3.11/site-packages/psycopg2_binary.libs/libcrypto-3cda8a5e.so.3",
      },
    ],
  },
} as const;
