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
  if (path == "" || path ~ /^%/) return
  if (path !~ /^\//) path = root "/" path
  print path; named[++names] = path
}
# What a group sees that is in a root of its own.
function put_root(path) { put(path); if (path ~ /^\//) roots[++jails] = path }
function options(from,   i) {
  for (i = from; i <= n; i++) {
    if (match(bare(word[i]), /^(home|python-home)=/)) put(substr(bare(word[i]), RLENGTH + 1))
    if (match(bare(word[i]), /^chroot=/)) put_root(substr(bare(word[i]), RLENGTH + 1))
  }
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
key == "wsgidaemonprocess" { options(3) }
END {
  for (i = 1; i <= jails; i++) { for (j = 1; j <= names && j <= 500; j++) print roots[i] named[j]; print roots[i] "/etc/passwd" }
  if (jails) print "/etc/passwd"
}'

account_part() { part "account $1" account "$1"; }

# tell_accounts: parts; the users stay in $USERS.
tell_accounts() {
  USERS=
  group_names=
  IFS=$NEWLINE
  set -f
  for served in $(who_serves); do
    case $served in
      'user '*) USERS=$USERS${served#user }$NEWLINE ;;
      # Those of numbers are numbers.
      'group #'* | 'group -'* | 'group ') ;;
      *) group_names=$group_names${served#group }$NEWLINE ;;
    esac
  done
  unset IFS
  set +f
  each_name "$USERS" account_part
  [ -z "$group_names" ] || part groups group_numbers "$group_names"
}

# Directories of the Pythons that virtual environments among the homes lead to.
led_to() { each_name "$1" base_of_home 2>/dev/null | sort -u; }
base_of_home() { from_file "$1/pyvenv.cfg" "$TEXT_SIZE" awk 'sub(/^home *= *\//, "/") { print; exit }'; }

# A process for all of them.
working_directories() (
  IFS=$NEWLINE
  set -f
  set --
  for user in $USERS; do case $user in -*) ;; *) set -- "$@" "${user#\#}" ;; esac; done
  unset IFS
  [ $# -gt 0 ] || return 0
  if have getent; then getent passwd "$@"; else each_name "$USERS" account; fi 2>/dev/null |
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

# told_numbers: of the users, with blanks between and around.
told_numbers() { printf ' %s' "$(each_name "$USERS" number_of 2>/dev/null | tr '\n' ' ')"; }
number_of() { case $1 in '#'*) printf '%s\n' "${1#\#}" ;; -*) ;; *) id -u "$1" ;; esac; }

# homes_by_root: Apache's PATH, if it is known; of the server's own root and of each that a group has, the file of its accounts, "UID:HOME" of the users in it, and
# `read` where it could be: a process looks for its home when it is in its root already. A link would lead elsewhere in there.
homes_by_root() (
  accounts=$(printf '%s\n' "$CONFIG" | awk "$NAMED_FILES" | grep '/etc/passwd$' | sort -u)
  numbers=$(told_numbers)
  search=$(apache_value PATH)
  [ -z "$search" ] || printf 'PATH\t%s\n' "$search"
  IFS=$NEWLINE
  set -f
  for file in $accounts; do
    unset IFS
    printf '%s\n' "$file"
    [ "$file" != /etc/passwd ] && { [ -h "${file%/*}" ] || [ -h "$file" ]; } && continue
    # shellcheck disable=SC2016 # awk's own variables
    from_file "$file" "$TEXT_SIZE" awk -F: -v numbers="$numbers" '
      $3 ~ /^[0-9]+$/ && index(numbers, " " $3 " ") && !told[$3]++ { print $3 ":" $6 }
      END { print "read" }'
  done 2>/dev/null
  return 0
)

# The homes in there, and where a Python would lie by Apache's PATH, as they are called here.
inner_files() (
  IFS=$NEWLINE
  set -f
  search=
  for line in $INNER; do
    case $line in
      "PATH$TAB"*) search=${line#*"$TAB"}: ;;
      /*)
        inner_root=${line%/etc/passwd}
        [ "$inner_root" ] || continue
        left=$search
        while [ "$left" ]; do printf '%s/python3\n' "$inner_root${left%%:*}" && left=${left#*:}; done
        ;;
      *:/*) printf '%s\n' "$inner_root${line#*:}" ;;
    esac
  done
)

told_sockets() { [ -z "$SOCKETS" ] || printf '%s\n' "$SOCKETS"; }

named_files() {
  {
    printf '%s\n' "$CONFIG" | awk -v root="$1" "$NAMED_FILES"
    told_sockets
    working_directories | user_sites
    module_file
    inner_files
    printf '%s\n' "$HOMES_HERE" "$LED_TO"
  } 2>/dev/null | sort -u | sed 2000q
}

collect_files() {
  [ "$CONFIG" ] || return 0
  tell_accounts
  SOCKETS=$(socket_directories)
  HOMES_HERE=$(configured_homes)
  LED_TO=$(led_to "$HOMES_HERE")
  INNER=
  case $CONFIG in *chroot=*) INNER=$(homes_by_root) ;; esac
  [ -z "$INNER" ] || part homes-by-root printf '%s\n' "$INNER"
  FILES=$(named_files "$(server_root)")
  part sockets told_sockets
  [ -z "$LED_TO" ] || part led-to printf '%s\n' "$LED_TO"
  REAL=$(real_files "$FILES")
  part real printf '%s\n' "$REAL"
  part listing list_all -ldn "$FILES$NEWLINE$REAL"
  others=$(differing "$FILES")
  part elsewhere printf '%s\n' "$others"
  [ -z "$others" ] || part inside list_inside "$others"
  part selinux cat /sys/fs/selinux/enforce
  case $(cat /sys/fs/selinux/enforce 2>/dev/null) in 1) part labels list_all -ldZ "$FILES$NEWLINE$REAL" ;; esac
  return 0
}
