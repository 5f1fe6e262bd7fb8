// Elements. What a host printed becomes text nodes alone: nothing of it is ever markup.
page.dom = (() => {
  const byId = (id) => document.getElementById(id);

  function element(tag, text = "", className = "") {
    const node = document.createElement(tag);
    node.textContent = text;
    if (className) node.className = className;
    return node;
  }

  /** An element around others. */
  function around(tag, className, ...children) {
    const node = element(tag, "", className);
    node.append(...children);
    return node;
  }

  function button(text, onClick, className = "") {
    const node = element("button", text, className);
    node.type = "button";
    node.onclick = onClick;
    return node;
  }

  /** What was pressed may be another element after that: the button in its place has the focus then. */
  function keepFocus(container, act) {
    const buttons = () => [...container.querySelectorAll("button")];
    const at = buttons().indexOf(document.activeElement);
    act();
    if (at >= 0) (buttons()[at] ?? buttons().at(-1))?.focus();
  }

  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  /** Names in the order of people: web2 before web10. */
  const byName = new Intl.Collator("en", { numeric: true }).compare;

  const { domain } = page.data;

  /** A name of a host without what all of them end in; of a container, HOST/NAME, without that of its host. */
  function short(name) {
    const [host, ...inside] = name.split("/");
    if (domain === "" || !host.endsWith(domain)) return name;
    return [host.slice(0, -domain.length), ...inside].join("/");
  }

  const MOST_NAMES = 3;

  /** Up to three names of hosts, and how many more there are. */
  function brief(names) {
    const all = [...new Set(names)].map(short);
    const rest = all.length - MOST_NAMES;
    return [...all.slice(0, MOST_NAMES), ...(rest > 0 ? [`+${rest}`] : [])].join(", ");
  }

  /** Things by a key, in the order in which the keys come. */
  function groupBy(things, keyOf) {
    const groups = new Map();
    for (const thing of things) {
      const key = keyOf(thing);
      const group = groups.get(key);
      if (group) group.push(thing);
      else groups.set(key, [thing]);
    }
    return groups;
  }

  // Each severity has a sign and a word beside its colour.
  const SIGNS = { error: "✖", warning: "▲", info: "●", silent: "?", fine: "✔" };

  /** The sign of a severity; what reads the page aloud takes the word that stands beside it. */
  function sign(kind) {
    const node = element("span", SIGNS[kind], `sign ${kind}`);
    node.setAttribute("aria-hidden", "true");
    return node;
  }

  /** `2026-11-30 03:00`, as the run says it: in UTC. */
  const minute = (time) => time.replace("T", " ").slice(0, 16);

  const SVG = "http://www.w3.org/2000/svg";

  /** A drawing of rectangles; what it shows is said by the text beside it. */
  function drawing(width, height, rectangles) {
    const node = document.createElementNS(SVG, "svg");
    node.setAttribute("viewBox", `0 0 ${width} ${height}`);
    node.setAttribute("preserveAspectRatio", "none");
    node.setAttribute("aria-hidden", "true");
    for (const { kind, ...sizes } of rectangles) {
      const rectangle = document.createElementNS(SVG, "rect");
      for (const [name, value] of Object.entries(sizes)) rectangle.setAttribute(name, String(value));
      rectangle.setAttribute("class", kind);
      node.append(rectangle);
    }
    return node;
  }

  /** A button that takes a text along; where a page may not write to the clipboard itself, it copies a selection. */
  function copyButton(text, what) {
    const node = button("Copy", async () => {
      node.textContent = (await copied(text)) ? "Copied" : "Select it yourself";
    });
    node.className = "copy";
    node.setAttribute("aria-label", `Copy ${what}`);
    node.setAttribute("aria-live", "polite");
    return node;
  }

  async function copied(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = element("textarea", text, "heard");
      (document.querySelector("dialog[open]") ?? document.body).append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }

  return {
    byId,
    element,
    around,
    button,
    keepFocus,
    plural,
    byName,
    short,
    brief,
    groupBy,
    sign,
    minute,
    drawing,
    copyButton,
  };
})();
