// What opens beside the matrix: the evidence of a row, the columns with their values, downloads.
page.panels = (() => {
  const { state } = page.state;
  const { element } = page.table;
  const dialog = document.getElementById("detail");

  function definition(list, term, description, className) {
    const name = element("dt", term);
    list.append(name, element("dd", description, className));
    return name;
  }

  /** All that one rule found, each with its evidence; why and what helps once. */
  function ruleNode(rule, findings) {
    const { severity = "info", title = "", why = "", reference } = page.data.rules[rule] ?? {};
    const node = element("section", "", `finding ${severity}`);
    node.append(element("h3", `${severity}: ${rule}`), element("p", title));
    for (const { message, evidence } of findings)
      node.append(element("p", message), element("pre", evidence));
    node.append(element("p", `Why: ${why}`));
    for (const remedy of new Set(findings.map((finding) => page.data.remedies[finding.remedy])))
      node.append(element("p", `Remedy: ${remedy}`));
    if (reference) {
      const link = element("a", reference);
      link.href = reference;
      link.rel = "noreferrer";
      node.append(link);
    }
    return node;
  }

  function ruleNodes(indexes) {
    const findings = indexes.map((index) => page.data.findings[index]);
    const rules = [...new Set(findings.map(({ rule }) => rule))];
    return rules.map((rule) =>
      ruleNode(
        rule,
        findings.filter((finding) => finding.rule === rule),
      ),
    );
  }

  const labelOf = (id) => {
    const columns = [...page.data.installations.columns, ...page.data.applications.columns];
    return columns.find((column) => column.id === id)?.label ?? id;
  };

  /** What changed on a row, the latest first; nothing where the report was made without a history. */
  function historyNodes(row) {
    if (!page.data.past) return [];
    const own = page.data.past.filter(
      ({ host, place }) => host === row.host && (place === "" || place === row.place),
    );
    const section = element("section", "", "history");
    section.append(element("h3", "History"));
    if (own.length === 0) section.append(element("p", "No value has changed in the runs that are kept."));
    const list = element("ul", "");
    for (const { when, fact, before, after } of own.reverse())
      list.append(
        element("li", `${when.replace("T", " ").slice(0, 16)}  ${labelOf(fact)}: ${before} → ${after}`),
      );
    section.append(list);
    return [section];
  }

  /** A row with all its facts, also those whose columns are hidden, and its findings. */
  function open(row) {
    state.row = String(row.id);
    page.state.write();
    const body = document.getElementById("detail-body");
    body.replaceChildren();
    document.getElementById("detail-title").textContent = [row.host, row.place].filter(Boolean).join(" ");
    if (row.reason) body.append(element("p", `${row.status}: ${row.reason}`, "gap"));
    body.append(...ruleNodes(row.findings), ...historyNodes(row));
    const list = element("dl", "");
    for (const [index, column] of page.table.source().columns.entries()) {
      const { id, label, texts, cells } = column;
      const odd = row.odd[`c${index}`];
      const text = texts[cells[row.id]] || "–";
      const name = definition(
        list,
        `${label} (${id})`,
        odd ? `${text} * differs from the majority` : text,
        odd ? "outlier" : "",
      );
      name.title = page.table.aboutOf(column).join("\n");
    }
    body.append(list);
    if (!dialog.open) dialog.showModal();
  }

  dialog.addEventListener("close", () => {
    state.row = "";
    page.state.write();
  });

  /** Values of a column over the rows that are shown, rarest first: the odd ones are looked for. */
  function histogram(id) {
    const field = page.table.fieldById(id);
    const counts = new Map();
    for (const row of page.table.active()) counts.set(row[field], (counts.get(row[field]) ?? 0) + 1);
    const most = Math.max(...counts.values());
    const list = element("ul", "", "histogram");
    for (const [text, count] of [...counts].sort((a, b) => a[1] - b[1])) {
      const item = element("li", "");
      const button = element("button", `${text || "–"} (${count})`);
      button.onclick = () => page.table.filterBy(id, `=${text}`);
      const bar = element("meter", "");
      bar.max = most;
      bar.value = count;
      bar.setAttribute("aria-label", `${count} rows`);
      item.append(button, bar);
      list.append(item);
    }
    return list;
  }

  /** The meaning of a column, and its values. */
  function explained(column) {
    const node = element("div", "", "explained");
    const about = page.table.aboutOf(column).map((line) => element("p", line));
    node.append(...about, histogram(column.id));
    return node;
  }

  function columnItem(column) {
    const { id, label } = column;
    const item = element("li", "");
    const box = element("input", "");
    box.type = "checkbox";
    box.checked = !state.hidden.has(id);
    box.onchange = () => {
      state.hidden[box.checked ? "delete" : "add"](id);
      page.table.show(id, box.checked);
      page.state.write();
    };
    const name = element("label", "");
    name.append(box, ` ${label}`);
    name.title = page.table.aboutOf(column).join("\n");
    const values = element("button", "values");
    values.setAttribute("aria-label", `Values of ${label}`);
    values.setAttribute("aria-expanded", "false");
    values.onclick = () => {
      const old = item.querySelector(".explained");
      old?.remove();
      values.setAttribute("aria-expanded", String(!old));
      if (!old) item.append(explained(column));
    };
    item.append(name, values);
    return item;
  }

  const listColumns = () =>
    document.getElementById("columns").replaceChildren(...page.table.source().columns.map(columnItem));

  function listRules() {
    const counts = new Map();
    for (const { rule } of page.data.findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    const items = [...counts].map(([rule, count]) => {
      const { severity = "info", title = "", hosts = "" } = page.data.rules[rule] ?? {};
      const item = element("li", "", severity);
      const button = element("button", `${severity}: ${rule} (${count})`);
      button.setAttribute("aria-pressed", String(state.rule === rule));
      button.onclick = () => {
        state.rule = state.rule === rule ? "" : rule;
        listRules();
        page.table.refilter();
      };
      item.append(button, ` ${title}: `, element("b", hosts));
      return item;
    });
    const open = page.data.unknown.map(({ rule, hosts, reason }) =>
      element("li", `not judged, which is no pass: ${rule} on ${hosts}: ${reason}`, "unknown"),
    );
    document.getElementById("rules").replaceChildren(...items, ...open);
  }

  function save(name, type, text) {
    const link = element("a", "");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  /** A spreadsheet takes what begins so for a formula. */
  const FORMULA = /^\s*[=+\-@＝＋－＠]/;
  const csvField = (text) => {
    const guarded = FORMULA.test(text) ? `'${text}` : text;
    return /[",\n]|^\s|\s$/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  };

  function current() {
    const columns = page.table.shownColumns();
    return {
      columns,
      rows: page.table.active().map((row) => columns.map(({ field }) => String(row[field] ?? ""))),
    };
  }

  function saveCsv() {
    const { columns, rows } = current();
    const lines = [columns.map(({ id }) => id), ...rows].map((row) => `${row.map(csvField).join(",")}\r\n`);
    save(`${state.tab}.csv`, "text/csv", lines.join(""));
  }

  function saveJson() {
    const { columns, rows } = current();
    const records = rows.map((row) =>
      Object.fromEntries(row.map((text, index) => [columns[index].id, text])),
    );
    save(`${state.tab}.json`, "application/json", `${JSON.stringify(records, null, 2)}\n`);
  }

  return { open, listColumns, listRules, saveCsv, saveJson };
})();
