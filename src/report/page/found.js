// What stands below a line of the findings when it is opened: where, on what evidence, what was expected, what helps.
page.found = (() => {
  const { data } = page;
  const { element, around, button, keepFocus, plural, byName, brief, groupBy, copyButton } = page.dom;
  const MOST_ALIKE = 10;

  const columns = new Map(
    [...data.installations.columns, ...data.applications.columns].map((column) => [column.id, column]),
  );

  /** A fact by its name and its id; what it means stands in its title. */
  function factName(id) {
    const { label = id, description = "" } = columns.get(id) ?? {};
    const node = around("span", "fact", element("span", label), " ", element("code", id));
    node.title = description;
    return node;
  }

  /** Three names and a number, each name a way to its host; and a way to all. */
  function hostList(names, onOpen) {
    const all = [...new Set(names)].sort(byName);
    const node = element("span", "", "hosts");
    const show = (shown) => {
      const nodes = shown.map((name) =>
        onOpen ? button(name, () => onOpen(name), "link") : element("span", name),
      );
      node.replaceChildren(...nodes.flatMap((each, at) => (at > 0 ? [", ", each] : [each])));
      if (shown.length < all.length)
        node.append(
          ", ",
          button(`all ${all.length}`, () => keepFocus(node, () => show(all)), "link all"),
        );
    };
    show(all.length > 4 ? all.slice(0, 3) : all);
    return node;
  }

  /** Here, and what was expected. */
  function factTable({ facts }) {
    const expects = facts.some(([, , expected]) => expected !== null);
    const heads = ["Fact", "Here", ...(expects ? ["Expected"] : [])].map((text) => element("th", text));
    const rows = facts.map(([id, here, expected]) => {
      const name = around("th", "", factName(id));
      name.scope = "row";
      const odd = expected !== null && expected !== here;
      const cells = [element("td", here, odd ? "outlier" : "")];
      if (expects) cells.push(element("td", expected ?? "–", expected === null ? "gap" : "wanted"));
      return around("tr", "", name, ...cells);
    });
    for (const head of heads) head.scope = "col";
    return around(
      "table",
      "facts",
      around("thead", "", around("tr", "", ...heads)),
      around("tbody", "", ...rows),
    );
  }

  /** What stands below the names of the hosts. */
  function grounds(finding) {
    const { facts, notes } = data.grounds[finding.grounds];
    return [
      element("p", data.messages[finding.message], "message"),
      ...(facts.length > 0 ? [factTable(data.grounds[finding.grounds])] : []),
      ...(notes ? [element("pre", notes)] : []),
    ];
  }

  const ofApplication = ({ application, place }) => (application ? place : "");

  /** Findings that say the same. */
  function alike(findings) {
    const key = (finding) => [finding.message, finding.grounds, ofApplication(finding)].join("\n");
    return [...groupBy(findings, key).values()];
  }

  function offence(same, onOpen, printed) {
    const names = same.map(({ host }) => host);
    const place = ofApplication(same[0]);
    const where = around(
      "p",
      "where",
      printed ? [...new Set(names)].sort(byName).join(", ") : hostList(names, onOpen),
      ...(place ? [` ${place}`] : []),
    );
    return around("div", "offence", where, ...grounds(same[0]));
  }

  /** One remedy for all, or each with the hosts that it is for. */
  function remedies(findings, printed) {
    const byRemedy = groupBy(findings, ({ remedy }) => remedy);
    return [...byRemedy].map(([number, same]) => {
      const text = data.remedies[number];
      const whose = byRemedy.size > 1 ? ` on ${brief(same.map(({ host }) => host))}` : "";
      const node = around("p", "remedy", element("b", `Remedy${whose}: `), text);
      if (!printed) node.append(" ", copyButton(text, "the remedy"));
      return node;
    });
  }

  /** All that one rule found. `printed`: nothing can be clicked, and everything is there. */
  function nodes(rule, findings, onOpen, printed = false) {
    const { why = "", reference } = data.rules[rule] ?? {};
    const groups = alike(findings);
    const list = element("div", "");
    const fill = (count) => {
      list.replaceChildren(...groups.slice(0, count).map((same) => offence(same, onOpen, printed)));
      const rest = groups.length - count;
      if (rest > 0)
        list.append(
          button(`show ${plural(rest, "more case")}`, () => keepFocus(list, () => fill(groups.length))),
        );
    };
    fill(printed ? groups.length : MOST_ALIKE);
    const made = [list, around("p", "", element("b", "Why: "), why), ...remedies(findings, printed)];
    if (reference) {
      const link = element("a", reference);
      link.href = reference;
      link.rel = "noreferrer";
      made.push(around("p", "", link));
    }
    return made;
  }

  /**
   * Why hosts gave no whole answer, and how to ask them again. `names`: of these hosts alone; `own`: what one of them says
   * itself, where the reason is in words that fit several.
   */
  function silenceNodes({ reasons, again }, onOpen, printed = false, names = undefined, own = undefined) {
    const those = reasons.flatMap(({ hosts, ...why }) => {
      const shown = names ? hosts.filter((name) => names.has(name)) : hosts;
      return shown.length > 0 ? [{ hosts: shown, ...why }] : [];
    });
    const made = those.map(({ hosts, ...alike }) => {
      const { reason, hint } = own ?? alike;
      return around(
        "div",
        "offence",
        around("p", "where", printed ? hosts.join(", ") : hostList(hosts, onOpen)),
        element("p", reason, "message"),
        ...(hint ? [around("p", "remedy", element("b", "Remedy: "), hint)] : []),
      );
    });
    if (names) return made;
    const command = around("p", "remedy", element("b", "Ask again: "), element("code", again));
    if (!printed) command.append(" ", copyButton(again, "the command"));
    return [...made, command];
  }

  return { nodes, silenceNodes, factName, hostList, columns };
})();
