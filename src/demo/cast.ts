/** Which recording plays which host of the demo. Recordings are named after the test fleet's hosts. */
export interface Part {
  group: string;
  recording: string;
}

const parts = (group: string, recording: string, ...names: string[]) =>
  Object.fromEntries(names.map((name): [string, Part] => [name, { group, recording }]));

/** A fleet as it may be after some years: most hosts alike, some not, for the usual reasons. */
export const CAST: Readonly<Record<string, Part>> = {
  ...parts("web", "bookworm", "web01", "web02", "web03", "web04", "web05"),
  ...parts("web", "clash", "web06"),
  ...parts("web", "libpath-only", "web07"),
  ...parts("web", "venv-mismatch", "web08"),
  ...parts("web", "deleted-libpython", "web09"),
  ...parts("batch", "source", "batch1", "batch2"),
  ...parts("batch", "static", "batch3"),
  ...parts("edge", "trixie", "edge1", "edge2"),
  ...parts("storage", "no-httpd", "db1"),
};
