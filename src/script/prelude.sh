# shellcheck shell=sh
# ---- engine: marks, time limits, life-line -------------------------------------------------------------

# When it began, in seconds, where the kernel counts them.
STARTED=
{ IFS=. read -r STARTED _ </proc/uptime; } 2>/dev/null

# mark WORDS...: the same frame on both streams, so that each can be cut on its own.
mark() {
  printf '\n@%s %s\n' "$NONCE" "$*"
  printf '\n@%s %s\n' "$NONCE" "$*" >&2
}

# part NAME COMMAND...: one command of a section, with its own streams and status.
part() {
  mark part "$1"
  shift
  "$@"
  part_status=$?
  mark "done" "$part_status"
  return "$part_status"
}

# stat_line FILE: $said, what the kernel says of a process. A process gives itself its name, which may hold line breaks, and
# the beginning of what stands behind it.
stat_line() {
  said=
  while IFS= read -r piece || [ "$piece" ]; do said=$said$piece; done <"$1"
  [ "$said" ]
} 2>/dev/null

# process_table: "PID PPID" of every process. Builtins only where /proc is: hosts may have thousands.
process_table() {
  if [ -r /proc/self/stat ]; then
    for stat in /proc/[0-9]*/stat; do
      stat_line "$stat" || continue
      pid=${stat#/proc/}
      rest=${said##*\) }
      rest=${rest#* }
      case ${rest%% *} in '' | *[!0-9]*) continue ;; esac
      # Not printf, which is no builtin everywhere: hosts may have thousands of processes.
      echo "${pid%/stat} ${rest%% *}"
    done
  else
    ps -Ao pid=,ppid= 2>/dev/null
  fi
}

# descendants PID...: everything below them, nearest first, but $caller and what it has started to look.
descendants() {
  table=$(process_table)
  wave=" $* "
  while [ "$wave" != " " ]; do
    next=" "
    # shellcheck disable=SC2086 # pairs of numbers
    set -- $table
    while [ $# -gt 1 ]; do
      case $wave in *" $2 "*) [ "$1" = "$caller" ] || next="$next$1 " ;; esac
      shift 2
    done
    printf '%s' "$next"
    wave=$next
  done
}

# signal_all NAME PID...
signal_all() {
  signal=$1
  shift
  for pid in "$@"; do
    kill "-$signal" "$pid" 2>/dev/null
  done
}

# freeze PID...: `prey` is then all of them and everything below them. It is stopped, so that nothing starts another
# process that nobody looks for. Not so the main shell, whose sudo would stop as well, and which waits for what is
# stopped; nor the life-line, which may be about to stop the caller.
freeze() {
  prey=" $* "
  while :; do
    for pid in $prey; do
      [ "$pid" = $$ ] || [ "$pid" = "$LIFELINE" ] || kill -STOP "$pid" 2>/dev/null
    done
    found=
    # shellcheck disable=SC2086 # a list of numbers
    for pid in $(descendants $prey); do
      case "$prey$found" in *" $pid "*) ;; *) found="$found$pid " ;; esac
    done
    [ "$found" ] || return
    prey="$prey$found"
  done
}

# end_tree PID: end it and everything below it; politely, then surely.
end_tree() {
  # `$$` is the main shell's number in every subshell; a child knows its real parent.
  # shellcheck disable=SC2016 # expanded by the inner shell
  caller=$(exec sh -c 'echo "$PPID"')
  freeze "$1"
  # shellcheck disable=SC2086 # a list of numbers
  signal_all TERM $prey
  # shellcheck disable=SC2086
  signal_all CONT $prey
  sleep 1
  # shellcheck disable=SC2086
  freeze $prey
  # shellcheck disable=SC2086
  signal_all KILL $prey
}

# alarm SECONDS PID: end the tree of PID when the time is over; TERM calls it off before that, and not any more then.
alarm() {
  exec >/dev/null 2>&1 3<&-
  # TERM ends it at once, without a trap: one that arrives just before `wait` would be heard a second late. What may
  # stay behind is a `sleep` of a second, which is why the time is counted second by second.
  left=$1
  while [ "$left" -gt 0 ]; do
    sleep 1 &
    wait $!
    # A TERM may be lost on a subshell that was only just forked (mksh): then it ends with what it watches.
    kill -0 "$2" || exit 1
    left=$((left - 1))
  done
  trap '' TERM
  end_tree "$2"
  exit 0
}

# limited SECONDS COMMAND...: run it in a subshell that has so much time; 124 when that was not enough.
limited() {
  seconds=$1
  shift
  ( exec 3<&-; "$@" ) &
  job=$!
  ( alarm "$seconds" "$job" ) &
  watch=$!
  wait "$job"
  job_status=$?
  kill "$watch" 2>/dev/null
  # Some shells report a job that was ended by a signal.
  wait "$watch" 2>/dev/null && return 124
  return "$job_status"
}

# collected CHECK INSTALLATION: its section's output.
collected() {
  [ "$2" = 0 ] || need_awk || return
  "collect_$1"
}

# section CHECK INSTALLATION SECONDS: run collect_CHECK framed and limited; its output is kept in $OUTPUT
# where a later check has use for it ($KEEP). Of that the host tells what told_CHECK makes of it, where there is one.
section() {
  mark begin "$1" "$2"
  if [ "$KEEP" ]; then
    OUTPUT=$(limited "$3" collected "$1" "$2")
    section_status=$?
    if have "told_$1"; then "told_$1" "$OUTPUT"; else printf '%s\n' "$OUTPUT"; fi
  else
    limited "$3" collected "$1" "$2"
    section_status=$?
  fi
  case $section_status in
    124) mark end 124 timeout ;;
    *) mark end "$section_status" ;;
  esac
}

# An installed script says which one it is.
[ "${SCRIPT-}" ] && mark script "$SCRIPT"

# The life-line: when the connection dies, standard input ends, and with it this script and all it started.
# `read` is a builtin: there is no process to be left over. A script that stands alone has nobody at the other end.
LIFELINE=
[ "${ALONE-}" ] || {
  (
    exec >/dev/null 2>&1
    trap '' TERM
    while read -r word <&3; do
      # The auditor's answer to the end mark. `read` takes no byte more than its line: what follows is for another.
      [ "${MORE-}" ] && case $word in again) exit 7 ;; enough) exit 0 ;; esac
    done
    end_tree $$
  ) &
  LIFELINE=$!
}
[ "${MORE-}" ] || exec 3<&-
# A link that dies without a word never ends standard input: the clock does.
( alarm "$LIMIT" $$ ) &
CLOCK=$!
