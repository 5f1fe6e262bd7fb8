// A row by itself: what was found on it, what changed, all its facts; and another one beside it.
page.detail = (() => {
  const { state } = page.state;
  const { data } = page;
  const { byId, element, around, short, groupBy } = page.dom;
  const { placeOf } = page.hosts;
  const { source, fieldOf, usualOf } = page.cells;
  const dialog = byId("detail");

  function ruleNodes({ findings: numbers, silence, reason, hint, host, members = [host] }) {
    const findings = numbers.map((number) => data.findings[number]);
    const rules = [...groupBy(findings, ({ rule }) => rule)].map(([rule, same]) => {
      const { title = "" } = data.rules[rule] ?? {};
      const { severity } = same[0];
      return around(
        "section",
        `finding ${severity}`,
        element("h3", `${severity}: ${rule}`),
        element("p", title),
        ...page.found.nodes(rule, same),
      );
    });
    if (silence < 0) return rules;
    const { word, what } = data.silences[silence];
    const own = members.length === 1 ? { reason, hint } : undefined;
    const heading = element("h3", `${word.toLowerCase()}: ${what}`);
    return [
      around(
        "section",
        "finding silent",
        heading,
        ...page.found.silenceNodes(data.silences[silence], undefined, false, new Set(members), own),
      ),
      ...rules,
    ];
  }

  /** A row of the table of facts: the name, the value, what most have or what the other row has. */
  function factRow(row, other, { column, index }) {
    const field = fieldOf(index);
    const text = row[field] || "–";
    const odd = row.odd[field];
    const name = around("th", "", page.found.factName(column.id));
    name.scope = "row";
    name.title = page.heads.aboutOf(column).join("\n");
    const value = element("td", odd ? `${text} *` : text, odd ? "outlier" : row.gap[field] ? "gap" : "");
    const beside = other ? other[field] || "–" : odd ? `most of its group: ${usualOf(row, column)}` : "";
    const second = element("td", beside, other && beside !== text ? "outlier" : "wanted");
    return around("tr", "", name, value, second);
  }

  function factTable(title, row, other, entries) {
    if (entries.length === 0) return [];
    const head = element("h3", title);
    const body = around("tbody", "", ...entries.map((entry) => factRow(row, other, entry)));
    return [head, around("table", "facts", body)];
  }

  /** Where the two differ, or where the row is not like its group, stands first; then all, by check. */
  function factNodes(row, other) {
    const all = source().columns.map((column, index) => ({ column, index }));
    const isFirst = ({ column, index }) => {
      const field = fieldOf(index);
      return other ? column.compared && row[field] !== other[field] : row.odd[field];
    };
    const first = all.filter(isFirst);
    const title = other ? `Differs from ${nameOf(other)}` : "Not like most of its group";
    const byCheck = groupBy(all, ({ column }) => column.check);
    return [
      ...factTable(title, row, other, first),
      ...[...byCheck].flatMap(([check, entries]) => factTable(check, row, other, entries)),
    ];
  }

  const nameOf = (row) => [row.host, placeOf(row)].filter(Boolean).join(" ");

  function fill(row, other) {
    byId("detail-title").textContent = nameOf(row) + (other ? ` beside ${nameOf(other)}` : "");
    const reason = row.reason && row.silence < 0 ? [element("p", row.reason, "gap")] : [];
    byId("detail-body").replaceChildren(
      ...reason,
      ...(other ? [] : [...ruleNodes(row), ...page.history.ofRow(row)]),
      ...factNodes(row, other),
    );
    dialog.scrollTop = 0;
  }

  /** The rows that another one can be held against; a list that is typed into, as there may be thousands. */
  function offerOthers(row) {
    const all = page.table.all().filter(({ id }) => id !== row.id);
    const others = new Map(all.map((each) => [nameOf(each), each]));
    const byShort = new Map(all.map((each) => [nameOf({ ...each, host: short(each.host) }), each]));
    byId("beside").hidden = others.size === 0;
    byId("others").replaceChildren(
      ...[...others.keys()].map((name) => {
        const option = element("option");
        option.value = name;
        return option;
      }),
    );
    byId("other").value = "";
    byId("other").oninput = ({ target }) => {
      const other = others.get(target.value) ?? byShort.get(target.value);
      if (other || target.value === "") fill(row, other);
    };
  }

  /** A row with all its facts, also those whose columns are hidden, and its findings. */
  function open(row) {
    state.row = String(row.id);
    page.state.write();
    offerOthers(row);
    fill(row);
    if (!dialog.open) dialog.showModal();
  }

  /** The first row of a host; a fold may stand for it. */
  function openHost(name) {
    const [row] = page.table.rowsOfHost(name);
    if (row) open(row);
  }

  dialog.addEventListener("close", () => {
    state.row = "";
    page.state.write();
  });
  byId("detail-close").onclick = () => dialog.close();

  return { open, openHost };
})();
