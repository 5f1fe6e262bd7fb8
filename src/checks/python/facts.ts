import { records } from "../check.js";
import type { Home } from "./homes.js";
import type { PathEntry } from "./paths.js";

export const facts = {
  "python.prefix": {
    label: "sys.prefix",
    description: "Root of the installation or virtual environment",
    type: "string",
    source: "`sys.prefix` as observed or probed, else `pyvenv.cfg` of homes and where `os.py` lies",
    example: "/srv/venv",
  },
  "python.base_prefix": {
    label: "sys.base_prefix",
    description: "Root of the standard library that is used",
    type: "string",
    source:
      "`sys.prefix` and its base as observed or probed, else `pyvenv.cfg` of homes and where `os.py` lies",
    example: "/usr",
  },
  "python.version": {
    label: "Python X.Y.Z",
    description: "Version of the library, to the third place",
    type: "string",
    source:
      "`sys.version` as observed or probed, else printable texts in the library or in mod_wsgi.so (`tr -c` and `awk`)",
    example: "3.11.2",
  },
  "python.path": {
    label: "sys.path",
    description: "Where imports are looked for, .pth files left out",
    type: "list",
    source: "`sys.path` as observed or probed, else directories that are there (`ls -d`)",
    example: [
      "/usr/lib/python311.zip",
      "/usr/lib/python3.11",
      "/usr/lib/python3.11/lib-dynload",
      "/srv/venv/lib/python3.11/site-packages",
    ],
  },
  "python.predicted_prefix": {
    label: "Predicted sys.prefix",
    description: "sys.prefix as the files tell it, without starting a Python",
    type: "string",
    compared: false, // what counts is compared as python.prefix
    source: "`pyvenv.cfg` of homes and where `os.py` lies",
    example: "/srv/venv",
  },
  "python.predicted_base_prefix": {
    label: "Predicted sys.base_prefix",
    description: "sys.base_prefix as the files tell it",
    type: "string",
    compared: false,
    source: "`pyvenv.cfg` of homes and where `os.py` lies",
    example: "/usr",
  },
  "python.library.prefix": {
    label: "Library's prefix",
    description: "Root of the installation that the Python library belongs to, as far as its path tells",
    type: "string",
    source: "path of the Python library as the loader finds it (`LD_TRACE_LOADED_OBJECTS=1`, else `ldd`)",
    example: "/usr",
  },
  "python.obstacle": {
    label: "Obstacle",
    description: 'Why Python cannot start in processes that no home is configured for; "" for nothing',
    type: "string",
    compared: false,
    source:
      "where `os.py` lies below the directories that stand in the Python library, and above the first python3 on Apache's PATH",
    example:
      "none of the directories that are compiled into its library has a standard library of Python 3.11",
  },
  "python.candidates": {
    label: "Installations",
    description:
      "Directories with a standard library of the version that runs, as far as it was looked for: homes could be those",
    type: "list",
    compared: false,
    source:
      "`os.py` below homes, their bases, /usr, /usr/local and the directories above the library and python3",
    example: ["/usr"],
  },
  "python.evidence": {
    label: "Evidence",
    description: "predicted from files, probed, or observed in the live server",
    type: "string",
    source: "whether a live answer or the probe told `sys.prefix`",
    example: "predicted",
  },
  "python.paths": {
    label: "Python paths",
    description:
      "Directories that the configuration puts on sys.path, and why nothing useful comes from there; problem is null where the login could not see",
    type: records<PathEntry>(),
    source: "python-path= of `WSGIDaemonProcess` and `WSGIPythonPath`, looked for by the shell",
    example: [
      {
        path: "/srv/venv39/lib/python3.9/site-packages",
        source: "daemon shop",
        problem: "its packages are those of Python 3.9, and mod_wsgi runs 3.11",
      },
    ],
  },
  "python.program": {
    label: "python3 on PATH",
    description: "The first python3 on Apache's PATH, or on that of services where Apache's is not known",
    type: "string",
    source: "PATH of `/proc/PID/environ` of Apache, else of what starts it",
    example: "/usr/bin/python3",
  },
  "python.program_version": {
    label: "Version on PATH",
    description: "X.Y of that python3, by the name of its program or its pyvenv.cfg",
    type: "string",
    source: "where the program's links lead to (`readlink -f`), else `pyvenv.cfg` beside it",
    example: "3.11",
  },
  "python.homes": {
    label: "Python homes",
    description:
      "Every configured home: where from, virtual environment or plain, its version, and whether it is usable",
    type: records<Home>(),
    source: "`pyvenv.cfg` and `ls -ld` of each home that the configuration names",
    example: [
      {
        home: "/srv/venv39",
        source: "WSGIPythonHome",
        kind: "venv",
        version: "3.9.2",
        base: "/usr",
        base_exists: true,
        usable: true,
        reason: "",
      },
    ],
  },
} as const;
