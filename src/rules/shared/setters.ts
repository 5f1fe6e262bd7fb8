/** Places of the fact `apache.variables_at` that set a variable. */
export const settersOf = (places: readonly string[] | undefined, name: string): string[] =>
  (places ?? []).flatMap((place) => (place.startsWith(`${name} `) ? [place.slice(name.length + 1)] : []));

/** For the end of a message: where a variable is set, as far as that is known; `whose` says which one. */
export const setIn = (places: readonly string[], whose = "it"): string =>
  places.length === 0 ? "" : `; ${whose} is set in ${places.join(", ")}`;
