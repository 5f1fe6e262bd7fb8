import { expect } from "vitest";
import { counts, lines, type Row, without } from "../row.js";

const ALL = /^web40\.example\.org +audit@127\.0\.0\.1:\d+ +web +ssh_config: address, port; defaults: user$/m;
const REACHED = [
  /^HOST +STATE +LOGIN +OS +ROOT BY /,
  /^web40\.example\.org +ok /m,
  /^41 of 41 hosts can be audited$/m,
];

/** `hosts`, and the ways to choose and to reach. */
export const HOSTS: readonly Row[] = [
  {
    line: /^(npm start --|wsgi-audit) hosts$/,
    code: 0,
    shows: [/^HOST +LOGIN +GROUPS +SET BY$/m, ALL, /^batch1/m],
  },
  { line: /^(npm start --|wsgi-audit) hosts --check$/, code: 0, shows: REACHED },
  {
    line: / hosts --set user=root$/,
    code: 0,
    shows: [/^web01\S+ +root@127\.0\.0\.1:\d+ +web +command line: user; /m],
  },
  {
    line: / hosts -i inventories\/production\/$/,
    code: 0,
    shows: [/^batch1\S+ +deploy@127.* batch +host: user; /m],
  },
  {
    line: / hosts -i hosts\.ini '@web'$/,
    code: 0,
    shows: [/^web01\S+ +audit@127/m, /^web02\S+ +audit@127/m],
  },
  { line: / hosts -i \.\/cloud\.py$/, code: 0, shows: [/^web01\S+ +cloud@127\.0\.0\.1:\d+ +cloud /m] },
  { line: / hosts -i inventory\.json$/, code: 0, shows: [/^web02\S+ +ec2-user@127\.0\.0\.1:\d+ +aws /m] },
  {
    line: / hosts --hosts-from names --pick 1 --shard /,
    code: 2,
    says: [/option '--shard <i\/n>' cannot be used with option '--pick <n>'/, /--help shows/],
  },
  {
    line: / hosts --hosts-from names --pick 1 -f json$/,
    code: 0,
    shows: [(text) => expect(JSON.parse(text)).toHaveLength(1), /"name": "web0[17]\.example\.org"/],
  },
  { line: / hosts --shard 2\/2 /, code: 0, shows: [/^HOST /, without(/^batch1/m)] },
  {
    line: / hosts -F none /,
    code: 0,
    shows: [/^web01\S+ +audit@web01\.example\.org:22 +web +defaults: user$/m],
  },
  {
    line: / hosts --no-ssh-config --check --accept-new --set port=1 /,
    code: 4,
    shows: [/^web01\S+ +unreachable /m, /port 1 refuses connections/, /^0 of 1 hosts can be audited$/m],
  },
  {
    line: /^ansible-inventory /,
    test: "test/fleet/ansible/ansible-inventory.test.ts",
    names: "ansible-inventory",
  },
  {
    line: / run --no-ssh-config --set port=1 /,
    code: 4,
    shows: [
      /unreachable \(dial, refused\)/,
      /^hosts 1: 0 ok, 0 partial, 1 unreachable/m,
      /^re-run: wsgi-audit run -i inventory\.yaml web01\.example\.org$/m,
    ],
  },
  {
    line: / run --accept-new --set known_hosts=met /,
    code: 0,
    shows: [counts(1)],
    files: { met: [/^\[127\.0\.0\.1\]:\d+ ssh-ed25519 AAAA\S+$/m] },
  },
  {
    line: / collect --accept-new --set known_hosts=met /,
    code: 0,
    files: { met: [/ssh-ed25519/], "met.jsonl": [lines("record", "host", 1)] },
  },
  {
    line: / collect --no-ssh-config --no-lock --retry-failed --resume /,
    code: 0,
    says: [/^going on with met\.jsonl: 0 of 1 hosts are left$/m],
  },
];
