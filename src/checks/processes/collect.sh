# shellcheck shell=sh
# What runs below the master, as any user may see it: children, their threads and start times, the sockets of
# daemon groups; and when what they were started from was last changed.

# Seconds from boot to 1970, ticks of a second: a start time in /proc counts ticks from boot.
clock() {
  sed -n 's/^btime /btime /p' /proc/stat
  printf 'ticks %s\n' "$(getconf CLK_TCK 2>/dev/null || echo 100)"
  printf 'now %s\n' "$(date +%s)"
}

# title_of PID: what stands in place of its name, as $title.
title_of() {
  title=$(tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null)
  title=${title%%"$NEWLINE"*}
}

# How many characters a title may have: so long is the name that the master was started by.
title_room() {
  title_of "$MASTER"
  printf '%s\n' "${#title}"
}

# One line a process: its stat line, a tab, "USER THREADS", a tab, its title. Arguments stay: those of a program that
# takes the log may hold a token.
process_line() {
  # Without a subshell of its own: a busy server has hundreds of children.
  user=''
  threads=''
  while IFS=: read -r key value; do
    case $key in
      Uid) user=${value#"$TAB"} && user=${user%%"$TAB"*} ;;
      Threads) threads=${value#"$TAB"} ;;
    esac
  done <"/proc/$1/status"
  title_of "$1"
  title=${title%"${title##*[! ]}"}
  # A program may call itself anything: only names that the configuration gives count. ksh93 takes a bracket for its own.
  closing=')'
  case $title in
    '(wsgi:'*"$closing"*) title=${title%%"$closing"*}$closing ;;
    '(wsg'* | /*) title=${title%% *} ;;
    *)
      case $CONFIG in
        *"display-name=$title"* | *display-name=[\"\']"$title"*) ;;
        *) title='' ;;
      esac
      ;;
  esac
  printf '%s\t%s %s\t%s\n' "$2" "$user" "$threads" "$title"
} 2>/dev/null

server_processes() {
  [ -r /proc/self/stat ] || return 127
  for stat in /proc/[0-9]*/stat; do
    stat_line "$stat" || continue
    pid=${stat#/proc/}
    pid=${pid%/stat}
    rest=${said##*\) }
    rest=${rest#* }
    case $pid,${rest%% *} in
      "$MASTER",* | *,"$MASTER") process_line "$pid" "$said" ;;
    esac
  done
}

# modified FILE...: "MTIME CTIME NAME" in seconds since 1970.
modified() { stat -L -c '%Y %Z %n' "$@" 2>/dev/null || stat -L -f '%m %c %N' "$@"; }

# The listening sockets of daemon groups, and since when they are there: of the master's own network.
daemon_sockets() (
  sockets=$(sockets_of "$MASTER")
  IFS=$NEWLINE
  set -f
  for socket in $sockets; do
    modified "$socket" || printf '? ? %s\n' "$socket"
  done
)

# awk: of what `ls -l` says of open files, then of tables of sockets, the local addresses of those that listen, as they stand there.
# shellcheck disable=SC2016 # awk's own variables
LISTENING='
match($0, /socket:\[[0-9]+\]$/) { own[substr($0, RSTART + 8, RLENGTH - 9)] = 1; next }
$4 == "0A" && ($10 in own) { print $2 }'

# What the master itself has open to be connected to.
listening() {
  [ -r /proc/self/stat ] || return 127
  files=$(ls -l "/proc/$MASTER/fd/") || return
  { printf '%s\n' "$files"; cat "/proc/$MASTER/net/tcp" "/proc/$MASTER/net/tcp6" 2>/dev/null; } | awk "$LISTENING" | sort -u
}

configuration_files() {
  printf '%s\n' "$CONFIG" | sed -n 's/^# In file: //p; s/^ *([0-9*]*) \(\/.*\)$/\1/p' | sort -u
}

changed_files() (
  IFS=$NEWLINE
  # shellcheck disable=SC2046 # a name a line
  modified $(configuration_files)
)

loaded_files() {
  file=$(module_file)
  library=$(library_file)
  modified "$file" ${library:+"$library"}
}

# "BIRTH NAME": when each was made, in seconds since 1970. A hard link or chmod changes nothing of that; of an overlay the layer
# is told, and not the file.
born() {
  case $(stat -L -f -c %T "$@" 2>/dev/null) in '' | *overlay* | *aufs* | *UNKNOWN*) return 3 ;; esac
  stat -L -c '%W %n' "$@" 2>/dev/null
}

born_files() { born "$file" ${library:+"$library"}; }

# When the environments of the configuration were made, as far as they tell.
environment_files() (
  IFS=$NEWLINE
  set -f
  set --
  for home in $(configured_homes); do [ -f "$home/pyvenv.cfg" ] && set -- "$@" "$home/pyvenv.cfg"; done
  [ $# = 0 ] || modified "$@"
)

# awk: what is included by a wildcard, or as a whole directory: the directories.
# shellcheck disable=SC2016 # awk's own variables
INCLUDED='
tolower($2) ~ /^include(optional)?$/ {
  $1 = $2 = ""; gsub(/^ +|["\047]/, ""); sub(/\/+$/, "")
  if ($0 !~ /^\//) $0 = root "/" $0
  if (/[*?[][^\/]*$/) sub(/\/[^\/]*$/, "")
  if (!/[*?[$]/ && !seen[$0]++) print
}'

# A link that is removed has no date; the directory that it was included from has one.
included_from() (
  directories=$(printf '%s\n' "$CONFIG" | awk -v root="$(server_root)" "$INCLUDED")
  IFS=$NEWLINE
  set -f
  set --
  for directory in $directories; do [ -d "$directory" ] && set -- "$@" "$directory"; done
  [ $# = 0 ] || modified "$@"
)

collect_processes() {
  [ "$MASTER" ] || return 0
  part clock clock
  part processes server_processes
  part title-room title_room
  part sockets daemon_sockets
  part listening listening
  part configuration changed_files
  part included-from included_from
  part loaded loaded_files
  part born born_files
  part environments environment_files
  return 0
}
