// How many hosts answered, are out of line, say nothing; and the same by group. Each of them is a filter.
page.tiles = (() => {
  const { state } = page.state;
  const { byId, element, around, button, keepFocus, plural, byName, groupBy, sign } = page.dom;
  const { all, TILES } = page.hosts;

  const count = (hosts, tile) => hosts.filter(TILES[tile]).length;

  function saidOf(tile) {
    const those = all.filter(TILES[tile]);
    if (tile === "whole") {
      const bare = those.filter(({ audited }) => !audited).length;
      return bare > 0 ? `${bare} without httpd` : "answered in full";
    }
    if (tile === "out") {
      const errors = those.filter(({ error }) => error).length;
      if (those.length > 0) return `${errors} with errors`;
      const answered = count(all, "whole") + count(all, "partial");
      return answered > 0 ? `none of ${plural(answered, "host")} that answered` : "nothing could be judged";
    }
    if (tile === "partial") return "some checks failed";
    if (those.length === 0)
      return count(all, "unasked") > 0 ? "every host that was asked answered" : "every host answered";
    const wordOf = ({ status, cutOff }) =>
      status === "skipped" ? "never asked" : cutOff ? "cut off by the end of the run" : status;
    return [...groupBy(those, wordOf)].map(([word, same]) => `${same.length} ${word}`).join(", ");
  }

  const NAMES = {
    whole: "Whole answer",
    out: "Out of line",
    partial: "Partial answer",
    silent: "Silent",
    unasked: "Not asked",
  };
  const ALWAYS = new Set(["whole", "out", "silent"]);

  /** Unknown is never fine: where nobody answered, nobody is in line. */
  function kindOf(id, number) {
    const answered = count(all, "whole") + count(all, "partial");
    if (id === "whole") return number === all.length ? "fine" : number === 0 ? "silent" : "warning";
    if (number === 0) return id === "out" && answered === 0 ? "silent" : "fine";
    if (id === "out") return all.some(({ error }) => error) ? "error" : "warning";
    return id === "partial" ? "warning" : "silent";
  }

  function tile(id, onChange) {
    const number = count(all, id);
    const shown = kindOf(id, number);
    const node = button("", () => {
      state.only = state.only === id ? "" : id;
      onChange();
    });
    node.className = `tile ${shown}`;
    node.setAttribute("aria-pressed", String(state.only === id));
    node.append(
      around("span", "name", sign(shown), ` ${NAMES[id]}`),
      element("b", id === "whole" ? `${number} of ${all.length}` : String(number)),
      element("span", saidOf(id), "said"),
    );
    return node;
  }

  function groupsOf() {
    const groups = groupBy(all, ({ group }) => group);
    const bad = (hosts) => count(hosts, "out") + count(hosts, "silent") + count(hosts, "unasked");
    return [...groups].sort(([a, one], [b, other]) => bad(other) - bad(one) || byName(a, b));
  }

  function group(name, hosts, onChange) {
    const [out, silent, unasked] = ["out", "silent", "unasked"].map((tile) => count(hosts, tile));
    const worst = hosts.some(({ error }) => error)
      ? "error"
      : out > 0
        ? "warning"
        : silent + unasked > 0
          ? "silent"
          : "fine";
    const node = button("", () => {
      state.in = state.in === name ? "" : name;
      onChange();
    });
    node.className = "group";
    node.setAttribute("aria-pressed", String(state.in === name));
    const said = [
      plural(hosts.length, "host"),
      out > 0 && `${out} out of line`,
      silent > 0 && `${silent} silent`,
      unasked > 0 && `${unasked} not asked`,
    ];
    node.append(
      sign(worst),
      element("b", ` ${name} `),
      element("span", said.filter(Boolean).join(", "), "said"),
    );
    return node;
  }

  const MOST_GROUPS = 8;
  let everyGroup = false;

  function draw(onChange) {
    const ids = Object.keys(TILES).filter((id) => ALWAYS.has(id) || count(all, id) > 0);
    byId("tiles").replaceChildren(...ids.map((id) => around("li", "", tile(id, onChange))));
    const groups = groupsOf();
    const shown = groups.filter(([name], at) => everyGroup || at < MOST_GROUPS || name === state.in);
    const more = button(`${groups.length - shown.length} more groups`, () => {
      everyGroup = true;
      keepFocus(byId("groups"), () => draw(onChange));
    });
    const nodes = shown.map(([name, hosts]) => group(name, hosts, onChange));
    if (shown.length < groups.length) nodes.push(more);
    byId("groups").replaceChildren(...nodes.map((node) => around("li", "", node)));
    const left = page.data.totals.hosts.selected - all.length;
    byId("left").textContent = left > 0 ? `${plural(left, "host")} of the run not shown here` : "";
  }

  return { draw };
})();
