// What stands in the rows of the matrix, and how a cell looks.
page.cells = (() => {
  const { state } = page.state;
  const { data } = page;
  const { element, sign, short, groupBy } = page.dom;
  const { RANK, troubles } = page.hosts;

  const source = () => data[state.tab] ?? data.installations;
  const fieldOf = (index) => `c${index}`;

  /** `error python/library-not-found +1`; of a silent host, how far it came. */
  function worstOf(all) {
    const [first, ...more] = all;
    if (!first) return "";
    const { kind, word = kind, what } = first;
    return `${word} ${what}${more.length > 0 ? ` +${more.length}` : ""}`;
  }

  function withTroubles(row) {
    const all = troubles(row);
    const kind = all[0]?.kind ?? "fine";
    return withMore(row, { rank: RANK[kind], kind, worst: worstOf(all) });
  }

  /** The texts of all columns at one place, and which of them are no values. */
  function cellsAt(columns, gaps, number) {
    const made = { gap: {} };
    for (const [index, { texts, cells }] of columns.entries()) {
      const field = fieldOf(index);
      made[field] = texts[cells[number]];
      if (gaps[index].has(cells[number])) made.gap[field] = true;
    }
    return made;
  }

  /** One object a row, behind it the cells: rows that share theirs have one object behind them. */
  function rowsOf({ columns, rows, classes, shared }) {
    const gaps = columns.map((column) => new Set(column.gaps));
    const odd = new Map();
    for (const [index, { outliers }] of columns.entries())
      for (const number of outliers) odd.set(number, { ...odd.get(number), [fieldOf(index)]: true });
    const cells = new Map();
    const made = rows.map((row, number) => {
      const at = shared ? shared[number] : number;
      if (!cells.has(at)) cells.set(at, cellsAt(columns, gaps, at));
      return Object.assign(Object.create(cells.get(at)), row, { id: number, odd: odd.get(number) ?? {} });
    });
    return (state.fold ? folded(made, classes) : made).map(withTroubles);
  }

  /** The same row with more of its own, and the same cells behind it. */
  const withMore = (row, more) => Object.assign(Object.create(Object.getPrototypeOf(row)), row, more);

  const made = new Map();

  /** The rows of the chosen tab: of thousands they are made once. */
  function rows() {
    const key = `${state.tab} ${state.fold}`;
    if (!made.has(key)) made.set(key, rowsOf(source()));
    return made.get(key);
  }

  /** A row for each class, with all that was found on any of its hosts. */
  const folded = (rows, classes) =>
    [...groupBy(rows, (row) => row.class)].map(([number, same]) =>
      withMore(same[0], {
        host: classes[number],
        members: same.map(({ host }) => host),
        findings: [...new Set(same.flatMap(({ findings }) => findings))].sort((a, b) => a - b),
      }),
    );

  /** What most have with whom it is compared, where a row has something else. */
  function usualOf(row, { usual }) {
    return usual[`${data.golden ?? row.group}/${row.application}`];
  }

  /** What a rule expected in that fact of a row, or else what is usual where the row is out of line. */
  function expectedOf(row, column, field) {
    for (const number of row.findings) {
      const { rule, grounds } = data.findings[number];
      if (rule !== state.rule) continue;
      const fact = data.grounds[grounds].facts.find(([id]) => id === column.id);
      if (fact?.[2] != null) return fact[2];
    }
    return row.odd[field] ? usualOf(row, column) : undefined;
  }

  function factCell(cell) {
    const row = cell.getData();
    const field = cell.getField();
    const column = source().columns[Number(field.slice(1))];
    const text = cell.getValue() ?? "";
    const node = element("span", text);
    node.title = text;
    if (row.gap[field]) node.className = "gap";
    if (row.odd[field]) {
      const usual = usualOf(row, column);
      node.className = "outlier";
      node.title = `${text}\nmost of its group: ${usual}`;
      node.append(element("span", " *", "mark"), element("span", " not like most of its group", "heard"));
    }
    const expected = state.rule ? expectedOf(row, column, field) : undefined;
    if (expected !== undefined && expected !== text)
      node.append(element("span", `expected ${expected}`, "wanted"));
    return node;
  }

  function worstCell(cell) {
    const { kind, worst } = cell.getData();
    const node = element("span", "", `worst ${kind}`);
    node.title = worst;
    if (worst === "") node.append(element("span", "–", "gap"));
    else node.append(sign(kind), ` ${worst}`);
    return node;
  }

  /** A name without what all end in; whole where it is pointed at. */
  function hostCell(cell) {
    const name = cell.getValue();
    const node = element("span", short(name));
    node.title = name;
    return node;
  }

  function plainCell(cell) {
    const node = element("span", cell.getValue() ?? "");
    node.title = node.textContent;
    return node;
  }

  return { source, fieldOf, rows, usualOf, factCell, worstCell, hostCell, plainCell };
})();
