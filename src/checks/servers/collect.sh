# shellcheck shell=sh
# Other Python servers than mod_wsgi: which there are, and which Python each of their processes runs. Nothing of them is started
# or asked; of their command lines only the name of a server leaves the host.

# awk: "SERVER <tab> PYTHON <tab> SOCKETS <tab> PLACE" of each process, "-" for what there is not, "?" for what may not be seen. It reads what
# `ls -l` says of programs and open files, behind a "@" the command lines, and tables of sockets and maps by itself.
# shellcheck disable=SC2016 # awk's own variables
SERVERS='
function base(text) { sub(/.*\//, "", text); return text }
function listen_in(table,   row, cell) {
  while ((getline row < table) > 0) { split(row, cell, " "); if (cell[4] == "0A") listens[cell[10]] = cell[2] }
  close(table)
}
# Sockets with a path, which only servers of a known name are told by: many a daemon has one.
function listen_at(row,   cell) {
  while ((getline row < "/proc/net/unix") > 0) {
    split(row, cell, " ")
    if (cell[4] == "00010000" && row ~ /^[^\/]* \/[A-Za-z0-9._\/@+:=-]+$/) paths[cell[7]] = "unix:" cell[8]
  }
  close("/proc/net/unix")
}
# The name of a server, of the words of a command line; "" where it is none of those that are known.
function server_of(words,   word, n, i, name) {
  n = split(words, word, "\037")
  # Some write their title there.
  if (match(words, /^(gunicorn|uwsgi|uWSGI): /)) return tolower(substr(words, 1, RLENGTH - 2))
  for (i = 1; i <= n && i <= 6; i++) {
    name = base(word[i])
    if (i == 1 && name ~ /^(python|pypy)[0-9.t]*$/) { python = 1; continue }
    if (word[i] == "-m") { name = word[i + 1]; sub(/[.].*/, "", name) } else if (name ~ /^-/) continue
    if (name ~ /^(gunicorn|uvicorn|hypercorn|daphne|granian|waitress|meinheld|bjoern|cheroot|tornado)$/) return name
    if (name ~ /^gunicorn[0-9.]*$/) return "gunicorn"
    if (name ~ /^uwsgi(-core|_python[0-9.]*)?$/) return "uwsgi"
    if (name == "waitress-serve") return "waitress"
    if (name ~ /^(manage[.]py|django-admin([.]py)?|django)$/) return words ~ /\037runserver(\037|$)/ ? "runserver" : ""
    if (name == "flask") return words ~ /\037run(\037|$)/ ? "flask run" : ""
    # The file or the module that is run: what stands behind it are its own words.
    return ""
  }
  return ""
}
# "?" where the maps may not be read, "-" where no Python is mapped.
function python_of(pid,   row, at, found, status) {
  found = "-"
  while ((status = (getline row < ("/proc/" pid "/maps"))) > 0) {
    at = index(row, "/")
    if (at && row ~ /\/libpython[0-9][0-9.]*[.][0-9.]*[a-z]*[.]so[^\/]*$/) { found = substr(row, at); break }
  }
  close("/proc/" pid "/maps")
  if (found != "-") return found
  if (program[pid] == "") return "?"
  return base(program[pid]) ~ /^(python|pypy)/ ? program[pid] : "-"
}
# Whether it runs in a process namespace of its own, as in a container.
function place_of(pid,   row, cell, n, place) {
  place = "host"
  while ((getline row < ("/proc/" pid "/status")) > 0) if (row ~ /^NSpid:/) { n = split(row, cell, /[ \t]+/); if (n > 2) place = "container"; break }
  close("/proc/" pid "/status")
  return place
}
function sockets_in(table, pid,   n, i, each, out, done) {
  n = split(open_sockets[pid], each, " ")
  for (i = 1; i <= n; i++) if ((each[i] in table) && !done[each[i]]++) out = out (out == "" ? "" : ",") table[each[i]]
  return out
}
$0 == "@" && !lines { lines = 1; current = ""; listen_in("/proc/net/tcp"); listen_in("/proc/net/tcp6"); listen_at(); next }
!lines && match($0, / \/proc\/[0-9]+\/exe -> \//) {
  pid = substr($0, RSTART + 7); sub(/\/.*/, "", pid)
  program[pid] = substr($0, RSTART + RLENGTH - 1); sub(/ \(deleted\)$/, "", program[pid]); next
}
!lines && match($0, /^\/proc\/[0-9]+\/fd\/?:$/) { current = substr($0, 7); sub(/\/.*/, "", current); next }
!lines && match($0, /socket:\[[0-9]+\]$/) { open_sockets[current] = open_sockets[current] " " substr($0, RSTART + 8, RLENGTH - 9); next }
lines && match($0, /^==> \/proc\/[0-9]+\/cmdline <==$/) { current = substr($0, 11); sub(/\/.*/, "", current); next }
lines && $0 != "" && (current in wanted) && !told[current]++ {
  python = 0
  server = server_of($0); sockets = sockets_in(listens, current)
  if (server == "" && sockets != "" && python) server = "python"
  if (server == "") next
  more = sockets_in(paths, current)
  sockets = sockets (sockets != "" && more != "" ? "," : "") more
  version = python_of(current)
  if (version == "-") next
  print server "\t" version "\t" (sockets == "" ? "-" : sockets) "\t" place_of(current)
}
BEGIN { n = split(ENVIRON["PIDS"], each, " "); for (i = 1; i <= n; i++) wanted[each[i]] = 1 }'

# find_servers: $pids, the processes that may be such a server by their names; $more, how many are not looked at.
find_servers() {
  pids=
  found=0
  for process in /proc/[0-9]*; do
    { IFS= read -r comm <"$process/comm"; } 2>/dev/null || continue
    case $comm in
      python* | pypy* | gunicorn* | uwsgi* | uWSGI* | uvicorn* | hypercorn* | daphne* | granian* | waitress* | flask | manage.py | django-admin*) ;;
      *) continue ;;
    esac
    found=$((found + 1))
    [ "$found" -gt 400 ] || pids="$pids ${process#/proc/}"
  done
}

# python_servers: with all of them by one `ls`, one `head` and one awk.
python_servers() {
  [ -r /proc/self/stat ] || { echo 'there is no /proc' >&2; return 127; }
  find_servers
  [ "$pids" ] || return 0
  [ "$found" -le 400 ] || echo "more$TAB$((found - 400))"
  export PIDS="$pids"
  set --
  for pid in $pids; do set -- "$@" "/proc/$pid/exe" "/proc/$pid/fd"; done
  {
    ls -l "$@" 2>/dev/null
    echo @
    set -- /dev/null
    for pid in $pids; do set -- "$@" "/proc/$pid/cmdline"; done
    head -c 1000 "$@" 2>/dev/null | tr -c '\012\040-\176' '\037'
  } | awk "$SERVERS"
}

collect_servers() {
  need_awk || return
  unseen=
  sees_processes || printf 'unseen\t%s\n' "$unseen"
  part servers python_servers
  return 0
}
