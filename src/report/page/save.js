// The current view as a file.
page.save = (() => {
  const { state } = page.state;
  const { element } = page.dom;

  function save(name, type, text) {
    const link = element("a");
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

  function csv() {
    const { columns, rows } = current();
    const lines = [columns.map(({ id }) => id), ...rows].map((row) => `${row.map(csvField).join(",")}\r\n`);
    save(`${state.tab}.csv`, "text/csv", lines.join(""));
  }

  function json() {
    const { columns, rows } = current();
    const records = rows.map((row) =>
      Object.fromEntries(row.map((text, index) => [columns[index].id, text])),
    );
    save(`${state.tab}.json`, "application/json", `${JSON.stringify(records, null, 2)}\n`);
  }

  return { csv, json };
})();
