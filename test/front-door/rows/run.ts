import { counts, json, lines, PAGE, type Row, without } from "../row.js";

const OUT =
  /^41 hosts answered in full: .* on 3 hosts\n.*\nERROR +1 host +python\/library-not-found +web07$/m;
const WHOLE = [OUT, /^web: 40 installations, 3 different ones$/m, counts(41)];
const TORN = [/ on 2 hosts$/m, counts(9)];

/** `run` and `collect`: what comes home. */
export const RUN: readonly Row[] = [
  { line: /^wsgi-audit( run)?$/, code: 3, shows: WHOLE },
  { line: /^(npm start --|wsgi-audit) run --pick 3$/, code: [0, 3], shows: [counts(3)] },
  {
    line: / run '@web' '!web07\*'$/,
    code: 3,
    shows: [
      /^39 hosts answered in full: .* on 1 host\n.*\nERROR +1 host +python\/venv-version-mismatch +web08$/m,
      counts(39),
      without(/web07|batch1/),
    ],
  },
  {
    line: / run --snapshot tonight\.jsonl --format html -o audit\.html$/,
    code: 3,
    files: { "audit.html": [...PAGE, /web40\.example\.org/], "tonight.jsonl": [lines("record", "host", 41)] },
  },
  { line: / report tonight\.jsonl$/, code: 3, shows: WHOLE },
  {
    line: / run --snapshot bug\.jsonl$/,
    code: 3,
    shows: WHOLE,
    files: { "bug.jsonl": [lines("record", "host", 41)] },
  },
  { line: / report bug\.jsonl$/, code: 3, shows: WHOLE },
  { line: / run --probe$/, code: 3, shows: WHOLE },
  // Three of its hosts were asked before.
  {
    line: / run --history \/var\/lib\/wsgi-audit --keep-days 90 --changes-only$/,
    code: 3,
    shows: [
      /^\S+ \S+ UTC: what changed since the run of /,
      /^\d+ new hosts · /m,
      /^still open: \d+ findings /m,
    ],
  },
  {
    line: / collect --resume tonight\.jsonl$/,
    code: 0,
    says: [/^going on with tonight\.jsonl: 5 of 9 hosts are left\n$/],
    files: { "tonight.jsonl": [lines("record", "host", 9)] },
  },
  {
    line: / run --resume tonight\.jsonl( --retry-failed)?$/,
    code: 3,
    shows: TORN,
    says: [/: 0 of 9 hosts are left\n$/],
  },
  ...["1", "2"].map((part) => ({
    line: new RegExp(` collect --shard ${part}/2 -o shard${part}\\.jsonl$`),
    code: 0,
    files: { [`shard${part}.jsonl`]: [/"shard":\{/] },
  })),
  {
    line: /^parallel -j4 wsgi-audit collect --shard \{\}\/4 -o shard\{\}\.jsonl ::: 1 2 3 4$/,
    code: 0,
    files: Object.fromEntries([1, 2, 3, 4].map((part) => [`shard${part}.jsonl`, [/"record":"end"/]])),
  },
  { line: / report shard(1\.jsonl shard2|\*)\.jsonl$/, code: 3, shows: WHOLE },
  {
    line: / run -i inventory\.yaml --lock audit\.lock --lock-wait 10s --log run\.log --history past --keep 1 /,
    code: 3,
    shows: [counts(2)],
    files: {
      "run.log": [
        lines("event", "host-done", 2),
        lines("event", "lock-taken", 1),
        lines("event", "run-ended", 1),
      ],
    },
  },
  {
    line: / run --no-lock --history past --keep 1 --log - /,
    code: 0,
    shows: [counts(1)],
    says: [lines("event", "run-ended", 1)],
  },
  { line: /^ls past$/, code: 0, shows: [/^[^\n]+\.snapshot\.jsonl\.gz\n$/] },
  {
    line: / run --hosts-from names --shard 1\/1 -F ~\/\.ssh\/config --handshakes 1 --running 1 /,
    code: 3,
    shows: [counts(2), /^2 hosts answered in full: /],
  },
  {
    line: / run --all --expand modules\.shared,python\.path /,
    code: 3,
    shows: [/^ {2}Equal on all:$/m, /ServerRoot: \/etc\/apache2/, /Modules: .*alias_module,/, counts(2)],
  },
  {
    line: / run --apps --columns /,
    code: 3,
    shows: [/^Applications: \d+$/m, /^ {2}HOSTS .*libpython/m, without(/ServerRoot/), /^hosts 2: 2 ok/m],
  },
  {
    line: / run --packages --no-fold /,
    code: 3,
    shows: [
      /^Packages by application: 8$/m,
      /^ {2}web07\S* +truth\.test \(\*:80\) \/daemon .*3\.2\.25/m,
      /^hosts 2: 2 ok/m,
    ],
  },
  {
    line: / run --accepted accepted\.yaml --fail-on none /,
    code: 0,
    shows: [/^Accepted:\n {2}python\/library-static/m],
  },
  {
    line: / collect -i inventory\.yaml --hosts-from names --pick 1 /,
    code: 0,
    says: [lines("event", "snapshot-written", 1)],
    files: { "picked.jsonl": [lines("record", "host", 1)] },
  },
  {
    line: / run 'web\[07-08\]\.example\.org' -f json --where /,
    code: 3,
    shows: [json({ totals: { hosts: { selected: 2, ok: 2 } } })],
  },
];
