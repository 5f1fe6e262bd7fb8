/** What one fault came to, beside what it had to come to. */
export interface Row {
  fault: string;
  /** State of the host, or exit code of the program. */
  state: string;
  /** `stage/code` of the host's error, or what stands in its place. */
  stage: string;
  seconds: number;
  /** Seconds that it may take at most. */
  bound: number;
  /** Whether everything that the fault does not concern is there as without it. */
  othersWhole: boolean;
  asExpected: boolean;
}

const HEAD = ["FAULT", "STATE", "STAGE/CODE", "TIME", "BOUND", "OTHERS WHOLE", "AS EXPECTED"];

const yesNo = (holds: boolean) => (holds ? "yes" : "NO");

const cellsOf = (row: Row): string[] => [
  row.fault,
  row.state,
  row.stage,
  `${row.seconds.toFixed(1)} s`,
  `${row.bound} s`,
  yesNo(row.othersWhole),
  yesNo(row.asExpected),
];

/** The rows aligned, below them how many there are and how many are not as expected. */
export function matrixText(rows: readonly Row[]): string {
  const cells = [HEAD, ...rows.map(cellsOf)];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  const wrong = rows.filter((row) => !isGood(row)).length;
  const sum = wrong === 0 ? "all as expected" : `${wrong} NOT AS EXPECTED`;
  return `${lines.join("\n")}\nfault matrix: ${rows.length} rows, ${sum}\n`;
}

/** As expected, in time, and at nobody else's cost. */
export const isGood = ({ asExpected, othersWhole, seconds, bound }: Row): boolean =>
  asExpected && othersWhole && seconds <= bound;
