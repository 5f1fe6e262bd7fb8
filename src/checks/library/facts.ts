export const facts = {
  "wsgi.module_path": {
    label: "mod_wsgi file",
    description: "The file that LoadModule names",
    type: "string",
  },
  "wsgi.module_realpath": {
    label: "mod_wsgi real file",
    description: "The same with symbolic links resolved",
    type: "string",
  },
  "wsgi.module_sha256": {
    label: "mod_wsgi SHA-256",
    description: "Digest of the file: equal builds are equal here",
    type: "string",
  },
  "wsgi.version": {
    label: "mod_wsgi",
    description: "Version of mod_wsgi, read from the file",
    type: "string",
  },
  "wsgi.package": {
    label: "mod_wsgi package",
    description: "Distribution package that owns the file, with its version",
    type: "string",
  },
  "wsgi.built_for": {
    label: "Built for httpd",
    description: "The httpd that pip built mod_wsgi for, with links resolved",
    type: "string",
  },
  "wsgi.build_python": {
    label: "Built for Python",
    description: "X.Y.Z that mod_wsgi was compiled for; only X.Y must match at run time",
    type: "string",
  },
  "python.link": {
    label: "Python link",
    description:
      "How mod_wsgi.so has Python: shared (as it should be), static (copied in), none (cannot load)",
    type: "string",
  },
  "python.library.name": {
    label: "Python library",
    description: "SONAME of the Python library that is needed",
    type: "string",
  },
  "python.library.path": {
    label: "libpython",
    description: "Where the loader finds it without LD_LIBRARY_PATH, or `not found`",
    type: "string",
  },
  "python.library.path_login": {
    label: "libpython (login)",
    description: "Where it is found with the login's LD_LIBRARY_PATH",
    type: "string",
  },
  "python.library.path_apache": {
    label: "libpython (Apache)",
    description: "Where it is found with the LD_LIBRARY_PATH of Apache's own environment",
    type: "string",
  },
  "python.library.version": {
    label: "Python",
    description: "X.Y of the library that Apache finds",
    type: "string",
  },
  "python.library.rpath": {
    label: "RPATH",
    description: 'DT_RPATH of mod_wsgi.so, "" if none; beats LD_LIBRARY_PATH',
    type: "string",
  },
  "python.library.runpath": {
    label: "RUNPATH",
    description: 'DT_RUNPATH of mod_wsgi.so, "" if none; loses to LD_LIBRARY_PATH',
    type: "string",
  },
  "python.library.mapped": {
    label: "libpython mapped",
    description: "What the running processes have mapped",
    type: "list",
  },
  "python.library.deleted": {
    label: "libpython deleted",
    description: "A running process still maps a library that was replaced on disk",
    type: "boolean",
  },
} as const;
