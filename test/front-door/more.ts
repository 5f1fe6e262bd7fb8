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
    "wsgi-audit run -v web01.example.org",
    "wsgi-audit collect -v -o told.jsonl web01.example.org",
    "wsgi-audit hosts --check -v web01.example.org",
    "wsgi-audit check -v web01.example.org",
    "wsgi-audit run --apps --columns 'python.*' --where 'apache.mpm=event' --only-differences --wide --no-fold 'web[07-08].example.org'",
    "wsgi-audit run --packages --no-fold 'web[07-08].example.org'",
    "wsgi-audit run --all --expand modules.shared,python.path 'web[07-08].example.org'",
    "wsgi-audit report fleet.snapshot.jsonl --all --expand python.path",
    "wsgi-audit run --accepted accepted.yaml --fail-on none batch1.example.org",
    "wsgi-audit run 'web[07-08].example.org' -f json --where 'apache.mpm=event'",
  ),
  session(
    "wsgi-audit report fleet.snapshot.jsonl -f json",
    "wsgi-audit report fleet.snapshot.jsonl -f monitor",
    "wsgi-audit report fleet.snapshot.jsonl -f text,details,html,json,csv,markdown,junit,prometheus,monitor,cyclonedx -o all",
    "wsgi-audit report fleet.snapshot.jsonl --fail-on none --history /var/lib/wsgi-audit -f html",
    "wsgi-audit report fleet.snapshot.jsonl -f csv -o - | wc -l",
    "wsgi-audit collect -o - 'web[07-08].example.org' | wsgi-audit report - --format markdown",
    "wsgi-audit report - -f json -f csv -o two <fleet.snapshot.jsonl",
    "wsgi-audit diff -f json monday.snapshot.jsonl tuesday.snapshot.jsonl",
  ),
  session(
    "wsgi-audit check web07.example.org web08.example.org --snapshot two.jsonl --fail-on none -f csv -o two.csv",
    "wsgi-audit check --probe 'ssh://audit@web01.example.org'",
    "wsgi-audit check -F ~/.ssh/config 'audit@web[01-02].example.org,root@web01.example.org'",
    "wsgi-audit check --no-ssh-config --set known_hosts=met --accept-new web01.example.org:1",
  ),
  session(
    "rm inventory.yaml",
    "wsgi-audit run audit@web07.example.org 'web[01-03].example.org' '!web02*'",
    "printf 'web07.example.org\\naudit@web08.example.org\\n' | wsgi-audit run --hosts-from -",
    "printf 'hosts: { web07.example.org: { user: deploy } }' | wsgi-audit hosts -i -",
    "printf '[web]\\nweb07.example.org ansible_user=deploy\\n' | wsgi-audit hosts -i - web07.example.org",
    "wsgi-audit collect -o named.jsonl 'audit@web[01-02].example.org'",
    "wsgi-audit run --resume named.jsonl",
    "wsgi-audit init",
    "wsgi-audit hosts --check --set user=audit",
    "wsgi-audit init -o inventory.yaml db1.example.org",
    "printf 'web01.example.org web02.example.org' | wsgi-audit init --hosts-from - -o -",
    "wsgi-audit init -F ~/.ssh/config -o again.yaml",
  ),
  session(
    "wsgi-audit script --seconds 7 --observe",
    "wsgi-audit script --containers 'shop*,!shop-test'",
    "wsgi-audit explain -f markdown",
    "wsgi-audit demo --no-fold -o shown",
  ),
];
