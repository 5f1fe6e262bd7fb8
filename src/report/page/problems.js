// The findings as a table: how bad, what, on how many hosts, where, since when. A line opens to its evidence.
page.problems = (() => {
  const { state } = page.state;
  const { data } = page;
  const { byId, element, around, button, byName, brief, groupBy, sign } = page.dom;
  const { RANK, passes, kindOfSilence } = page.hosts;
  const { trend } = data;
  const MOST_TITLED = 20;
  // As in the style: there the last columns stand below the first ones, and a cell that spans them all would hold their room.
  const isNarrow = matchMedia("(max-width: 600px)");
  const NARROW_COLUMNS = 3;
  let order = { by: "severity", descending: false };

  /** A line for each rule, and one for each way in which hosts are silent; of the hosts that pass. */
  function linesOf(passes) {
    const shown = data.findings.filter(({ host }) => passes(host));
    const byRule = groupBy(shown, ({ rule }) => rule);
    const rules = [...byRule].map(([rule, findings]) => ({
      id: rule,
      kind: findings.reduce(
        (worst, { severity }) => (RANK[severity] < RANK[worst] ? severity : worst),
        "info",
      ),
      what: rule,
      title: data.rules[rule]?.title ?? "",
      hosts: [...new Set(findings.map(({ host }) => host))].sort(byName),
      since: oldest(findings),
      findings,
    }));
    const silences = data.silences.flatMap((silence, number) => {
      const hosts = silence.hosts.filter(passes);
      if (hosts.length === 0) return [];
      const kind = kindOfSilence(number);
      return {
        id: `silence-${number}`,
        kind,
        word: silence.word.toLowerCase(),
        what: silence.what,
        title: "",
        hosts,
        since: "",
        silence,
      };
    });
    return [...rules, ...silences];
  }

  const oldest = (findings) =>
    findings.reduce(
      (first, { since = "" }) => (since && (first === "" || since < first) ? since : first),
      "",
    );

  /** What the oldest run that is kept had may be older. */
  const dayOf = (since) =>
    since === ""
      ? "–"
      : `${since.slice(0, 10)}${since === trend.runs[0].startedAt && trend.runs.length > 1 ? " or earlier" : ""}`;

  const ORDERS = {
    severity: (a, b) => RANK[a.kind] - RANK[b.kind] || b.hosts.length - a.hosts.length,
    what: (a, b) => byName(a.what, b.what),
    hosts: (a, b) => a.hosts.length - b.hosts.length,
    since: (a, b) => byName(a.since, b.since),
  };

  const HEADS = [
    ["severity", "Severity"],
    ["what", "Finding"],
    ["hosts", "Hosts"],
    [null, "Where"],
    ...(trend ? [["since", "First seen"]] : []),
  ];

  function head([by, text], redraw) {
    const node = element("th", "", by ?? "where");
    node.scope = "col";
    if (by === null) {
      node.textContent = text;
      return node;
    }
    const chosen = order.by === by;
    node.setAttribute("aria-sort", chosen ? (order.descending ? "descending" : "ascending") : "none");
    const sorter = button("", () => {
      // Most hosts are looked for first.
      order = { by, descending: chosen ? !order.descending : by === "hosts" };
      redraw();
    });
    const arrow = element("span", chosen ? (order.descending ? "▾" : "▴") : "↕", chosen ? "" : "idle");
    arrow.setAttribute("aria-hidden", "true");
    sorter.append(element("span", text, "word"), " ", arrow);
    node.append(sorter);
    return node;
  }

  function lineNodes(line, { open, onRule, onOpen }) {
    const { id, kind, word = kind, what, title, hosts, since } = line;
    const opened = state.rule === id;
    const name = button(what, () => onRule(opened ? "" : id), "rule");
    name.setAttribute("aria-expanded", String(opened));
    const where = element("td", brief(hosts), "where");
    where.title = hosts.slice(0, MOST_TITLED).join("\n");
    const cells = [
      around("td", "severity", sign(kind), " ", element("span", word, "word")),
      around(
        "td",
        "what",
        name,
        " ",
        element("span", title, "title"),
        element("span", brief(hosts) + (since ? `, since ${dayOf(since)}` : ""), "names"),
      ),
      around(
        "td",
        "hosts",
        element("b", String(hosts.length)),
        element("span", hosts.length === 1 ? " host" : " hosts", "heard"),
      ),
      where,
    ];
    if (trend) cells.push(element("td", dayOf(since), "since"));
    const row = around("tr", kind, ...cells);
    if (!opened) return [row];
    const cell = around("td", "", ...open(line, onOpen));
    cell.colSpan = isNarrow.matches ? NARROW_COLUMNS : cells.length;
    return [row, around("tr", `opened ${kind}`, cell)];
  }

  function open({ id, findings, silence }, onOpen) {
    return silence ? page.found.silenceNodes(silence, onOpen) : page.found.nodes(id, findings, onOpen);
  }

  function table(lines, handlers, redraw) {
    const heads = HEADS.map((each) => head(each, redraw));
    const node = around(
      "table",
      "problems",
      around("thead", "", around("tr", "", ...heads)),
      around("tbody", "", ...lines.flatMap((line) => lineNodes(line, { open, ...handlers }))),
    );
    node.setAttribute("aria-labelledby", "findings-title");
    return node;
  }

  function sorted(lines) {
    const compare = ORDERS[order.by];
    return lines.sort((a, b) => (order.descending ? -1 : 1) * compare(a, b) || ORDERS.severity(a, b));
  }

  const nothing = () =>
    element(
      "p",
      state.only || state.in ? "Nothing was found on the hosts that are chosen." : "Nothing was found.",
    );

  isNarrow.addEventListener("change", ({ matches }) => {
    for (const cell of byId("problems").querySelectorAll(".opened > td"))
      cell.colSpan = matches ? NARROW_COLUMNS : HEADS.length;
  });

  /** `onRule` hears which line is open now, `onOpen` for which host its row is asked. */
  function draw(handlers) {
    const redraw = () => draw(handlers);
    const lines = sorted(linesOf(passes));
    const label = (node) => node?.textContent.replace(/ [▴▾↕]$/, "");
    const focused = label(document.activeElement?.closest("#problems button"));
    byId("problems").replaceChildren(lines.length > 0 ? table(lines, handlers, redraw) : nothing());
    // What was pressed is another element now.
    if (focused !== undefined)
      [...byId("problems").querySelectorAll("button")].find((node) => label(node) === focused)?.focus();
    byId("doubts").replaceChildren(...data.doubts.map(doubt));
  }

  const whatOf = ({ what, where }) =>
    around("li", "", element("span", what), " ", element("b", `[${where}]`));

  function doubt({ title, lines }) {
    const summary = element("summary", `${title} (${lines.length})`);
    const all = page.found.some(lines, whatOf, { noun: "line", tag: "ul", item: "li" });
    return around("details", "", summary, all);
  }

  return { draw, linesOf, sorted };
})();
