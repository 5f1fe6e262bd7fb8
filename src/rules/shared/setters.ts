/** Places of the fact `apache.variables_at` that set a variable. */
export const settersOf = (places: readonly string[] | undefined, name: string): string[] =>
  (places ?? []).flatMap((place) => (place.startsWith(`${name} `) ? [place.slice(name.length + 1)] : []));

/**
 * For the end of a message: the lines that set a variable; `whose` says which one. That a process has it from there was not
 * seen: /etc/environment is read for logins, and by no service of systemd's.
 */
export const setIn = (places: readonly string[], whose = "it"): string =>
  places.length === 0 ? "" : `; ${whose} may come from ${places.join(", ")}`;
