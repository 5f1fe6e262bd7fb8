# shellcheck shell=sh
# Whose files a process runs on: this shell's, or those of a container.

# awk: of the two mountinfo files that it reads, whether ARGV paths lie on other file systems, or elsewhere on them.
# shellcheck disable=SC2016 # awk's own variables
MOUNTS='
function place(table, path,   i, at, rest, best, found) {
  for (i = 1; i <= mounts[table]; i++) {
    at = point[table, i] == "/" ? "" : point[table, i]
    if (substr(path "/", 1, length(at) + 1) != at "/" || length(at) < best) continue
    best = length(at); rest = substr(path, best + 1); sub(/\/$/, "", rest)
    found = device[table, i] " " (root[table, i] == "/" ? "" : root[table, i]) rest
  }
  return found
}
FNR == 1 { table++ }
{ i = ++mounts[table]; device[table, i] = $3; root[table, i] = $4; point[table, i] = $5 }
END {
  # Of a root that is no mount, nothing is shown to it.
  if (table == 1) print "/"
  if (table < 2) exit
  n = split(ENVIRON["PLACES"], path, "\n")
  for (i = 1; i <= n; i++) if (place(1, path[i]) != place(2, path[i])) { print path[i]; if (!ENVIRON["EVERY"]) exit }
}'

# elsewhere PID PATH...: why its files are not those that this shell sees; nothing where they are. A service may well have
# mounts of its own, with the same files.
elsewhere() {
  process=/proc/$1
  shift
  # shellcheck disable=SC3013 # POSIX.1-2024 has it, and every shell that this is meant for
  if [ -e "$process/ns/user" ] && ! [ "$process/ns/user" -ef /proc/self/ns/user ]; then
    echo 'another user namespace'
  elif [ -e "$process/root/." ]; then
    for path in /. "$@"; do
      case $path in /*) ;; *) continue ;; esac
      [ -e "$process/root$path" ] || [ -e "$path" ] || continue
      [ "$process/root$path" -ef "$path" ] || { echo "another $path" && return; }
    done
  else
    # What anybody may see of it.
    ids=
    own=
    { IFS= read -r ids <"$process/uid_map"; } 2>/dev/null
    { IFS= read -r own </proc/self/uid_map; } 2>/dev/null
    [ "$ids" = "$own" ] || { echo 'another user namespace' && return; }
    { true <"$process/mountinfo"; } 2>/dev/null || return 0
    other=$(PLACES=$(printf '%s\n' / "$@") awk "$MOUNTS" /proc/self/mountinfo "$process/mountinfo" 2>/dev/null)
    [ "$other" ] && echo "another $other"
  fi
}

# other_files PID PATH...: those of the paths that are other files to that process. Who may not look into its root goes by its
# mounts.
other_files() {
  process=/proc/$1
  shift
  if [ -e "$process/root/." ]; then
    # shellcheck disable=SC3013 # POSIX.1-2024 has it, and every shell that this is meant for
    ! [ "$process/ns/mnt" -ef /proc/self/ns/mnt ] || return 0
    for path in "$@"; do
      [ -e "$process/root$path" ] || [ -e "$path" ] || continue
      # shellcheck disable=SC3013
      [ "$process/root$path" -ef "$path" ] || printf '%s\n' "$path"
    done
  elif { true <"$process/mountinfo"; } 2>/dev/null; then
    PLACES=$(printf '%s\n' "$@") EVERY=1 awk "$MOUNTS" /proc/self/mountinfo "$process/mountinfo" 2>/dev/null
  fi
  return 0
}
