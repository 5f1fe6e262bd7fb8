// Joins the controls to the state, and draws the parts of the page.
page.main = (() => {
  const { state, read, write } = page.state;
  const { byId, element, button, keepFocus } = page.dom;

  function count(length) {
    const { rows, classes } = page.cells.source();
    byId("count").textContent = state.fold
      ? `${length} of ${classes.length} classes`
      : `${length} of ${rows.length} rows`;
    drawChips();
    write();
  }

  const labelOf = (id) => page.found.columns.get(id)?.label ?? id;
  const TILE_NAMES = {
    whole: "whole answer",
    out: "out of line",
    partial: "partial answer",
    silent: "silent",
    unasked: "not asked",
  };

  /** What holds rows back now, each with its end. */
  function filters() {
    const { rule, only, in: group, q, filters: heads } = state;
    const silence = /^silence-(\d+)$/.exec(rule);
    const ofRule = silence ? page.data.silences[Number(silence[1])]?.what : rule;
    return [
      ...(rule ? [[ofRule, () => chooseRule("")]] : []),
      ...(only ? [[TILE_NAMES[only] ?? only, () => chooseHosts({ only: "" })]] : []),
      ...(group ? [[`group ${group}`, () => chooseHosts({ in: "" })]] : []),
      ...(q ? [[`"${q}"`, () => search("")]] : []),
      ...Object.entries(heads).flatMap(([id, text]) =>
        text
          ? [
              [
                `${labelOf(id)} ${text.startsWith("=") ? text.slice(1) || "–" : `has ${text}`}`,
                () => filterBy(id, ""),
              ],
            ]
          : [],
      ),
    ];
  }

  function drawChips() {
    const nodes = filters().map(([text, end]) => {
      const node = button(`${text} ✕`, end, "chip");
      node.setAttribute("aria-label", `Show rows beside ${text} as well`);
      return node;
    });
    keepFocus(byId("chips"), () =>
      byId("chips").replaceChildren(...(nodes.length > 0 ? [element("span", "Only:"), ...nodes] : [])),
    );
  }

  function offer(select, options, chosen) {
    select.replaceChildren(
      ...options.map(([value, label]) => {
        const option = element("option", label);
        option.value = value;
        option.selected = chosen === value;
        return option;
      }),
    );
  }

  /** Heads can be pressed with a mouse; these are for everybody. */
  function rowChoices() {
    const facts = page.cells.source().columns.map(({ id, label }) => [id, label]);
    offer(byId("group"), [["", "nothing"], ["groups", "Groups"], ["status", "State"], ...facts], state.group);
    offer(byId("sort"), [["worst", "Worst finding"], ["host", "Host"], ...facts], state.sort || "worst");
  }

  const drawOverview = () => {
    page.tiles.draw(() => chooseHosts({}));
    page.bars.draw(filterBy);
    page.history.draw();
    page.problems.draw({ onRule: chooseRule, onOpen: page.detail.openHost });
  };

  function drawMatrix() {
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const chosen = tab.id === `tab-${state.tab}`;
      tab.hidden = !page.tabs.includes(tab.dataset.tab);
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    byId("panel").setAttribute("aria-labelledby", `tab-${state.tab}`);
    byId("q").value = state.q;
    byId("fold").checked = state.fold !== "";
    byId("heads").setAttribute("aria-pressed", String(state.heads !== ""));
    page.table.build(page.detail.open, count);
    rowChoices();
    page.chooser.list();
  }

  function draw() {
    drawOverview();
    drawMatrix();
  }

  /** The rows of a rule, with the facts that it rests on; "" for all. */
  function chooseRule(rule) {
    state.rule = rule;
    const found = page.data.findings.filter((each) => each.rule === rule);
    if (found.length > 0)
      state.tab = found.every(({ application }) => application) ? "applications" : "installations";
    draw();
  }

  /** Tiles and groups hold for findings and rows. */
  function chooseHosts(which) {
    Object.assign(state, which);
    keepFocus(byId("tiles"), () => keepFocus(byId("groups"), drawOverview));
    page.table.refilter();
  }

  function search(text) {
    state.q = text;
    byId("q").value = text;
    page.table.refilter();
  }

  function filterBy(id, text) {
    page.table.filterBy(id, text);
  }

  function choose(tab) {
    if (state.tab === tab) return;
    Object.assign(state, {
      tab,
      sort: "",
      group: "",
      filters: {},
      added: new Set(),
      hidden: new Set(),
      row: "",
    });
    drawMatrix();
    write();
  }

  for (const tab of document.querySelectorAll("[role=tab]")) {
    tab.onclick = () => choose(tab.dataset.tab);
    tab.onkeydown = (event) => {
      if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
      const step = event.key === "ArrowRight" ? 1 : page.tabs.length - 1;
      const other = page.tabs[(page.tabs.indexOf(state.tab) + step) % page.tabs.length];
      choose(other);
      byId(`tab-${other}`).focus();
    };
  }
  byId("q").oninput = ({ target }) => {
    state.q = target.value;
    page.table.refilter();
  };
  byId("fold").onchange = ({ target }) => {
    state.fold = target.checked ? "1" : "";
    drawMatrix();
  };
  byId("heads").onclick = () => {
    state.heads = state.heads ? "" : "1";
    drawMatrix();
  };
  byId("group").onchange = ({ target }) => {
    state.group = target.value;
    page.table.groupBy(state.group);
    write();
  };
  byId("sort").onchange = ({ target }) => page.table.sortBy(target.value);
  byId("more").onkeydown = ({ key }) => {
    if (key !== "Escape") return;
    byId("more").open = false;
    byId("more").querySelector("summary").focus();
  };
  for (const node of document.querySelectorAll("[data-columns]"))
    node.onclick = () => page.chooser.choose(node.dataset.columns, drawMatrix);
  byId("chooser").ontoggle = page.chooser.list;
  byId("column-search").oninput = page.chooser.list;
  byId("csv").onclick = page.save.csv;
  byId("json").onclick = page.save.json;
  byId("print").onclick = () => print();
  byId("theme").onchange = ({ target }) => {
    document.documentElement.dataset.theme = target.value;
  };
  // Its address is the state of the page, so that no part of it can be one.
  byId("skip").onclick = (event) => {
    event.preventDefault();
    byId("matrix").focus();
    byId("matrix").scrollIntoView();
  };
  addEventListener("hashchange", () => {
    read();
    draw();
  });

  return { draw, filterBy };
})();

page.state.read();
{
  // Drawing writes the address anew.
  const { row } = page.state.state;
  page.main.draw();
  const opened = row === "" ? undefined : page.table.rowOf(Number(row));
  if (opened) page.detail.open(opened);
}
