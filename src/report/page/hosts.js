// The hosts of the audit, by how they fare, and which of them are shown.
page.hosts = (() => {
  const { state } = page.state;
  const { findings, silences } = page.data;

  // Worst first; a host that says nothing may have any fault, and stands before all that is a warning.
  const RANK = { error: 0, silent: 1, warning: 2, info: 3, fine: 4 };

  const kindOfSilence = (silence) => (silences[silence].severity === "error" ? "silent" : "warning");

  /** Everything that is wrong with a row, worst first. */
  function troubles({ findings: numbers, silence }) {
    const found = numbers.map((number) => ({ kind: findings[number].severity, what: findings[number].rule }));
    const distinct = [...new Map(found.map((each) => [each.what, each])).values()];
    if (silence >= 0) {
      const { word, what } = silences[silence];
      distinct.push({ kind: kindOfSilence(silence), word: word.toLowerCase(), what });
    }
    return distinct.sort((a, b) => RANK[a.kind] - RANK[b.kind]);
  }

  const isGrave = ({ kind, word }) => word === undefined && (kind === "error" || kind === "warning");

  function make() {
    const hosts = new Map();
    for (const row of page.data.installations.rows) {
      const all = troubles(row);
      const own = hosts.get(row.host) ?? {
        name: row.host,
        group: row.group,
        status: row.status,
        rank: RANK.fine,
      };
      own.rank = Math.min(own.rank, RANK[all[0]?.kind ?? "fine"]);
      own.out = own.out || all.some(isGrave);
      own.error = own.error || all.some(({ kind, word }) => kind === "error" && word === undefined);
      own.cutOff = silences[row.silence]?.isCutOff ?? false;
      own.several = own.several || own.audited;
      own.audited = own.audited || row.place !== "";
      hosts.set(row.host, own);
    }
    return hosts;
  }
  const hosts = make();

  /** Which of its installations and applications a row is; of the first ones nothing where the host has but one. */
  const placeOf = ({ host, members = [host], place, application }) =>
    hosts.get(members[0])?.several ? place : application;

  /** What the tiles stand for. */
  const TILES = {
    whole: ({ status }) => status === "ok",
    out: ({ out }) => out,
    partial: ({ status }) => status === "partial",
    silent: ({ status, cutOff }) => status !== "ok" && status !== "partial" && !cutOff,
    // Nobody knows whether they would have answered.
    unasked: ({ cutOff }) => cutOff,
  };

  /** Whether the chosen tile and group let a host through. */
  function passes(name) {
    const host = hosts.get(name);
    if (!host) return true;
    return (TILES[state.only]?.(host) ?? true) && (state.in === "" || host.group === state.in);
  }

  return {
    all: [...hosts.values()],
    of: (name) => hosts.get(name),
    TILES,
    RANK,
    placeOf,
    passes,
    troubles,
    kindOfSilence,
  };
})();
