export const facts = {
  "wsgi.module_path": {
    label: "mod_wsgi file",
    description: "The file that LoadModule names",
    type: "string",
    source:
      "AH01575 of `httpd -t -e debug`, else `/proc/PID/maps` of the master, else `LoadModule` of the files",
    example: "/usr/lib/apache2/modules/mod_wsgi.so",
  },
  "wsgi.module_source": {
    label: "mod_wsgi file from",
    description:
      "Who names the file: httpd (it was asked what it loads), process (mapped by the running server), files (LoadModule, with conditions and variables worked out from the files)",
    type: "string",
    compared: false,
    source: "whether `httpd -t -e debug` answered",
    example: "httpd",
  },
  "wsgi.module_realpath": {
    label: "mod_wsgi real file",
    description: "The same with symbolic links resolved",
    type: "string",
    source: "`readlink -f` of mod_wsgi.so",
    example: "/usr/lib/apache2/modules/mod_wsgi.so-3.11",
  },
  "wsgi.module_sha256": {
    label: "mod_wsgi SHA-256",
    description: "Digest of the file: equal builds are equal here",
    type: "string",
    source: "`sha256sum`, `shasum -a 256`, `sha256 -r` or `openssl dgst -sha256` of mod_wsgi.so",
    example: "e6423a3158849f8ed74dc4a9b0b2887c968e5e1f0876bf3b5259df1a011811f1",
  },
  "wsgi.passed_over": {
    label: "mod_wsgi passed over",
    description:
      "Other files that a LoadModule line names for mod_wsgi below `<IfModule !wsgi_module>`, which holds no more once one is loaded",
    type: "list",
    source: "`LoadModule` in the files, and whether the files that they name are there and are others",
    example: [
      "/opt/venv/lib/python3.12/site-packages/mod_wsgi/server/mod_wsgi-py312.so (/etc/apache2/conf-enabled/wsgi.conf:2)",
    ],
  },
  "wsgi.version": {
    label: "mod_wsgi",
    description: "Version of mod_wsgi, read from the file",
    type: "string",
    source: "printable texts in mod_wsgi.so (`tr -c` and `awk`)",
    example: "4.9.4",
    headline: 2,
  },
  "wsgi.package": {
    label: "mod_wsgi package",
    description: "Distribution package that owns the file, with its version",
    type: "string",
    source: "`dpkg-query -S`, `rpm -qf`, `apk info -W` or `pkg which` for mod_wsgi.so",
    example: "libapache2-mod-wsgi-py3 4.9.4-1+b2",
  },
  "wsgi.built_for": {
    label: "Built for httpd",
    description: "The httpd that pip built mod_wsgi for, with links resolved",
    type: "string",
    source: "`apxs_config.py` beside mod_wsgi.so",
    example: "/usr/sbin/apache2",
  },
  "wsgi.build_python": {
    label: "Built for Python",
    description: "X.Y.Z that mod_wsgi was compiled for; only X.Y must match at run time",
    type: "string",
    source: "printable texts in mod_wsgi.so (`tr -c` and `awk`)",
    example: "3.11.1",
  },
  "python.link": {
    label: "Python link",
    description:
      "How mod_wsgi.so has Python: shared (as it should be), static (copied in), none (cannot load)",
    type: "string",
    source:
      "`readelf -d`, `objdump -p`, `otool -l` or `od` of mod_wsgi.so; printable texts in it (`tr -c` and `awk`)",
    example: "shared",
  },
  "python.framework": {
    label: "Framework",
    description: "The framework of macOS that mod_wsgi.so is linked to, in place of a libpython",
    type: "string",
    source: "LC_LOAD_DYLIB in `otool -l`, else `otool -L` of mod_wsgi.so",
    example: "/opt/homebrew/opt/python@3.14/Frameworks/Python.framework/Versions/3.14",
  },
  "python.library.name": {
    label: "Python library",
    description: "SONAME of the Python library that is needed",
    type: "string",
    source: "NEEDED in `readelf -d`, `objdump -p`, `otool -l` or `od` of mod_wsgi.so",
    example: "libpython3.11.so.1.0",
  },
  "python.library.path": {
    label: "libpython",
    description: "Where the loader finds it without LD_LIBRARY_PATH, or `not found`",
    type: "string",
    source: "the loader with `LD_TRACE_LOADED_OBJECTS=1` on mod_wsgi.so, else `ldd` or `otool -L`",
    example: "/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
  },
  "python.library.path_login": {
    label: "libpython (login)",
    description: "Where it is found with the login's LD_LIBRARY_PATH",
    type: "string",
    source: "the same as python.library.path with `LD_LIBRARY_PATH` of the login's shell",
    example: "/opt/pylib/libpython3.11.so.1.0",
  },
  "python.library.path_apache": {
    label: "libpython (Apache)",
    description:
      "Where a start of httpd gets it: in Apache's own environment, with LoadFile and all that was loaded before",
    type: "string",
    source:
      "the loader inside of `httpd -t` (`LD_DEBUG`), else as python.library.path with `LD_LIBRARY_PATH` of Apache's environment",
    example: "/lib/x86_64-linux-gnu/libpython3.11.so.1.0",
  },
  "python.library.found_by": {
    label: "libpython found by",
    description:
      "Why a start of httpd gets this library: loader (its own search, RPATH included), LD_LIBRARY_PATH, LoadFile, or another file that httpd loads before mod_wsgi",
    type: "string",
    source:
      "AH01573 of `httpd -t -e debug`, and whether the loader finds the same with `LD_TRACE_LOADED_OBJECTS=1`",
    example: "loader",
  },
  "python.library.version": {
    label: "Python",
    description: "X.Y of the library that Apache finds",
    type: "string",
    source:
      "name of the library in `readelf -d`, `objdump -p`, `otool -l` or `od` of mod_wsgi.so, else texts in that",
    example: "3.11",
    headline: 1,
  },
  "python.library.rpath": {
    label: "RPATH",
    description: 'DT_RPATH of mod_wsgi.so, "" if none; beats LD_LIBRARY_PATH, but not with musl',
    type: "string",
    source: "RPATH in `readelf -d`, `objdump -p`, `otool -l` or `od` of mod_wsgi.so",
    example: "/opt/python/lib",
  },
  "python.library.runpath": {
    label: "RUNPATH",
    description: 'DT_RUNPATH of mod_wsgi.so, "" if none; loses to LD_LIBRARY_PATH',
    type: "string",
    source: "RUNPATH in `readelf -d`, `objdump -p`, `otool -l` or `od` of mod_wsgi.so",
    example: "/usr/lib/x86_64-linux-gnu:/opt/express/lib/python3.11/config",
  },
  "python.library.mapped": {
    label: "libpython mapped",
    description: "What the running processes have mapped",
    type: "list",
    source: "`/proc/PID/maps` of the master and its children",
    example: ["/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0"],
  },
  "wsgi.module_mapped": {
    label: "mod_wsgi mapped",
    description: "The mod_wsgi.so that the running processes have mapped, whatever the next start loads",
    type: "list",
    compared: false,
    source: "`/proc/PID/maps` of the master and its children",
    example: ["/usr/lib/apache2/modules/mod_wsgi.so-3.11"],
  },
  "processes.deleted": {
    label: "Deleted files",
    description:
      "Modules, extensions and libraries that running processes have mapped, and that were deleted or replaced on disk since",
    type: "list",
    compared: false,
    source: "`/proc/PID/maps` of the master and its children",
    example: ["/usr/lib/x86_64-linux-gnu/libsqlite3.so.0.8.6"],
  },
  "python.library.deleted": {
    label: "libpython deleted",
    description: "A running process still maps a library that was replaced on disk",
    type: "boolean",
    source: "`/proc/PID/maps` of the master and its children",
    example: false,
  },
} as const;
