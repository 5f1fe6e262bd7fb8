/** What the live server said of an application, where a test script of it was asked. */
export const observed = {
  "app.observed_url": {
    label: "Observed at",
    description: "URL of the inventory's `observe:` that it answered",
    type: "string",
    compared: false,
    source:
      "URLs under observe: of the inventory, of which the test script answered one (SSH, else `curl`, `python3` or `wget`)",
    example: "http://truth.test/observed/daemon",
  },
  "app.observed_process_group": {
    label: "Observed process group",
    description: 'mod_wsgi.process_group of the live answer, "" for embedded mode',
    type: "string",
    source: "mod_wsgi.process_group in the answer of the test script (SSH, else `curl`, `python3` or `wget`)",
    example: "truth",
  },
  "app.observed_application_group": {
    label: "Observed application group",
    description: 'mod_wsgi.application_group of the live answer, "" for the main interpreter',
    type: "string",
    source:
      "mod_wsgi.application_group in the answer of the test script (SSH, else `curl`, `python3` or `wget`)",
    example: "truth.test|/observed/embedded",
  },
  "app.observed_multithread": {
    label: "Observed multithread",
    description: "wsgi.multithread of the live answer",
    type: "boolean",
    source: "wsgi.multithread in the answer of the test script (SSH, else `curl`, `python3` or `wget`)",
    example: true,
  },
  "app.observed_multiprocess": {
    label: "Observed multiprocess",
    description: "wsgi.multiprocess of the live answer",
    type: "boolean",
    source: "wsgi.multiprocess in the answer of the test script (SSH, else `curl`, `python3` or `wget`)",
    example: false,
  },
  "app.observed_version": {
    label: "Observed Python",
    description: "sys.version of the live answer, X.Y.Z",
    type: "string",
    source: "sys.version in the answer of the test script (SSH, else `curl`, `python3` or `wget`)",
    example: "3.11.2",
  },
  "app.observed_prefix": {
    label: "Observed sys.prefix",
    description: "sys.prefix of the live answer",
    type: "string",
    source: "sys.prefix in the answer of the test script (SSH, else `curl`, `python3` or `wget`)",
    example: "/srv/venv",
  },
  "app.observed_path": {
    label: "Observed sys.path",
    description: "sys.path of the live answer, after what the application put there",
    type: "list",
    source: "sys.path in the answer of the test script (SSH, else `curl`, `python3` or `wget`)",
    example: [
      "/usr/lib/python311.zip",
      "/usr/lib/python3.11",
      "/usr/lib/python3.11/lib-dynload",
      "/srv/venv/lib/python3.11/site-packages",
    ],
  },
  "app.observed_pid": {
    label: "Observed process",
    description: "Process id that answered",
    type: "number",
    compared: false,
    source: "the process id in the answer of the test script (SSH, else `curl`, `python3` or `wget`)",
    example: 42,
  },
} as const;
