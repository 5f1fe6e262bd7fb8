// Joins the controls to the state and to the matrix.
(() => {
  const { state, read, write } = page.state;
  const byId = (id) => document.getElementById(id);

  function count(length) {
    const all = page.table.source().rows.length;
    const what = state.fold
      ? `${length} of ${page.table.source().classes.length} classes`
      : `${length} of ${all} rows`;
    byId("count").textContent = what;
    write();
  }

  function groupChoices() {
    const options = [
      ["", "nothing"],
      ["groups", "Groups"],
      ["status", "State"],
    ].concat(page.table.source().columns.map(({ id, label }) => [id, label]));
    byId("group").replaceChildren(
      ...options.map(([value, label]) => {
        const option = page.table.element("option", label);
        option.value = value;
        option.selected = state.group === value;
        return option;
      }),
    );
  }

  function draw() {
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const chosen = tab.id === `tab-${state.tab}`;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    byId("panel").setAttribute("aria-labelledby", `tab-${state.tab}`);
    byId("q").value = state.q;
    byId("diff").checked = state.diff !== "";
    byId("fold").checked = state.fold !== "";
    page.table.build(page.panels.open, count);
    groupChoices();
    page.panels.listColumns();
    page.panels.listRules();
  }

  function choose(tab) {
    if (state.tab === tab) return;
    Object.assign(state, { tab, sort: "", group: "", filters: {}, hidden: new Set(), rule: "", row: "" });
    draw();
    write();
  }

  for (const tab of document.querySelectorAll("[role=tab]")) {
    tab.onclick = () => choose(tab.dataset.tab);
    tab.onkeydown = (event) => {
      if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
      const other = state.tab === "installations" ? "applications" : "installations";
      choose(other);
      byId(`tab-${other}`).focus();
    };
  }
  byId("q").oninput = (event) => {
    state.q = event.target.value;
    page.table.refilter();
  };
  for (const key of ["diff", "fold"])
    byId(key).onchange = (event) => {
      state[key] = event.target.checked ? "1" : "";
      draw();
    };
  byId("group").onchange = (event) => {
    state.group = event.target.value;
    page.table.groupBy(state.group);
    write();
  };
  byId("csv").onclick = page.panels.saveCsv;
  byId("json").onclick = page.panels.saveJson;
  byId("print").onclick = page.table.print;
  byId("detail-close").onclick = () => byId("detail").close();
  byId("theme").onchange = (event) => {
    document.documentElement.dataset.theme = event.target.value;
  };
  addEventListener("hashchange", () => {
    read();
    draw();
  });
  read();
  const { row } = state;
  draw();
  // Who is out of line, and why, before the matrix.
  byId("findings").open = byId("rules").childElementCount > 0;
  const opened = row === "" ? undefined : page.table.rowOf(Number(row));
  if (opened) page.panels.open(opened);
})();
