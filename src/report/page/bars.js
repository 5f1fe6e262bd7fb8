// The few facts by which a fleet is told, each with its values, counted in hosts.
page.bars = (() => {
  const { byId, element, around, button, keepFocus, plural, byName, drawing } = page.dom;
  const { TILES } = page.hosts;
  const MOST_VALUES = 5;
  const unfolded = new Set();

  /** Why a row has no value: no installation was seen, or what kept this one away. */
  function lackOf({ host, place, status }, text) {
    if (place !== "" || text !== "" || status === "partial") return `not known ${text}`.trim();
    if (status === "ok") return "no httpd";
    return TILES.unasked(page.hosts.of(host)) ? "not asked" : "no answer";
  }

  /** Hosts by value, most hosts first; a host with two installations may have two values. */
  function spread({ texts, cells, gaps }) {
    const unknown = new Set(gaps);
    const hosts = new Map();
    for (const [number, row] of page.data.installations.rows.entries()) {
      const cell = cells[number];
      const gap = unknown.has(cell);
      const shown = gap ? lackOf(row, texts[cell]) : texts[cell];
      const key = JSON.stringify([gap, shown]);
      const value = hosts.get(key) ?? { text: texts[cell], shown, gap, names: new Set() };
      value.names.add(row.host);
      hosts.set(key, value);
    }
    const values = [...hosts.values()].map(({ names, ...value }) => ({ ...value, count: names.size }));
    return values.sort(
      (a, b) => Number(a.gap) - Number(b.gap) || b.count - a.count || byName(a.shown, b.shown),
    );
  }

  function bar(column, { text, shown, count, gap }, most, onChoose) {
    const kind = gap ? "unknown" : "known";
    const parts = [
      element("span", shown, gap ? "gap" : "text"),
      drawing(100, 8, [{ x: 0, y: 0, width: (100 * count) / most, height: 8, kind }]),
      element("span", plural(count, "host"), "said"),
    ];
    // What has no text of its own in the matrix cannot be looked for there.
    const node = text === "" ? element("div") : button("", () => onChoose(column.id, `=${text}`));
    node.className = "value";
    node.append(...parts);
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
        keepFocus(byId("charts"), () => draw(onChoose));
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
