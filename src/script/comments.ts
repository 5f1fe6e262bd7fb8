/** The same commands without comments and empty lines; those of awk programs, which are text to the shell, go as well. */
export const withoutComments = (shell: string): string =>
  shell
    .split("\n")
    .filter((line) => !/^\s*(#|$)/.test(line))
    .join("\n");
