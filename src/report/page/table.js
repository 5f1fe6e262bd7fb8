// The matrix. Cells are text nodes: nothing that a host printed is ever markup.
page.table = (() => {
  const { state } = page.state;
  const collator = new Intl.Collator("en", { numeric: true });
  const FIXED = [
    { field: "host", title: "Host", width: 190, frozen: true },
    { field: "groups", title: "Groups", width: 130 },
    { field: "status", title: "State", width: 110 },
    { field: "place", title: "Installation", width: 260 },
  ];
  let grid;
  let rows = [];
  let opener = () => {};

  const source = () => page.data[state.tab];
  const fieldOf = (index) => `c${index}`;
  /** Two known values at least: what could not be seen differs from nothing, and pids and times always do. */
  function differs({ compared, cells, gaps }) {
    const unknown = new Set(gaps);
    const values = new Set(cells.filter((cell) => !unknown.has(cell)));
    return compared && values.size > 1;
  }

  function element(tag, text, className) {
    const node = document.createElement(tag);
    node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  /** What a fact means, where it is taken from, and how it looks; an older audit does not say the last two. */
  const aboutOf = ({ id, description, source, example }) =>
    [`${id}: ${description}`, source && `Source: ${source}`, example && `Example: ${example}`].filter(
      Boolean,
    );

  /** One object a row; its texts are the shared ones of the columns. */
  function makeRows({ columns, rows: all, classes }) {
    const odd = columns.map(({ outliers }) => new Set(outliers));
    const gaps = columns.map((column) => new Set(column.gaps));
    const made = all.map((row, number) => {
      const shown = { ...row, id: number, odd: {}, gap: {} };
      for (const [index, { texts, cells }] of columns.entries()) {
        const field = fieldOf(index);
        shown[field] = texts[cells[number]];
        if (odd[index].has(number)) shown.odd[field] = true;
        if (gaps[index].has(cells[number])) shown.gap[field] = true;
      }
      return shown;
    });
    if (!state.fold) return made;
    const seen = new Set();
    return made.flatMap((row) => {
      if (seen.has(row.class)) return [];
      seen.add(row.class);
      return [{ ...row, host: classes[row.class] }];
    });
  }

  function formatCell(cell) {
    const row = cell.getData();
    const field = cell.getField();
    const node = element("span", cell.getValue() ?? "");
    if (row.gap[field]) node.className = "gap";
    if (row.odd[field]) {
      node.className = "outlier";
      node.append(element("span", " *", "mark"), element("span", " differs from the majority", "heard"));
    }
    return node;
  }

  const isMatch = (wanted, text) =>
    wanted.startsWith("=") ? text === wanted.slice(1) : text.toLowerCase().includes(wanted.toLowerCase());

  function columnOf({ field, title, description = "", ...more }) {
    return {
      field,
      minWidth: 90,
      ...more,
      title,
      titleFormatter: () => {
        const node = element("span", title);
        node.title = description;
        return node;
      },
      formatter: formatCell,
      sorter: (a, b) => collator.compare(a ?? "", b ?? ""),
      headerFilter: "input",
      headerFilterParams: { elementAttributes: { "aria-label": `Filter ${title}`, placeholder: "filter" } },
      headerFilterFunc: (wanted, text) => isMatch(wanted, String(text ?? "")),
    };
  }

  const CHARACTER_PX = 7.5;
  const WIDEST_PX = 330;

  /** Measuring every column in the document costs seconds: its longest text tells enough. */
  function widthOf({ label, texts }) {
    const longest = texts.reduce((most, text) => Math.max(most, text.length), label.length + 4);
    return Math.max(90, Math.min(WIDEST_PX, Math.round(longest * CHARACTER_PX) + 16));
  }

  const visible = (column, id) => !state.hidden.has(id) && !(state.diff && !differs(column));

  function columnsOf({ columns }) {
    const facts = columns.map((column, index) =>
      columnOf({
        field: fieldOf(index),
        title: column.label,
        width: widthOf(column),
        description: aboutOf(column).join("\n"),
        visible: visible(column, column.id),
      }),
    );
    const fixed = FIXED.map((column) =>
      columnOf({
        ...column,
        title: column.field === "place" && state.tab === "applications" ? "Application" : column.title,
      }),
    );
    return [...fixed, ...facts];
  }

  /** The id of a fact, or the field of a fixed column. */
  const idOf = (field) => (/^c\d+$/.test(field) ? source().columns[Number(field.slice(1))].id : field);
  const fieldById = (id) => {
    const index = source().columns.findIndex((column) => column.id === id);
    return index < 0 ? id : fieldOf(index);
  };

  function searched(row) {
    if (state.rule && !row.findings.some((index) => page.data.findings[index].rule === state.rule))
      return false;
    if (!state.q) return true;
    const wanted = state.q.toLowerCase();
    return Object.entries(row).some(
      ([, text]) => typeof text === "string" && text.toLowerCase().includes(wanted),
    );
  }

  function sortersOf() {
    const [id, direction] = state.sort.split(" ");
    return id ? [{ column: fieldById(id), dir: direction === "desc" ? "desc" : "asc" }] : [];
  }

  function rowFormatter(row) {
    const node = row.getElement();
    const { findings, status } = row.getData();
    node.tabIndex = 0;
    node.classList.toggle("trouble", status !== "ok");
    node.classList.toggle("found", findings?.length > 0);
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
  document.getElementById("grid").addEventListener("keydown", openFocused, true);

  function build(onOpen, onChange) {
    opener = onOpen;
    grid?.destroy();
    rows = makeRows(source());
    grid = new Tabulator("#grid", {
      data: rows,
      columns: columnsOf(source()),
      index: "id",
      height: "100%",
      renderHorizontal: "virtual",
      movableColumns: true,
      initialSort: sortersOf(),
      initialHeaderFilter: Object.entries(state.filters).map(([id, value]) => ({
        field: fieldById(id),
        value,
      })),
      groupBy: state.group ? fieldById(state.group) : false,
      groupHeader: (value, count) => element("span", `${value || "(none)"} (${count})`),
      placeholder: "No row matches.",
      printAsHtml: true,
      printRowRange: "active",
      rowFormatter,
    });
    grid.on("tableBuilt", () => {
      grid.addFilter(searched);
      // Between a grid and its rows nothing may stand that has a place in the tab order but no role.
      document.querySelector("#grid .tabulator-tableholder").setAttribute("role", "presentation");
      document.querySelector("#grid .tabulator-tableholder").removeAttribute("tabindex");
    });
    grid.on("rowClick", (_event, row) => onOpen(row.getData()));
    grid.on("dataSorted", ([sorter]) => {
      state.sort = sorter ? `${idOf(sorter.field)}${sorter.dir === "desc" ? " desc" : ""}` : "";
      page.state.write();
    });
    grid.on("dataFiltered", (_filters, found) => {
      const set = grid.getHeaderFilters().map(({ field, value }) => [idOf(field), value]);
      state.filters = Object.fromEntries(set);
      onChange(found.length);
    });
  }

  return {
    build,
    source,
    differs,
    element,
    aboutOf,
    fieldById,
    refilter: () => grid.refreshFilter(),
    show: (id, shown) => grid[shown ? "showColumn" : "hideColumn"](fieldById(id)),
    filterBy: (id, text) => grid.setHeaderFilterValue(fieldById(id), text),
    groupBy: (id) => grid.setGroupBy(id ? fieldById(id) : false),
    active: () => grid.getRows("active").map((row) => row.getData()),
    shownColumns: () =>
      grid
        .getColumns()
        .filter((column) => column.isVisible())
        .map((column) => ({
          field: column.getField(),
          id: idOf(column.getField()),
          title: column.getDefinition().title,
        })),
    rowOf: (number) => rows.find(({ id }) => id === number),
    print: () => grid.print("active", true),
  };
})();
