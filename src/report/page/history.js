// What changed over the runs that are kept; nothing where the report was made without a history.
page.history = (() => {
  const { data } = page;
  const { byId, element, around, button, keepFocus, drawing, minute, plural, sign } = page.dom;

  const labelOf = (id) => page.found.columns.get(id)?.label ?? id;

  const sentence = ({ fact, before, after }) => `${labelOf(fact)}: ${before} → ${after}`;

  /** What changed on a row, the latest first. */
  function ofRow(row) {
    if (!data.past) return [];
    const own = data.past.filter(
      ({ host, place }) => host === row.host && (place === "" || place === row.place),
    );
    const title = element("h3", "History");
    if (own.length === 0)
      return [
        around("section", "history", title, element("p", "No value has changed in the runs that are kept.")),
      ];
    const items = own.reverse().map((change) => element("li", `${minute(change.when)}  ${sentence(change)}`));
    return [around("section", "history", title, around("ul", "", ...items))];
  }

  const MOST_NEWS = 8;

  const newsItem = ({ kind, word, what, hosts }) =>
    around(
      "li",
      kind,
      sign(kind),
      ` ${word}${what === "" ? " " : ": "}`,
      element("span", what),
      " ",
      element("b", hosts),
    );

  function newsList(news) {
    const list = element("ul", "", "news");
    const show = (count) => {
      list.replaceChildren(...news.slice(0, count).map(newsItem));
      const rest = news.length - count;
      if (rest > 0)
        list.append(
          around(
            "li",
            "",
            button(`show ${rest} more`, () => keepFocus(list, () => show(news.length))),
          ),
        );
    };
    show(MOST_NEWS);
    return list;
  }

  /** `2026-11-30 03:00: 2 errors, 3 warnings, 1 of 15 hosts without a whole answer`. */
  const runSentence = ({ startedAt, error, warning, hosts, silent }) =>
    `${minute(startedAt)}: ${plural(error, "error")}, ${plural(warning, "warning")}${silent > 0 ? `, ${silent} of ${plural(hosts, "host")} without a whole answer` : ""}`;

  const HEIGHT = 40;

  /** A column for each run: errors below, warnings on them, hosts without a whole answer on top. */
  function chart(runs) {
    const most = Math.max(...runs.map(({ error, warning, silent }) => error + warning + silent), 1);
    const rectangles = runs.flatMap((run, at) => {
      let top = HEIGHT;
      return ["error", "warning", "silent"].map((kind) => {
        const height = (HEIGHT * run[kind]) / most;
        top -= height;
        return { x: at * 10 + 1, y: top, width: 8, height, kind };
      });
    });
    const node = drawing(runs.length * 10, HEIGHT, rectangles);
    node.setAttribute("width", String(Math.min(runs.length * 18, 360)));
    const lines = around("ul", "", ...[...runs].reverse().map((run) => element("li", runSentence(run))));
    const title = element("summary", `Findings of the last ${plural(runs.length, "run")}`);
    return around("div", "runs", node, around("details", "", title, lines));
  }

  /** Since the run before, and over all that are kept. */
  function draw() {
    const { trend } = data;
    byId("changes").hidden = !trend;
    if (!trend) return;
    const { since, news, runs } = trend;
    byId("changes-title").textContent = since
      ? `Changed since the run of ${minute(since)}`
      : "The first run that is kept";
    const nothing = since
      ? "Nothing changed on the hosts that were read."
      : "From the next run on it is said here what changed.";
    byId("news").replaceChildren(news.length > 0 ? newsList(news) : element("p", nothing));
    byId("runs").replaceChildren(...(runs.length > 1 ? [chart(runs)] : []));
  }

  return { ofRow, draw, newsItem };
})();
