export type EndSignal = "SIGINT" | "SIGTERM" | "SIGHUP";

/** What the command line needs of its process: handed in, so that tests can stand in for it. */
export interface Io {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: NodeJS.ProcessEnv;
  on(signal: EndSignal, listener: () => void): unknown;
  off(signal: EndSignal, listener: () => void): unknown;
}

/** Colour only on a terminal, and never against NO_COLOR. */
export const wantsColour = (io: Io, stream: NodeJS.WriteStream): boolean =>
  stream.isTTY === true && !io.env.NO_COLOR;

/** Columns to fill: those of the terminal; a file or a pipe gets room enough to be read with a pager. */
export const widthOf = (io: Io): number => io.stdout.columns ?? (Number(io.env.COLUMNS) || 160);

export const writeLine = (stream: NodeJS.WriteStream, text: string): void => {
  stream.write(text.endsWith("\n") ? text : `${text}\n`);
};
