# shellcheck shell=sh
# Owner, mode and existence of what the configuration names, and of every directory above it: who may read what is
# decided at home, for Apache's user and those of the daemons.

# awk: files and directories that directives name, a line each; relative ones below the server root.
# shellcheck disable=SC2016 # awk's own variables
NAMED_FILES='
function bare(text) { gsub(/["\047]/, "", text); return text }
function put(path) {
  path = bare(path); sub(/[$].*/, "", path)
  while (length(path) > 1 && path ~ /\/$/) path = substr(path, 1, length(path) - 1)
  if (path != "" && path !~ /^%/) print (path ~ /^\//) ? path : root "/" path
}
function options(from,   i) {
  for (i = from; i <= n; i++) if (match(bare(word[i]), /^(home|python-home)=/)) put(substr(bare(word[i]), RLENGTH + 1))
}
/^# In file: / { print substr($0, 12); next }
!/^[0-9]+\t/ { next }
{
  text = $0; sub(/^[0-9]+\t */, "", text); n = 0
  while (match(text, /([^ \t"\047]|"[^"]*"|\047[^\047]*\047)+/)) {
    word[++n] = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
  }
  key = tolower(word[1])
}
key == "wsgiscriptalias" || key == "wsgiscriptaliasmatch" || key == "wsgihandlerscript" { put(word[3]) }
key == "wsgiimportscript" || key == "wsgipythonhome" { put(word[2]) }
key == "alias" && word[3] ~ /[.][^\/]*$/ { put(word[3]) }
key == "wsgisocketprefix" { path = bare(word[2]); if (sub(/\/[^\/]*$/, "", path)) put(path) }
key == "wsgidaemonprocess" { options(3) }'

# Users that serve requests, as the configuration names them.
serving_users() {
  printf '%s\n' "$CONFIG" | awk '
    sub(/^User: name="/, "") { sub(/".*/, ""); print; next }
    tolower($2) == "user" && $3 !~ /[$]/ { gsub(/["\047]/, "", $3); print $3 }
    tolower($2) == "wsgidaemonprocess" {
      for (i = 3; i <= NF; i++) if (sub(/^["\047]?user=/, "", $i)) { gsub(/["\047]/, "", $i); print $i }
    }'
}

# account NAME: its numbers and groups; of its password entry only name, numbers and home.
account() {
  case $1 in -*) return 1 ;; esac
  id "${1#\#}" || return
  if have getent; then getent passwd "${1#\#}"; else grep "^$1:" /etc/passwd; fi | cut -d: -f1,3,4,6
}

# each_user COMMAND...: with each of $USERS. A name is a line, whatever stands in it.
each_user() (
  IFS=$NEWLINE
  set -f
  for user in $USERS; do
    unset IFS
    "$@" "$user"
  done
)

account_part() { part "account $1" account "$1"; }

# A process for all of them.
working_directories() (
  IFS=$NEWLINE
  set -f
  set --
  for user in $USERS; do case $user in -*) ;; *) set -- "$@" "${user#\#}" ;; esac; done
  unset IFS
  [ $# -gt 0 ] || return 0
  if have getent; then getent passwd "$@"; else each_user account; fi 2>/dev/null |
    awk -F: 'NF == 7 { print $6 } NF == 4 { print $4 }'
)

# Where the daemons of the running server listen.
socket_directories() {
  [ "$MASTER" ] || return 0
  sockets_of "$MASTER" | sed 's|/[^/]*$||' | sort -u
}

# Packages that users of the processes have installed for themselves, which Python finds by their home: those of each version.
user_sites() {
  while IFS= read -r home; do
    printf '%s\n' "$home"
    case $home in / | '' | /nonexistent) continue ;; esac
    for site in "$home"/.local/lib/python*/site-packages; do
      # An empty one adds nothing that could be imported.
      for package in "$site"/*; do [ -e "$package" ] && printf '%s\n' "$site" && break; done
    done
  done
}

told_sockets() { [ -z "$SOCKETS" ] || printf '%s\n' "$SOCKETS"; }

named_files() {
  {
    printf '%s\n' "$CONFIG" | awk -v root="$1" "$NAMED_FILES"
    told_sockets
    working_directories | user_sites
    module_file
  } 2>/dev/null | sort -u | sed 2000q
}

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

real_files() (
  IFS=$NEWLINE
  set -f
  set --
  for file in $FILES; do
    if [ -e "$file" ]; then set -- "$@" "$file"; else real_each "$file"; fi
  done
  [ $# = 0 ] || real_together "$@" || real_each "$@"
)

count_words() { words=$#; }

# list_all OPTIONS: of all the paths what `ls` says, a line each, links as links. Where one leads may be said in lines that look
# like those of other paths: then links are listed one by one, and such a one is not.
list_all() (
  how=$1
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2046 # a path a line
  set -- $(printf '%s\n%s\n' "$FILES" "$REAL" | sed "s/.*$TAB//" | awk "$WITH_PARENTS" | sort -u)
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

collect_files() {
  [ "$CONFIG" ] || return 0
  USERS=$(serving_users | sort -u)
  SOCKETS=$(socket_directories)
  FILES=$(named_files "$(server_root)")
  each_user account_part
  part sockets told_sockets
  REAL=$(real_files)
  part real printf '%s\n' "$REAL"
  part listing list_all -ldn
  part selinux cat /sys/fs/selinux/enforce
  case $(cat /sys/fs/selinux/enforce 2>/dev/null) in 1) part labels list_all -ldZ ;; esac
  return 0
}
