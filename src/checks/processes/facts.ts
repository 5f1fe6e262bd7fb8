import { records } from "../check.js";
import type { LibraryCopy, MappedLibrary } from "./copies.js";
import type { LiveGroup } from "./groups.js";

const time = { type: "string", compared: false } as const;

export const facts = {
  "processes.master": {
    label: "Master",
    description: "Process id of the master",
    type: "number",
    compared: false,
    source: "`/proc/PID/stat`",
    example: 4711,
  },
  "processes.listening": {
    label: "Listens on",
    description: "Addresses and ports that the master really listens on",
    type: "list",
    compared: false,
    source: "`/proc/PID/fd/` and `/proc/PID/net/tcp` of the master",
    example: ["0.0.0.0:80"],
  },
  "processes.started": {
    label: "Started",
    description: "When the master was started (UTC)",
    ...time,
    source: "`/proc/PID/stat` of the master, btime of `/proc/stat`",
    example: "2026-11-24T11:54:57Z",
  },
  "processes.reloaded": {
    label: "Reloaded",
    description:
      "When the children's generation began (UTC): when its sockets were made, else when all children started",
    ...time,
    source: "`stat -L` of the sockets in `/proc/net/unix`, else `/proc/PID/stat` of the children",
    example: "2026-11-24T11:54:57Z",
  },
  "processes.generation": {
    label: "Generation",
    description: "How often the server was reloaded since its start, as the sockets of daemon groups tell it",
    type: "number",
    compared: false,
    source: "names of the sockets in `/proc/net/unix`",
    example: 0,
  },
  "processes.children": {
    label: "Children",
    description: "Child processes of the master, daemon groups' included",
    type: "number",
    compared: false,
    source: "`/proc/PID/stat`",
    example: 3,
  },
  "processes.threads": {
    label: "OS threads",
    description: "Threads of all children together, their own helpers included",
    type: "number",
    compared: false,
    source: "Threads in `/proc/PID/status` of the children",
    example: 60,
  },
  "processes.daemon_sockets": {
    label: "Daemon sockets",
    description: "Daemon process groups that listen now",
    type: "number",
    source: "names of the sockets in `/proc/net/unix`",
    example: 1,
  },
  "processes.groups": {
    label: "Live groups",
    description:
      "Daemon groups whose processes tell their name (display-name), with the number of processes and the fewest OS threads of one; joined by + where their titles are cut to the same letters",
    type: records<LiveGroup>(),
    compared: false,
    source: "`/proc/PID/cmdline` and `/proc/PID/status` of the children",
    example: [{ name: "truth", processes: 1, threads: 6 }],
  },
  "processes.libraries": {
    label: "Shared libraries",
    description:
      "Files that the processes have mapped of OpenSSL, Expat, libpq, MySQL's client, SQLite, libxml2, zlib, libpython and libstdc++: by httpd itself, which all its children share, or by children alone",
    type: records<MappedLibrary>(),
    compared: false,
    source: "`/proc/PID/maps` of the master and its children",
    example: [{ family: "OpenSSL", file: "/usr/lib/x86_64-linux-gnu/libcrypto.so.3", by: "httpd" }],
  },
  "processes.library_copies": {
    label: "Two builds",
    description:
      "Libraries of which httpd itself has one file mapped and a process another besides: which files, in how many processes of which name, and whether the versions of their symbols keep them apart",
    type: records<LibraryCopy>(),
    compared: false,
    source:
      "`/proc/PID/maps` of the master and its children; names of symbol versions in the files (`tr -c`)",
    example: [
      {
        family: "OpenSSL",
        httpd: "/usr/lib/x86_64-linux-gnu/libcrypto.so.3",
        other: "/srv/venv/lib/python3.11/site-packages/psycopg2_binary.libs/libcrypto-3cda8a5e.so.3",
        processes: 2,
        group: "(wsgi:shop)",
        apart: false,
      },
    ],
  },
  "processes.config_changed": {
    label: "Configuration changed",
    description: "When a file of the configuration was last written (UTC), and which",
    ...time,
    source: "`stat -L` of the configuration's files",
    example: "2026-11-24T11:54:57Z /etc/apache2/sites-enabled/truth.conf",
  },
  "processes.library_changed": {
    label: "Library changed",
    description: "When mod_wsgi.so or the Python library was last written or made (UTC), and which",
    ...time,
    source: "modification and birth time, `stat -L` of mod_wsgi.so and the Python library",
    example: "2026-11-24T03:13:19Z /usr/lib/apache2/modules/mod_wsgi.so",
  },
  "processes.library_touched": {
    label: "Library touched",
    description:
      "When the change time of mod_wsgi.so or the Python library was last set (UTC), and of which: a hard link or chmod does so too",
    ...time,
    source: "change time, `stat -L` of those that do not tell when they were made",
    example: "2026-11-24T03:13:19Z /usr/lib/apache2/modules/mod_wsgi.so",
  },
  "processes.includes_changed": {
    label: "Includes changed",
    description:
      "When an entry of a directory that is included whole or by a wildcard was last added, removed or renamed (UTC), and which",
    ...time,
    source: "`stat -L` of the directories of `Include` and `IncludeOptional`",
    example: "2026-11-24T11:54:57Z /etc/apache2/sites-enabled",
  },
  "processes.oldest": {
    label: "Oldest child",
    description: "When the oldest child of the master was started (UTC)",
    ...time,
    source: "`/proc/PID/stat` of the children",
    example: "2026-11-24T11:54:57Z",
  },
  "processes.environment_changed": {
    label: "Environment made",
    description: "When a virtual environment of the configuration was last made (UTC), and which",
    ...time,
    source: "`stat -L` of `pyvenv.cfg` in each home of the configuration",
    example: "2026-11-24T11:54:57Z /srv/venv/pyvenv.cfg",
  },
} as const;
