import type { Session } from "./sessions.js";

const session = (...lines: string[]): Session => ({ source: "no document", lines });

/** Lines for the options, formats and commands that no document shows in a line of its own. */
export const MORE: readonly Session[] = [
  session(
    "wsgi-audit run -i inventory.yaml --lock audit.lock --lock-wait 10s --log run.log --history past --keep 1 'web[07-08].example.org'",
    "wsgi-audit run --no-lock --history past --keep 1 --log - web01.example.org",
    "ls past",
  ),
  session(
    "printf 'web01.example.org\\nweb07.example.org\\n' >names",
    "wsgi-audit run --hosts-from names --shard 1/1 -F ~/.ssh/config --handshakes 1 --running 1 --golden web01.example.org",
    "wsgi-audit hosts --hosts-from names --pick 1 -f json",
    "wsgi-audit hosts --hosts-from names --pick 1 --shard 1/2",
    "wsgi-audit collect -i inventory.yaml --hosts-from names --pick 1 -F ~/.ssh/config --set deadline=60s --handshakes 1 --running 1 --probe --lock audit.lock --lock-wait 10s --log - -o picked.jsonl",
  ),
  session(
    "wsgi-audit run --no-ssh-config --set port=1 web01.example.org",
    "wsgi-audit run --accept-new --set known_hosts=met web01.example.org",
    "rm met",
    "wsgi-audit collect --accept-new --set known_hosts=met -o met.jsonl web01.example.org",
    "wsgi-audit collect --no-ssh-config --no-lock --retry-failed --resume met.jsonl",
    "wsgi-audit hosts --no-ssh-config --check --accept-new --set port=1 web01.example.org",
    "wsgi-audit hosts -F none web01.example.org",
    "wsgi-audit hosts --shard 2/2 '@web'",
  ),
  session(
    "wsgi-audit run --apps --columns 'python.*' --where 'apache.mpm=event' --only-differences --wide --no-fold 'web[07-08].example.org'",
    "wsgi-audit run --accepted accepted.yaml --fail-on none batch1.example.org",
    "wsgi-audit run 'web[07-08].example.org' -f json --where 'apache.mpm=event'",
  ),
  session(
    "wsgi-audit report fleet.snapshot.jsonl -f json",
    "wsgi-audit report fleet.snapshot.jsonl -f monitor",
    "wsgi-audit report fleet.snapshot.jsonl -f text html json csv markdown junit prometheus monitor -o all",
    "wsgi-audit report fleet.snapshot.jsonl --fail-on none --history /var/lib/wsgi-audit -f html",
    "wsgi-audit diff -f json monday.snapshot.jsonl tuesday.snapshot.jsonl",
  ),
  session(
    "wsgi-audit script --seconds 7 --observe",
    "wsgi-audit explain -f markdown",
    "wsgi-audit demo --no-fold -o shown",
  ),
];
