// What the page shows, kept in the address so that a link keeps it.
globalThis.page = { data: JSON.parse(document.getElementById("audit").textContent) };
page.tabs = ["installations", "applications", "packages"].filter((tab) => page.data[tab]);

page.state = (() => {
  const DEFAULTS = {
    tab: "installations",
    q: "",
    // One of the tiles, and a group.
    only: "",
    in: "",
    fold: "",
    // Which columns are there before single ones are added and taken away: those that differ, "all" or "none".
    columns: "",
    // Whether each column has a filter in its head.
    heads: "",
    group: "",
    sort: "",
    rule: "",
    row: "",
  };
  const state = { ...DEFAULTS, added: new Set(), hidden: new Set(), filters: {} };

  function read() {
    const given = new URLSearchParams(location.hash.slice(1));
    for (const [key, fallback] of Object.entries(DEFAULTS)) state[key] = given.get(key) ?? fallback;
    if (!page.tabs.includes(state.tab)) state.tab = "installations";
    state.added = new Set(given.getAll("show"));
    state.hidden = new Set(given.getAll("hide"));
    state.filters = {};
    for (const filter of given.getAll("is")) {
      const at = filter.indexOf("=");
      if (at > 0) state.filters[filter.slice(0, at)] = filter.slice(at + 1);
    }
  }

  function write() {
    const shown = new URLSearchParams();
    for (const [key, fallback] of Object.entries(DEFAULTS))
      if (state[key] !== fallback) shown.set(key, state[key]);
    for (const id of state.added) shown.append("show", id);
    for (const id of state.hidden) shown.append("hide", id);
    for (const [id, text] of Object.entries(state.filters)) if (text) shown.append("is", `${id}=${text}`);
    history.replaceState(null, "", `#${shown}`);
  }

  return { state, read, write };
})();
