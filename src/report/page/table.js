// The matrix: a row for each installation or application, the worst first; of the columns those that differ.
page.table = (() => {
  const { state } = page.state;
  const { data } = page;
  const { byId, element } = page.dom;
  const { source } = page.cells;
  const { columnsOf, isMatch, idOf, fieldById, isUsual, isOfRule } = page.heads;
  let grid;
  let rows = [];
  let opener = () => {};

  /** Whether a row is let through by tile, group, rule, search, and filters that no head shows. */
  function passes(row) {
    if (!(row.members ?? [row.host]).some(page.hosts.passes)) return false;
    if (isRule() && !row.findings.some((index) => data.findings[index].rule === state.rule)) return false;
    if (/^silence-/.test(state.rule) && row.silence !== Number(state.rule.slice(8))) return false;
    if (!state.heads)
      for (const [id, wanted] of Object.entries(state.filters))
        if (wanted && !isMatch(wanted, row, fieldById(id))) return false;
    if (!state.q) return true;
    const wanted = state.q.toLowerCase();
    const texts = [...Object.values(row), ...cellsOf(row), ...(row.members ?? [])];
    return texts.some((text) => typeof text === "string" && text.toLowerCase().includes(wanted));
  }
  const cellsOf = (row) => Object.values(Object.getPrototypeOf(row));
  const isRule = () => state.rule !== "" && !/^silence-/.test(state.rule);

  function sortersOf() {
    const [id, direction] = (state.sort || "worst").split(" ");
    return [{ column: fieldById(id), dir: direction === "desc" ? "desc" : "asc" }];
  }

  function rowFormatter(row) {
    const node = row.getElement();
    node.tabIndex = 0;
    node.classList.add(row.getData().kind);
  }

  function openFocused(event) {
    if (event.key !== "Enter" || !event.target.classList.contains("tabulator-row")) return;
    const row = grid.getRows("active").find((each) => each.getElement() === event.target);
    if (!row) return;
    // Else the same stroke presses the first button of what opens.
    event.preventDefault();
    opener(row.getData());
  }
  // Before the grid, which keeps the keys to itself.
  byId("grid").addEventListener("keydown", openFocused, true);

  function build(onOpen, onChange) {
    opener = onOpen;
    grid?.destroy();
    rows = page.cells.rows();
    const columns = columnsOf(source());
    grid = new Tabulator("#grid", {
      data: rows,
      columns,
      index: "id",
      maxHeight: "80vh",
      ...(isOfRule() && { rowHeight: 46 }),
      renderHorizontal: "virtual",
      movableColumns: true,
      initialSort: sortersOf(),
      initialHeaderFilter: state.heads
        ? Object.entries(state.filters).map(([id, value]) => ({ field: fieldById(id), value }))
        : [],
      initialFilter: [{ field: passes, type: {} }],
      groupBy: state.group ? fieldById(state.group) : false,
      groupHeader: (value, count) => element("span", `${value || "(none)"} (${count})`),
      placeholder: "No row matches.",
      rowFormatter,
    });
    grid.on("tableBuilt", () => {
      // Between a grid and its rows nothing may stand that has a place in the tab order but no role.
      document.querySelector("#grid .tabulator-tableholder").setAttribute("role", "presentation");
      document.querySelector("#grid .tabulator-tableholder").removeAttribute("tabindex");
    });
    grid.on("rowClick", (_event, row) => onOpen(row.getData()));
    grid.on("dataSorted", ([sorter]) => {
      const sort = sorter ? `${idOf(sorter.field)}${sorter.dir === "desc" ? " desc" : ""}` : "";
      state.sort = sort === "worst" ? "" : sort;
      page.state.write();
    });
    grid.on("dataFiltered", (_filters, found) => {
      if (state.heads)
        state.filters = Object.fromEntries(
          grid.getHeaderFilters().map(({ field, value }) => [idOf(field), value]),
        );
      onChange(found.length);
    });
  }

  /** Shows a column or takes it away, and keeps in the link what is not as it would be by itself. */
  function show(id, shown) {
    state.added.delete(id);
    state.hidden.delete(id);
    if (shown !== isUsual(id)) state[shown ? "added" : "hidden"].add(id);
    grid[shown ? "showColumn" : "hideColumn"](fieldById(id));
    page.state.write();
  }

  function filterBy(id, text) {
    state.filters[id] = text;
    if (state.heads) grid.setHeaderFilterValue(fieldById(id), text);
    else grid.refreshFilter();
  }

  const shownColumns = () =>
    grid
      .getColumns()
      .filter((column) => column.isVisible())
      .map((column) => ({
        field: column.getField(),
        id: idOf(column.getField()),
        title: column.getDefinition().title,
      }));

  return {
    build,
    refilter: () => grid.refreshFilter(),
    show,
    filterBy,
    sortBy: (id) => grid.setSort(fieldById(id), "asc"),
    groupBy: (id) => grid.setGroupBy(id ? fieldById(id) : false),
    all: () => rows,
    active: () => grid.getRows("active").map((row) => row.getData()),
    shownColumns,
    rowOf: (number) => rows.find(({ id }) => id === number),
    rowsOfHost: (name) => rows.filter((row) => row.host === name || row.members?.includes(name)),
  };
})();
