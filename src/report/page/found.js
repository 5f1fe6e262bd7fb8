// What stands below a line of the findings when it is opened: where, on what evidence, what was expected, what helps.
page.found = (() => {
  const { data } = page;
  const { element, around, button, keepFocus, plural, byName, short, brief, groupBy, copyButton } = page.dom;
  const MOST_ALIKE = 10;
  // Paper shows nothing on demand, and is no place for lists of thousands.
  const MOST_PRINTED = 20;
  const LONGEST_COMMAND = 300;

  /**
   * The first ones of what may be thousands, and a way to the others; on paper some more, and of the others only what
   * `restOf` says of them.
   */
  function some(things, make, { noun, printed = false, tag = "div", item = "p", restOf = () => "" }) {
    const node = element(tag);
    const fill = (count) => {
      node.replaceChildren(...things.slice(0, count).map(make));
      const rest = things.slice(count);
      if (rest.length === 0) return;
      const said = plural(rest.length, `more ${noun}`);
      const more = printed
        ? element("span", `and ${said}${restOf(rest)}: all stand on the page`, "rest")
        : button(`show ${said}`, () => keepFocus(node, () => fill(things.length)));
      node.append(around(item, "", more));
    };
    fill(printed ? MOST_PRINTED : MOST_ALIKE);
    return node;
  }

  const columns = new Map(
    [...data.installations.columns, ...data.applications.columns, ...(data.packages?.columns ?? [])].map(
      (column) => [column.id, column],
    ),
  );

  /** A fact by its name and its id; what it means stands in its title. */
  function factName(id) {
    const { label = id, description = "" } = columns.get(id) ?? {};
    const node = around("span", "fact", element("span", label), " ", element("code", id));
    node.title = description;
    return node;
  }

  /** All names, or of more than fit in a few lines three and a number. */
  function printedNames(names) {
    const all = [...new Set(names)].sort(byName);
    return all.length > MOST_PRINTED ? `${brief(all)} (${all.length})` : all.map(short).join(", ");
  }

  /** Three names and a number, each name a way to its host; and a way to all. */
  function hostList(names, onOpen) {
    const all = [...new Set(names)].sort(byName);
    const node = element("span", "", "hosts");
    const show = (shown) => {
      const nodes = shown.map((name) => {
        const each = onOpen ? button(short(name), () => onOpen(name), "link") : element("span", short(name));
        each.title = name;
        return each;
      });
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
      printed ? printedNames(names) : hostList(names, onOpen),
      ...(place ? [` ${place}`] : []),
    );
    return around("div", "offence", where, ...grounds(same[0]));
  }

  /** One remedy for all, or each with the hosts that it is for. */
  function remedies(findings, printed) {
    const byRemedy = groupBy(findings, ({ remedy }) => remedy);
    const remedy = ([number, same]) => {
      const text = data.remedies[number];
      const whose = byRemedy.size > 1 ? ` on ${brief(same.map(({ host }) => host))}` : "";
      const node = around("p", "remedy", element("b", `Remedy${whose}: `), text);
      if (!printed) node.append(" ", copyButton(text, "the remedy"));
      return node;
    };
    return some([...byRemedy], remedy, { noun: "remedy for others", printed });
  }

  function onHosts(hosts) {
    const names = [...new Set(hosts)].sort(byName);
    return ` on ${plural(names.length, "host")}, ${brief(names)}`;
  }

  /** All that one rule found. `printed`: nothing can be clicked. */
  function nodes(rule, findings, onOpen, printed = false) {
    const { why = "", reference } = data.rules[rule] ?? {};
    const cases = some(alike(findings), (same) => offence(same, onOpen, printed), {
      noun: "case",
      printed,
      restOf: (cases) => onHosts(cases.flat().map(({ host }) => host)),
    });
    const made = [cases, around("p", "", element("b", "Why: "), why), remedies(findings, printed)];
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
    const told = ({ hosts, ...alike }) => {
      const { reason, hint } = own ?? alike;
      return around(
        "div",
        "offence",
        around("p", "where", printed ? printedNames(hosts) : hostList(hosts, onOpen)),
        element("p", reason, "message"),
        ...(hint ? [around("p", "remedy", element("b", "Remedy: "), hint)] : []),
      );
    };
    const restOf = (reasons) => onHosts(reasons.flatMap(({ hosts }) => hosts));
    const made = some(those, told, { noun: "reason", printed, restOf });
    if (names) return [made];
    const shown = again.length > LONGEST_COMMAND ? `${again.slice(0, LONGEST_COMMAND)}…` : again;
    const command = around("p", "remedy", element("b", "Ask again: "), element("code", shown));
    if (!printed) command.append(" ", copyButton(again, "the command"));
    return [made, command];
  }

  return { nodes, silenceNodes, some, factName, hostList, columns };
})();
