/**
 * A pure function of an object that is asked again and again: each answer lives as long as its object, which must not
 * change meanwhile.
 */
export function remembered<K extends object, V>(of: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>();
  return (key) => {
    if (!known.has(key)) known.set(key, of(key));
    return known.get(key) as V;
  };
}
