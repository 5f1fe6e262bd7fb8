/** Every command, in the order of the help. */
export const COMMAND_NAMES = [
  "run",
  "check",
  "collect",
  "report",
  "bundle",
  "diff",
  "history",
  "hosts",
  "init",
  "script",
  "observe-script",
  "explain",
  "demo",
] as const;

export type CommandName = (typeof COMMAND_NAMES)[number];
