// The page on paper: nothing can be opened there, so that everything stands open. Made when it is printed.
page.paper = (() => {
  const { data } = page;
  const { byId, element, around, minute, plural, sign, groupBy } = page.dom;

  const MOST_VALUES = 10;

  /** `Python: 3.11 on 12 hosts, 3.13 on 2 hosts`. */
  function versions() {
    const columns = data.headlines.flatMap((id) => page.found.columns.get(id) ?? []);
    return columns.map((column) => {
      const values = page.bars.spread(column);
      const said = values
        .slice(0, MOST_VALUES)
        .map(({ shown, gap, count }) => `${shown}${gap ? ":" : " on"} ${plural(count, "host")}`);
      const rest = values.length - MOST_VALUES;
      if (rest > 0) said.push(`and ${plural(rest, "more value")}`);
      return around("p", "", element("b", `${column.label}: `), said.join(", "));
    });
  }

  function finding(line) {
    const { id, kind, word = kind, what, title, hosts, findings, silence } = line;
    const head = around(
      "h3",
      "",
      sign(kind),
      ` ${word} ${what} `,
      element("span", `${plural(hosts.length, "host")}${title ? `: ${title}` : ""}`),
    );
    const body = silence
      ? page.found.silenceNodes(silence, undefined, true)
      : page.found.nodes(id, findings, undefined, true);
    return around("section", `finding ${kind}`, head, ...body);
  }

  function findings() {
    const lines = page.problems.sorted(page.problems.linesOf(() => true));
    const nodes = lines.length > 0 ? lines.map(finding) : [element("p", "Nothing was found.")];
    return [element("h2", "Findings"), ...nodes];
  }

  /** The values of one fact in one group, the usual one first: a line each. */
  function factRows({ fact, values, more, isTie, unknown }) {
    const rows = values.map(({ text, hosts, count, isOdd }) => [
      `${text}${isOdd ? " *" : isTie ? " ~" : ""}`,
      plural(count, "host"),
      // The others are all but the ones below.
      isOdd || isTie ? hosts : "the others",
      isOdd ? "outlier" : "",
    ]);
    if (more) rows.push([`${plural(more.values, "more value")}`, plural(more.hosts, "host"), "", "gap"]);
    if (unknown > 0) rows.push(["not known", String(unknown), "", "gap"]);
    return rows.map(([text, count, hosts, kind], at) => {
      const row = element("tr", "", at === 0 ? "first" : "");
      if (at === 0) {
        const name = around("th", "", page.found.factName(fact));
        name.rowSpan = rows.length;
        name.scope = "rowgroup";
        row.append(name);
      }
      row.append(element("td", text, kind), element("td", count), element("td", hosts));
      return row;
    });
  }

  function groupTable([group, spreads]) {
    const heads = [group, "Value", "On", "Hosts"].map((text) => {
      const head = element("th", text);
      head.scope = "col";
      return head;
    });
    const bodies = spreads.map((spread) => around("tbody", "", ...factRows(spread)));
    return around("table", "differences", around("thead", "", around("tr", "", ...heads)), ...bodies);
  }

  function differences() {
    const groups = [...groupBy(data.spreads, ({ group }) => group)];
    const legend = "* not like most of its group   ~ no clear majority";
    const nodes =
      groups.length > 0 ? [element("p", legend), ...groups.map(groupTable)] : [element("p", "Nothing.")];
    return [element("h2", "What differs within a group"), ...nodes];
  }

  const doubts = () =>
    data.doubts.flatMap(({ title, lines }) => [
      element("h2", title),
      page.found.some(lines, ({ what, where }) => element("li", `${what} [${where}]`), {
        noun: "line",
        printed: true,
        tag: "ul",
        item: "li",
      }),
    ]);

  const newsList = (news) =>
    page.found.some(news, page.history.newsItem, { noun: "change", printed: true, tag: "ul", item: "li" });

  function news() {
    if (!data.trend?.since) return [];
    const { since, news } = data.trend;
    const title = element("h2", `Changed since the run of ${minute(since)}`);
    return [title, news.length > 0 ? newsList(news) : element("p", "Nothing changed.")];
  }

  function fill() {
    byId("paper").replaceChildren(...versions(), ...findings(), ...news(), ...differences(), ...doubts());
  }

  // What is asked for by a program prints without these events being certain; who changes the medium is heard as well.
  addEventListener("beforeprint", fill);
  matchMedia("print").addEventListener("change", ({ matches }) => matches && fill());
  addEventListener("afterprint", () => byId("paper").replaceChildren());
})();
