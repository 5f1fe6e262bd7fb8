# shellcheck shell=sh
# The error log as a witness: of its last part the line of the last start, and how often which known message of mod_wsgi
# and of Python stands there. No line of it leaves the host: only numbers, times, names of modules and of groups.

# Bytes of the end of a log that are looked at; logs themselves may be large.
LOG_END=1048576
LOG_SIZE=999999999
MOST_LOGS=4

# awk: START <tab> time <tab> servers, then KIND <tab> detail <tab> count <tab> time of the last one, for each.
# shellcheck disable=SC2016 # awk's own variables
LOG_FILTER='
BEGIN {
  split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", names, " ")
  for (i in names) month[names[i]] = i
}
# [Mon Nov 30 08:07:14.123456 2026]: the time of the host, which does not say its zone.
function time_of(line,   part, n) {
  if (line !~ /^\[[A-Z][a-z][a-z] [A-Z][a-z][a-z] +[0-9]+ [0-9][0-9]:[0-9][0-9]:[0-9][0-9]([.][0-9]+)? [0-9][0-9][0-9][0-9]\]/) return ""
  line = substr(line, 2, index(line, "]") - 2)
  n = split(line, part, / +/)
  if (!(part[2] in month)) return ""
  return sprintf("%s-%02d-%02dT%s", part[n], month[part[2]], part[3], substr(part[4], 1, 8))
}
function name_in(line, pattern,   found) {
  if (!match(line, pattern)) return ""
  found = substr(line, RSTART, RLENGTH)
  sub(/^.* /, "", found); gsub(/[\047"]/, "", found)
  return (found ~ /^[A-Za-z_][A-Za-z0-9_.:-]*$/ && length(found) < 100) ? found : ""
}
function note(kind, detail) {
  if (!((kind, detail) in count)) {
    if (kinds >= 50) return
    order[++kinds] = kind SUBSEP detail
  }
  count[kind, detail]++
  last[kind, detail] = now
}
function group_of(line) { return name_in(line, "process \047[^\047]*\047") }
length($0) > 4096 { $0 = substr($0, 1, 4096) }
{ at = time_of($0); if (at != "") now = at }
/resuming normal operations/ {
  servers = ""
  text = $0
  while (match(text, /(Apache|mod_wsgi|Python)\/[0-9][0-9A-Za-z.+-]*/)) {
    servers = servers (servers == "" ? "" : " ") substr(text, RSTART, RLENGTH)
    text = substr(text, RSTART + RLENGTH)
  }
  if (servers != "") { start = servers; start_at = now }
  next
}
/No module named [\047"]?encodings/ || /Fatal Python error/ || /Python initialization failed|failed to get the Python codec|Unable to initiali[sz]e Python/ { note("python-start", ""); next }
/No module named / { note("import", name_in($0, "No module named [\047\"]?[A-Za-z_][A-Za-z0-9_.]*[\047\"]?")); next }
/ImportError: / { note("import", ""); next }
/cannot be loaded as Python module|Failed to exec Python script file/ { note("script", ""); next }
/Exception occurred processing WSGI script/ { note("exception", ""); next }
/[Tt]runcated or oversized response headers/ { note("truncated-headers", group_of($0)); next }
/Timeout when reading response headers from daemon process/ { note("timeout", group_of($0)); next }
/(request time limit exceeded|[Dd]eadlock timer expired|[Rr]equest timeout|queue timeout|[Qq]ueue time limit exceeded)/ { note("timeout", group_of($0)); next }
/Unable to connect to WSGI daemon process/ { note("no-connection", group_of($0)); next }
/exit signal [A-Z]/ || /(terminated by|exited on|killed by) signal/ { note("crash", name_in($0, "signal [A-Za-z0-9]+")); next }
match($0, /WSGI[0-9][0-9][0-9][0-9]/) { note("numbered", substr($0, RSTART, 8)); next }
END {
  if (start != "") printf "START\t%s\t%s\n", start_at, start
  for (i = 1; i <= kinds; i++) {
    split(order[i], pair, SUBSEP)
    printf "%s\t%s\t%d\t%s\n", pair[1], pair[2], count[pair[1], pair[2]], last[pair[1], pair[2]]
  }
}'

last_messages() { tail -c "$LOG_END" | awk "$LOG_FILTER"; }

# note_place PLACE: in $log_places, a place a line: files, "syslog" and "|..." for a program. By builtins alone.
note_place() {
  noted=${1#[\"\']}
  noted=${noted%[\"\']}
  # shellcheck disable=SC2016 # a variable of Apache's environment, as in files that httpd itself did not read
  case $noted in
    '|'*) noted='|...' ;;
    syslog*) noted=syslog ;;
    '' | stderr | journald*) return ;;
    '${'*'}'*)
      close='}'
      rest=${noted#*"$close"}
      noted=${noted#??}
      value=$(apache_value "${noted%%"$close"*}") || return
      noted=$value$rest
      ;;
    /*) ;;
    *) noted=${log_root:=$(compiled HTTPD_ROOT)}/$noted ;;
  esac
  case $NEWLINE$log_places in *"$NEWLINE$noted$NEWLINE"*) ;; *) log_places=$log_places$noted$NEWLINE ;; esac
}

# Where errors are written, the main server's first.
find_places() {
  log_places=
  log_root=${CONFIG#*"${NEWLINE}ServerRoot: \""}
  if [ "$log_root" = "$CONFIG" ]; then log_root=; else log_root=${log_root%%\"*}; fi
  for round in 1 2; do
    IFS=$NEWLINE
    set -f
    for line in $CONFIG; do
      unset IFS
      case $round$line in
        1'Main ErrorLog: '*) note_place "${line#Main ErrorLog: }" ;;
        2[0-9]*"$TAB"*[Ee]rror[Ll]og' '*) case ${line#*"$TAB"} in *[!\ ]*\ *[Ee]rror[Ll]og\ *) ;; *) note_place "${line#*[Ee]rror[Ll]og }" ;; esac ;;
      esac
    done
    unset IFS
    set +f
  done
}

collect_log() {
  [ "$CONFIG" ] || return 0
  mark part places
  find_places
  printf '%s' "$log_places"
  mark "done" $?
  logs=0
  IFS=$NEWLINE
  set -f
  for log in $log_places; do
    unset IFS
    # What is open there is the reader's own.
    case $log in /dev/* | /proc/*) continue ;; /*) ;; *) continue ;; esac
    logs=$((logs + 1))
    [ "$logs" -gt "$MOST_LOGS" ] || part "log $log" from_file "$log" "$LOG_SIZE" last_messages
  done
  unset IFS
  set +f
  return 0
}
