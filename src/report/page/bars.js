// The few facts by which a fleet is told, each with its values, counted in hosts.
page.bars = (() => {
  const { byId, element, around, button, plural, byName, drawing } = page.dom;
  const MOST_VALUES = 5;
  const unfolded = new Set();

  /** Hosts by value, most hosts first; a host with two installations may have two values. */
  function spread({ texts, cells, gaps }) {
    const unknown = new Set(gaps);
    const hosts = new Map();
    for (const [row, { host }] of page.data.installations.rows.entries()) {
      const cell = cells[row];
      hosts.set(cell, (hosts.get(cell) ?? new Set()).add(host));
    }
    const values = [...hosts].map(([cell, names]) => ({
      text: texts[cell],
      count: names.size,
      gap: unknown.has(cell),
    }));
    return values.sort(
      (a, b) => Number(a.gap) - Number(b.gap) || b.count - a.count || byName(a.text, b.text),
    );
  }

  function bar(column, { text, count, gap }, most, onChoose) {
    const shown = gap ? "not known" : text;
    const node = button("", () => onChoose(column.id, `=${text}`), "value");
    node.append(
      element("span", shown, gap ? "gap" : "text"),
      drawing(100, 8, [
        { x: 0, y: 0, width: (100 * count) / most, height: 8, kind: gap ? "unknown" : "known" },
      ]),
      element("span", plural(count, "host"), "said"),
    );
    node.title = `${column.label}: ${shown}`;
    return around("li", "", node);
  }

  function chart(column, onChoose) {
    const values = spread(column);
    const most = Math.max(...values.map(({ count }) => count), 1);
    const all = unfolded.has(column.id) || values.length <= MOST_VALUES + 1;
    const shown = all ? values : values.slice(0, MOST_VALUES);
    const list = around("ul", "", ...shown.map((value) => bar(column, value, most, onChoose)));
    if (!all) {
      const more = button(`${values.length - shown.length} more values`, () => {
        unfolded.add(column.id);
        draw(onChoose);
      });
      list.append(around("li", "", more));
    }
    const title = element("h3", column.label);
    title.title = column.description;
    return around("section", "chart", title, list);
  }

  function draw(onChoose) {
    const columns = page.data.headlines.flatMap(
      (id) => page.data.installations.columns.find((column) => column.id === id) ?? [],
    );
    byId("bars").hidden = columns.length === 0;
    byId("charts").replaceChildren(...columns.map((column) => chart(column, onChoose)));
  }

  return { draw, spread };
})();
