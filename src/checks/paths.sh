# shellcheck shell=sh
# Who may come to which path: the users and groups of the host, and what stands on the way, with owner and mode.

# account NAME: its numbers and groups; of its password entry only name, numbers and home.
account() {
  case $1 in -*) return 1 ;; esac
  id "${1#\#}" || return
  if have getent; then getent passwd "${1#\#}"; else grep "^$1:" /etc/passwd; fi | cut -d: -f1,3,4,6
}

# group_numbers NAMES: "NAME:NUMBER" of those that there are, by one process.
group_numbers() (
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2086 # a name a line
  set -- $1
  if have getent; then
    getent group "$@"
  else
    for name in "$@"; do grep "^$name:" /etc/group; done
  fi | cut -d: -f1,3
)

# awk: each path of the input and every directory above it.
# shellcheck disable=SC2016
WITH_PARENTS='
{
  path = $0
  while (path ~ /^\// && !(path in seen)) {
    seen[path] = 1
    print path
    sub(/\/+[^\/]*$/, "", path)
    if (path == "") path = "/"
  }
}'

# real_each FILE...: those that are elsewhere, a process each.
real_each() {
  for file in "$@"; do
    at=$(real "$file" 2>/dev/null) && [ "$at" ] && [ "$at" != "$file" ] && ! is_odd "$at" && printf '%s\t%s\n' "$file" "$at"
  done
  return 0
}

# real_together FILE...: the same of files that are there, by one process. Nothing where this readlink takes one alone.
real_together() {
  places=$(readlink -f "$@" 2>/dev/null)
  printf '%s\n' "$@" "$places" | awk -v count=$# '
    NR <= count { file[NR] = $0; next }
    { at[++places] = $0 }
    END {
      if (places != count) exit 1
      for (i = 1; i <= count; i++) if (at[i] != file[i]) printf "%s\t%s\n", file[i], at[i]
    }'
}

# real_files PATHS: "PATH <tab> WHERE" of those that are elsewhere.
real_files() (
  IFS=$NEWLINE
  set -f
  wanted_files=$1
  set --
  for file in $wanted_files; do
    if [ -e "$file" ]; then set -- "$@" "$file"; else real_each "$file"; fi
  done
  [ $# = 0 ] || real_together "$@" || real_each "$@"
)

count_words() { words=$#; }

# list_all OPTIONS PATHS: of these, of where they lead, and of all above, what `ls` says, a line each, links as links. Where one leads may be said in lines that look
# like those of other paths: then links are listed one by one, and such a one is not.
list_all() (
  how=$1
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2046 # a path a line
  set -- $(printf '%s\n' "$2" | sed "s/.*$TAB//" | awk "$WITH_PARENTS" | sort -u)
  present=0
  for file in "$@"; do if [ -e "$file" ] || [ -L "$file" ]; then present=$((present + 1)); fi; done
  # shellcheck disable=SC2012 # names that are lines
  listing=$(ls "$how" "$@")
  status=$?
  # shellcheck disable=SC2086 # a line each
  count_words $listing
  [ "$words" -le "$present" ] && printf '%s\n' "$listing" && return "$status"
  for file in "$@"; do
    shift
    if [ -L "$file" ]; then list_link "$how" "$file"; else set -- "$@" "$file"; fi
  done
  [ $# = 0 ] || ls "$how" "$@" 2>/dev/null
  return "$status"
)

list_link() {
  listing=$(ls "$1" "$2" 2>/dev/null)
  if is_odd "$listing"; then printf '%s: leads to a name with a control character\n' "$2" >&2; else printf '%s\n' "$listing"; fi
}

# differing PATHS: of these and of where they lead, the names that the master sees as other files than this shell does.
differing() (
  [ "$MASTER" ] && [ -r /proc/self/mountinfo ] || return 0
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2086 # a path a line
  other_files "$MASTER" $1
)

# list_inside PATHS: the same of the master's own root, as far as this login may look into it; complaints among the lines.
list_inside() (
  root=/proc/$MASTER/root
  [ "$1" ] && [ -e "$root/." ] || return 3
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2046 # a path a line
  set -- $(printf '%s\n' "$1" | awk "$WITH_PARENTS" | sort -u | sed "s|^|$root|")
  # Where a link leads is not said: it may be said in lines that look like those of others.
  for file in "$@"; do
    shift
    [ -L "$file" ] || set -- "$@" "$file"
  done
  # shellcheck disable=SC2012 # names that are lines
  [ $# = 0 ] || ls -ldn "$@" 2>&1 | sed "s|$root||"
)
