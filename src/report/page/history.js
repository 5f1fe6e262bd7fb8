// What changed over the runs that are kept; nothing where the report was made without a history.
page.history = (() => {
  const { data } = page;
  const { element, around, minute } = page.dom;

  const labelOf = (id) => page.found.columns.get(id)?.label ?? id;

  const sentence = ({ fact, before, after }) => `${labelOf(fact)}: ${before} → ${after}`;

  /** What changed on a row, the latest first. */
  function ofRow(row) {
    if (!data.past) return [];
    const own = data.past.filter(
      ({ host, place }) => host === row.host && (place === "" || place === row.place),
    );
    const title = element("h3", "History");
    if (own.length === 0)
      return [
        around("section", "history", title, element("p", "No value has changed in the runs that are kept.")),
      ];
    const items = own.reverse().map((change) => element("li", `${minute(change.when)}  ${sentence(change)}`));
    return [around("section", "history", title, around("ul", "", ...items))];
  }

  return { ofRow };
})();
