// Which columns the matrix has: by check, with a search; and the values of each, counted in hosts.
page.chooser = (() => {
  const { state } = page.state;
  const { byId, element, around, button, plural, groupBy } = page.dom;
  const { source } = page.cells;

  /** Values of a column over the rows that are shown, rarest first: the odd ones are looked for. */
  function histogram(id) {
    const field = page.heads.fieldById(id);
    const hosts = new Map();
    for (const row of page.table.active()) {
      const names = hosts.get(row[field]) ?? new Set();
      for (const name of row.members ?? [row.host]) names.add(name);
      hosts.set(row[field], names);
    }
    const counts = [...hosts].map(([text, names]) => [text, names.size]);
    const most = Math.max(...counts.map(([, count]) => count), 1);
    const items = counts
      .sort((a, b) => a[1] - b[1])
      .map(([text, count]) => {
        const choose = button(`${text || "–"} (${count})`, () => page.main.filterBy(id, `=${text}`));
        const bar = element("meter");
        bar.max = most;
        bar.value = count;
        bar.setAttribute("aria-label", plural(count, "host"));
        return around("li", "", choose, bar);
      });
    return around("ul", "histogram", ...items);
  }

  /** The meaning of a column, and its values. */
  const explained = (column) =>
    around(
      "div",
      "explained",
      ...page.heads.aboutOf(column).map((line) => element("p", line)),
      histogram(column.id),
    );

  function item(column) {
    const { id, label } = column;
    const box = element("input");
    box.type = "checkbox";
    box.checked = page.heads.isThere(id);
    box.onchange = () => page.table.show(id, box.checked);
    const name = around("label", "", box, ` ${label}`);
    const node = around("li", "", name);
    if (!column.description) return node;
    name.title = page.heads.aboutOf(column).join("\n");
    const values = button("values", () => {
      const old = node.querySelector(".explained");
      old?.remove();
      values.setAttribute("aria-expanded", String(!old));
      if (!old) node.append(explained(column));
    });
    values.className = "values";
    values.setAttribute("aria-label", `Values of ${label}`);
    values.setAttribute("aria-expanded", "false");
    node.append(values);
    return node;
  }

  /** The fixed columns that can be taken away, then those of each check. */
  function sections() {
    const fixed = page.heads
      .fixedColumns()
      .slice(2)
      .map(({ field, title }) => ({ id: field, label: title, description: "" }));
    return [["host and place", fixed], ...groupBy(source().columns, ({ check }) => check)];
  }

  /** Columns whose name, id or meaning has the words that are looked for. */
  function isSought({ id, label, description }) {
    const wanted = byId("column-search").value.toLowerCase();
    return `${id}\n${label}\n${description}`.toLowerCase().includes(wanted);
  }

  /** All at once would cost each page the same again: they are made when they are asked for. */
  function list() {
    if (!byId("chooser").open) return;
    const shown = sections().flatMap(([check, columns]) => {
      const sought = columns.filter(isSought);
      if (sought.length === 0) return [];
      return around("section", "", element("h3", check), around("ul", "", ...sought.map(item)));
    });
    const choices = shown.length > 0 ? shown : [element("p", "No column has that name.")];
    // A scroller that had the columns itself would scroll sideways.
    byId("columns").replaceChildren(around("div", "choices", ...choices));
  }

  /** `which`: "" for those that differ, "all" or "none". */
  function choose(which, redraw) {
    Object.assign(state, { columns: which, added: new Set(), hidden: new Set() });
    redraw();
  }

  return { list, choose };
})();
