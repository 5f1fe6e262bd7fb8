import { counts, lines, type Row, records, without } from "../row.js";

/** A host's full picture: how it was reached, what is wrong, every fact, and why others are missing. */
const picture = (name: string) => [
  new RegExp(
    `^${name}\\n {2}state {7}ok\\n {2}took {8}\\d+\\.\\d s\\n {2}login {7}\\S+@127\\.0\\.0\\.1:\\d+\\n`,
    "m",
  ),
  /^ {2}host key {4}ssh-ed25519 SHA256:\S{43}$/m,
  /^ {2}host\.os_version +\d+$/m,
  /^ {2}python\.library\.path +\S/m,
  /^ {2}(absent|denied) \(.+\):\n {4}[a-z_.]+$/m,
];

const STEPS = [
  /^web01\.example\.org \d+\.\d\d dials \S+@127\.0\.0\.1:\d+, transport auto$/m,
  /^web01\S+ \S+ is in by ssh2; /m,
  /^web01\S+ \S+ the command has ended: code 0; \d+ bytes of output/m,
];

/** Hosts without an inventory: `check`, `init`, and names in its place. */
export const ALONE: readonly Row[] = [
  {
    line: / check (audit@)?web07\.example\.org$/,
    code: 3,
    shows: [
      ...picture("web07.example.org"),
      /^Findings\n {2}error python\/library-not-found\n {4}\S.*\n {6}\S/m,
      /^ {4}remedy: /m,
      counts(1),
    ],
  },
  {
    line: / check web07\S+ web08\S+ --snapshot two\.jsonl --fail-on none -f csv -o two\.csv$/,
    code: 0,
    files: { "two.jsonl": [lines("record", "host", 2)], "two.csv": [records(2)] },
  },
  { line: / check --probe /, code: 0, shows: [...picture("web01.example.org"), counts(1)] },
  {
    line: / check -F ~\/\.ssh\/config /,
    code: 0,
    shows: [
      ...picture("audit@web01.example.org"),
      ...picture("web02.example.org"),
      ...picture("root@web01.example.org"),
      counts(3),
    ],
  },
  {
    line: / check --no-ssh-config --set known_hosts=met --accept-new /,
    code: 4,
    shows: [
      /^web01\.example\.org\n {2}state {7}unreachable \(dial, refused\): /m,
      /^re-run: wsgi-audit run -i web01\.example\.org:1, web01\.example\.org$/m,
      without(/^No findings|^Host$/m),
    ],
  },
  {
    line: / run -v web01\.example\.org$/,
    code: 0,
    shows: [counts(1)],
    says: [...STEPS, /^web01\S+ \S+ < begin library/m],
  },
  {
    line: / collect -v -o told\.jsonl web01\.example\.org$/,
    code: 0,
    says: STEPS,
    files: { "told.jsonl": [lines("record", "host", 1)] },
  },
  { line: / hosts --check -v web01\.example\.org$/, code: 0, shows: [/^web01\S+ +ok /m], says: STEPS },
  { line: / check -v web01\.example\.org$/, code: 0, shows: picture("web01.example.org"), says: STEPS },
  { line: /^rm inventory\.yaml$/, code: 0 },
  {
    line: / run -i web07\.example\.org,web08\.example\.org,$/,
    code: 3,
    shows: [/^2 hosts answered in full: .* on 2 hosts$/m, counts(2)],
  },
  {
    line: / run audit@web07\.example\.org 'web\[01-03\]/,
    code: 3,
    shows: [/^3 hosts answered in full: .* on 1 host$/m, counts(3), without(/web02/)],
  },
  {
    line: / \| wsgi-audit run --hosts-from -$/,
    code: 3,
    shows: [/^2 hosts answered in full: .* on 2 hosts$/m, counts(2)],
  },
  {
    line: / \| wsgi-audit hosts -i -( web07\.example\.org)?$/,
    code: 0,
    shows: [/^web07\S+ +deploy@127\.0\.0\.1:\d+ .*host: user; ssh_config: address, port$/m],
  },
  {
    line: / collect -o named\.jsonl /,
    code: 0,
    files: { "named.jsonl": [lines("record", "host", 2), /"inventory":"audit@web\[01-02\]\.example\.org,"/] },
  },
  { line: / run --resume named\.jsonl$/, code: 0, shows: [counts(2)], says: [/: 0 of 2 hosts are left\n$/] },
  {
    line: / init$/,
    code: 0,
    says: [/^inventory\.yaml: 3 hosts, 1 group; `wsgi-audit hosts --check` tries them\n$/],
    files: { "inventory.yaml": [/^ {4}hosts: \["web\[07-08\]\.example\.org"\]$/m, /^ {2}batch1\S+:$/m] },
  },
  {
    line: / init -o first\.yaml$/,
    code: 0,
    says: [/^first\.yaml: 3 hosts, 1 group; /],
    files: { "first.yaml": [/^# Hosts for wsgi-audit, from ssh_config\. /, /^ {2}web:$/m] },
  },
  {
    line: / init -o named\.yaml /,
    code: 0,
    says: [/^named\.yaml: 41 hosts, 1 group; /],
    files: { "named.yaml": [/^ {2}db1\.example\.org: \{ port: 2222 \}$/m] },
  },
  {
    line: / init --hosts-from - -o -$/,
    code: 0,
    shows: [/^ {4}hosts: \["web\[01-02\]\.example\.org"\]$/m],
  },
  {
    line: / init -o inventory\.yaml db1/,
    code: 2,
    says: [
      /^wsgi-audit: inventory\.yaml is there already: -o FILE names another one, and -o - prints the text\n$/,
    ],
    files: { "inventory.yaml": [/web\[07-08\]/] },
  },
  {
    line: / hosts --check --set user=audit$/,
    code: 0,
    shows: [/^batch1\S+ +ok /m, /^3 of 3 hosts can be audited$/m],
  },
  {
    line: / init -F ~\/\.ssh\/config -o again\.yaml$/,
    code: 0,
    says: [/^again\.yaml: 3 hosts, /],
    files: { "again.yaml": [/from \S+\/\.ssh\/config\. /] },
  },
];
