/** How the tests of reports have them written. */
export const options = {
  color: false,
  width: 140,
  fold: true,
  apps: false,
  failOn: "warning",
  command: "wsgi-audit run",
} as const;
