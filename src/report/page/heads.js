// Which columns the matrix has at first, in which order, and how each is headed, sorted and filtered.
page.heads = (() => {
  const { state } = page.state;
  const { data } = page;
  const { element, byName, short } = page.dom;
  const { source, fieldOf, factCell, worstCell, hostCell, plainCell } = page.cells;

  // On a narrow screen a frozen column would leave no room beside it for the others.
  const isNarrow = () => innerWidth < 600;

  const hostWidth = () =>
    widthOf({ label: "Host", texts: source().rows.map(({ host }) => short(host)) }, 150);

  const applicationWidth = () =>
    widthOf({ label: "Application", texts: source().rows.map(({ application }) => application) }, 200);

  const worstWidth = () => {
    if (page.cells.rows().every(({ worst }) => worst === "")) return 130;
    return isNarrow() ? 200 : 270;
  };

  const several = (table) => new Set(table.rows.map(({ host }) => host)).size < table.rows.length;

  /** Columns that are no facts; the first two are always there. */
  const fixedColumns = () => [
    {
      field: "host",
      title: "Host",
      width: isNarrow() ? 110 : hostWidth(),
      formatter: hostCell,
      frozen: true,
    },
    {
      field: "worst",
      title: "Worst finding",
      width: worstWidth(),
      formatter: worstCell,
      sorter: byRank,
    },
    { field: "groups", title: "Groups", width: 110, isOn: state.columns !== "none" },
    { field: "status", title: "State", width: 110, isOn: state.columns === "all" },
    ...(state.tab !== "installations"
      ? [
          {
            field: "application",
            title: "Application",
            width: applicationWidth(),
            isOn: state.columns !== "none",
          },
        ]
      : []),
    {
      field: "place",
      title: "Installation",
      width: 260,
      isOn:
        state.columns === "all" ||
        (state.columns !== "none" && state.tab === "installations" && several(source())),
    },
  ];

  function byRank(a, b, one, other) {
    const [left, right] = [one.getData(), other.getData()];
    const odd = (row) => Object.keys(row.odd).length;
    return left.rank - right.rank || byName(a, b) || odd(right) - odd(left) || byName(left.host, right.host);
  }

  /** What a fact means, where it is taken from, and how it looks; an older audit does not say the last two. */
  const aboutOf = ({ id, description, source, example }) =>
    [`${id}: ${description}`, source && `Source: ${source}`, example && `Example: ${example}`].filter(
      Boolean,
    );

  /** What a row can be found by: a host by its name with and without its domain, a fold by those of all of its hosts. */
  function textsIn(row, field) {
    const text = String(row[field] ?? "");
    if (field !== "host") return [text];
    const names = row.members ?? [text];
    return [text, ...names, ...names.map(short)];
  }

  /** Whether a row has a text in a column, or nothing but that behind an equals sign. */
  function isMatch(wanted, row, field) {
    const texts = textsIn(row, field);
    if (wanted.startsWith("=")) return texts.includes(wanted.slice(1));
    return texts.some((text) => text.toLowerCase().includes(wanted.toLowerCase()));
  }

  function columnOf({ field, title, description = "", formatter = plainCell, sorter, isOn = true, ...more }) {
    return {
      field,
      minWidth: 80,
      ...more,
      visible: isShown(field, isOn),
      title,
      titleFormatter: () => {
        const node = element("span", title);
        node.title = description;
        return node;
      },
      formatter,
      sorter: sorter ?? ((a, b) => byName(a ?? "", b ?? "")),
      ...(state.heads && {
        headerFilter: "input",
        headerFilterParams: { elementAttributes: { "aria-label": `Filter ${title}`, placeholder: "filter" } },
        headerFilterFunc: (wanted, _text, row) => isMatch(wanted, row, field),
      }),
    };
  }

  const CHARACTER_PX = 7.5;
  const WIDEST_PX = 330;

  /** Measuring every column in the document costs seconds: its longest text tells enough. */
  function widthOf({ label, texts }, least = 90) {
    const longest = texts.reduce((most, text) => Math.max(most, text.length), label.length + 6);
    return Math.max(least, Math.min(WIDEST_PX, Math.round(longest * CHARACTER_PX) + 16));
  }

  /** Facts that the findings of the chosen rule rest on. */
  function factsOfRule() {
    const grounds = new Set(
      data.findings.filter(({ rule }) => rule === state.rule).map((each) => each.grounds),
    );
    return new Set([...grounds].flatMap((number) => data.grounds[number].facts.map(([id]) => id)));
  }

  /** Which facts have a column at first, and where nothing differs, the ones that tell a fleet at a glance. */
  function usualColumns({ columns }) {
    const ids = (those) => new Set(those.map(({ id }) => id));
    if (state.columns === "none") return new Set();
    if (state.columns === "all" || data.all) return ids(columns);
    const ofRule = columns.filter(({ id }) => ruleFacts.has(id));
    if (ofRule.length > 0) return ids(ofRule);
    const differing = columns.filter(({ differs }) => differs);
    if (differing.length > 0) return ids(differing);
    // Where no application differs from the same one elsewhere: what tells them apart.
    return state.tab !== "installations"
      ? ids(columns.filter(({ varies }) => varies))
      : new Set(data.headlines);
  }
  let ruleFacts = new Set();
  let usual = new Set();

  function isShown(field, isOn) {
    const id = idOf(field);
    return state.added.has(id) || (isOn && !state.hidden.has(id));
  }

  /** What differs stands first, before all that in which a row is out of line; and the facts of a chosen rule before that. */
  function columnsOf(table) {
    ruleFacts = factsOfRule();
    usual = usualColumns(table);
    const facts = table.columns.map((column, index) => ({ column, index }));
    const place = ({ column: { id, outliers, differs } }) =>
      ruleFacts.has(id) ? 0 : outliers.length > 0 ? 1 : differs ? 2 : 3;
    const made = facts
      .sort((a, b) => place(a) - place(b) || a.index - b.index)
      .map(({ column, index }) =>
        columnOf({
          field: fieldOf(index),
          title: column.label,
          width: widthOf(column),
          description: aboutOf(column).join("\n"),
          formatter: factCell,
          isOn: usual.has(column.id),
        }),
      );
    return [...fixedColumns().map(columnOf), ...made];
  }

  /** The id of a fact, or the field of a fixed column. */
  const idOf = (field) => (/^c\d+$/.test(field) ? source().columns[Number(field.slice(1))].id : field);
  const fieldById = (id) => {
    const index = source().columns.findIndex((column) => column.id === id);
    return index < 0 ? id : fieldOf(index);
  };

  /** Whether a column is there by itself. */
  const isUsual = (id) =>
    source().columns.some((column) => column.id === id)
      ? usual.has(id)
      : fixedColumns().find(({ field }) => field === id)?.isOn !== false;

  /** Whether a column is there now; a grid that is still being built could not tell. */
  const isThere = (id) => state.added.has(id) || (isUsual(id) && !state.hidden.has(id));

  return {
    fixedColumns,
    columnsOf,
    aboutOf,
    isMatch,
    idOf,
    fieldById,
    isUsual,
    isThere,
    isOfRule: () => ruleFacts.size > 0,
  };
})();
