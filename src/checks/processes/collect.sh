# shellcheck shell=sh
# What runs below the master, as any user may see it: children, their threads and start times, the sockets of
# daemon groups; and when what they were started from was last changed.

# Seconds from boot to 1970, ticks of a second: a start time in /proc counts ticks from boot.
clock() {
  sed -n 's/^btime /btime /p' /proc/stat
  printf 'ticks %s\n' "$(getconf CLK_TCK 2>/dev/null || echo 100)"
  printf 'now %s\n' "$(date +%s)"
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
  title=$(tr '\0' '\n' <"/proc/$1/cmdline" 2>/dev/null)
  title=${title%%"$NEWLINE"*}
  title=${title%"${title##*[! ]}"}
  # A program may call itself anything: only names that the configuration gives count.
  case $title in
    '(wsgi:'*')'*) title=${title%%)*}')' ;;
    '(wsgi:'* | /*) title=${title%% *} ;;
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
    { IFS= read -r line <"$stat"; } 2>/dev/null || continue
    pid=${stat#/proc/}
    pid=${pid%/stat}
    rest=${line##*\) }
    rest=${rest#* }
    case $pid,${rest%% *} in
      "$MASTER",* | *,"$MASTER") process_line "$pid" "$line" ;;
    esac
  done
}

# modified FILE...: "MTIME CTIME NAME" in seconds since 1970.
modified() { stat -L -c '%Y %Z %n' "$@" 2>/dev/null || stat -L -f '%m %c %N' "$@"; }

# The listening sockets of daemon groups, and since when they are there.
daemon_sockets() (
  sockets=$(sed -n "s|^[^/]*\(/.*\.$MASTER\.[^ ]*\.sock\)\$|\1|p" /proc/net/unix | sort -u)
  IFS=$NEWLINE
  for socket in $sockets; do
    modified "$socket" || printf '? ? %s\n' "$socket"
  done
)

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
  # shellcheck disable=SC2153 # what the check before printed
  library=$(found_library "$LIBRARY")
  modified "$file" ${library:+"$library"}
}

collect_processes() {
  [ "$MASTER" ] || return 0
  part clock clock
  part processes server_processes
  part sockets daemon_sockets
  part configuration changed_files
  part loaded loaded_files
  return 0
}
