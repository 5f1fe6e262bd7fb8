# shellcheck shell=sh
# Which httpd installations there are: running masters first, then known paths. One line each:
# KIND <tab> PID <tab> BINARY <tab> ARGUMENTS (joined by the unit separator), "-" for what there is not.
# KIND `user`: root runs nothing that another user has started or can change; it is listed, and left alone.
# KIND `unseen`: no installation, but that the processes of this host are not to be seen; BINARY says why.

# A nested process namespace means a container: its files are not the ones that this shell sees.
in_container() {
  nested=$(sed -n 's/^NSpid:[[:space:]]*[0-9][0-9]*[[:space:]][[:space:]]*//p' "/proc/$1/status" 2>/dev/null)
  [ -n "$nested" ]
}

as_root() { [ "$(id -u)" = 0 ]; }

# owner_of PID: its numeric user.
owner_of() {
  sed -n 's/^Uid:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$1/status" 2>/dev/null | grep . || ps -o uid= -p "$1" | tr -d ' '
}

# only_root_writes FILE: neither the file nor any directory that leads to it can be changed by another user. Of a file
# that is gone it is the directory that counts.
only_root_writes() (
  unset IFS
  set -f
  file=$(real "$1")
  case $file in /*) ;; *) return 1 ;; esac
  while [ ! -e "$file" ]; do
    file=${file%/*}
    file=${file:-/}
  done
  while :; do
    # shellcheck disable=SC2046 # mode, links, user, group
    set -- $(ls -ldn "$file" 2>/dev/null)
    [ "${3-}" = 0 ] || return 1
    case $1 in ????????w*) return 1 ;; ?????w*) [ "$4" = 0 ] || return 1 ;; esac
    [ "$file" = / ] && return 0
    file=${file%/*}
    file=${file:-/}
  done
)

# safe_for_us PID|- BINARY
safe_for_us() {
  as_root || return 0
  [ "$1" = - ] || [ "$(owner_of "$1")" = 0 ] || return 1
  [ -z "$2" ] || only_root_writes "$2"
}

# The program of PID: what the kernel says, else argv[0] if that is a path, else the name on PATH.
# mod_wsgi-express writes another argv[0]; its generated control script names the program.
binary_of() {
  exe=$(readlink "/proc/$1/exe" 2>/dev/null)
  [ "$exe" ] && printf '%s\n' "${exe% (deleted)}" && return
  case $2 in
    /*) printf '%s\n' "${2%% *}" && return ;;
  esac
  for control in $(printf '%s' "$3" | tr '\037' '\n' | sed -n 's|/httpd.conf$|/apachectl|p'); do
    from_file "$control" "$TEXT_SIZE" sed -n 's/^HTTPD="\(.*\)"$/\1/p' 2>/dev/null | grep . && return
  done
  command -v "${2%% *}" || command -v "$4"
}

# replayed ARGUMENTS: only -d, -f and -D decide which configuration is read.
replayed() (
  IFS=$UNIT
  set -f
  out=
  take=
  for word in $1; do
    if [ "$take" ]; then
      out="$out$UNIT$word"
      take=
      continue
    fi
    case $word in
      -d | -f | -D) out="$out$UNIT$word" take=1 ;;
      -d?* | -f?* | -D?*) out="$out$UNIT$word" ;;
    esac
  done
  out=${out#"$UNIT"}
  printf '%s\n' "${out:--}"
)

# is_passing ARGUMENTS: asked for its configuration or sent with a signal, by an administrator or another audit at the
# same time. It is gone in a moment.
is_passing() {
  case $UNIT$1$UNIT in
    *"$UNIT"-[tvVlLSMh]"$UNIT"* | *"${UNIT}-k${UNIT}stop$UNIT"* | *"${UNIT}-k${UNIT}restart$UNIT"* | *"${UNIT}-k${UNIT}graceful"*) ;;
    *) return 1 ;;
  esac
}

running_masters() {
  for process in /proc/[0-9]*; do
    pid=${process#/proc/}
    { IFS= read -r comm <"$process/comm"; } 2>/dev/null || continue
    case $comm in httpd* | apache2*) ;; *) continue ;; esac
    parent_comm=
    parent=$(parent_of "$pid") && { IFS= read -r parent_comm <"/proc/$parent/comm"; } 2>/dev/null
    [ "$parent_comm" = "$comm" ] && continue
    arguments=$(tr '\0' '\037' <"$process/cmdline" 2>/dev/null)
    # It has just ended: of another audit, as likely as not.
    [ "$arguments" ] || continue
    is_passing "$arguments" && continue
    first=${arguments%%"$UNIT"*}
    binary=$(binary_of "$pid" "$first" "$arguments" "$comm")
    kind=master
    safe_for_us "$pid" "$binary" || kind=user
    in_container "$pid" && kind=foreign
    printf '%s\t%s\t%s\t%s\n' "$kind" "$pid" "${binary:--}" "$(replayed "$arguments")"
  done
}

# Where there is no /proc: the process list.
listed_masters() {
  # shellcheck disable=SC2009 # pgrep is not everywhere
  ps -axo pid=,ppid=,comm=,args= 2>/dev/null | awk '
    { name = $3; sub(/.*\//, "", name) }
    name ~ /^(httpd|apache2)/ { pid[NR] = $1; up[NR] = $2; is[$1] = 1; $1 = $2 = $3 = ""; sub(/^ +/, ""); args[NR] = $0 }
    END { for (i in pid) if (!(up[i] in is)) print pid[i], args[i] }' |
    while read -r pid first arguments; do
      binary=$(binary_of "$pid" "$first" "" "${first##*/}")
      words=$(printf '%s' "$arguments" | tr ' ' '\037')
      is_passing "$words" && continue
      kind=master
      safe_for_us "$pid" "$binary" || kind=user
      printf '%s\t%s\t%s\t%s\n' "$kind" "$pid" "${binary:--}" "$(replayed "$words")"
    done
}

# sees_processes: whether those of other users are shown. The first process is always there, and is root's; of FreeBSD's
# jails it is not part, but their system says whether it hides any.
sees_processes() {
  if [ -r /proc/self/stat ]; then
    { IFS= read -r line </proc/1/stat; } 2>/dev/null || unseen='permission denied: /proc shows only own processes'
  elif [ -z "$(ps -axo pid= 2>/dev/null)" ]; then
    unseen='there is no /proc, and ps lists nothing'
  elif ! as_root && [ "$(sysctl -n security.bsd.see_other_uids 2>/dev/null)" = 0 ]; then
    unseen='permission denied: security.bsd.see_other_uids is 0'
  fi
  [ -z "$unseen" ]
}

known_programs() {
  for program in /usr/sbin/apache2 /usr/sbin/httpd /usr/sbin/httpd2 /usr/sbin/httpd-prefork \
    /usr/sbin/httpd-worker /usr/sbin/httpd-event /usr/sbin/httpd.worker /usr/sbin/httpd.event \
    /usr/local/apache2/bin/httpd /usr/local/sbin/httpd /usr/local/bin/httpd /opt/*/bin/httpd \
    /opt/*/sbin/httpd /opt/rh/*/root/usr/sbin/httpd /opt/homebrew/bin/httpd \
    /opt/*/lib/python*/site-packages/mod_wsgi_packages/httpd/bin/httpd; do
    [ -f "$program" ] && [ -x "$program" ] && printf '%s\n' "$program"
  done
}

# Debian keeps further instances in /etc/apache2-NAME, each with its own envvars.
debian_instances() {
  [ -x /usr/sbin/apache2 ] || return 0
  for directory in /etc/apache2-*; do
    [ -e "$directory/apache2.conf" ] && printf '/usr/sbin/apache2\t%s\n' "-d$UNIT$directory"
  done
}

discover() {
  unseen=
  sees_processes || printf 'unseen\t-\t%s\t-\n' "$unseen"
  if [ -r /proc/self/stat ]; then found=$(running_masters); else found=$(listed_masters); fi
  seen=$NEWLINE
  IFS=$NEWLINE
  for line in $found; do
    printf '%s\n' "$line"
    case $line in foreign*) continue ;; esac
    rest=${line#*"$TAB"}
    rest=${rest#*"$TAB"}
    seen="$seen$(real "${rest%%"$TAB"*}")$TAB${rest#*"$TAB"}$NEWLINE"
  done
  for line in $(debian_instances) $(known_programs); do
    case $line in *"$TAB"*) ;; *) line="$line$TAB-" ;; esac
    key="$(real "${line%%"$TAB"*}")$TAB${line#*"$TAB"}"
    # A master that was started with only -D flags runs the default configuration as well.
    case $seen in *"$NEWLINE$key$NEWLINE"* | *"$NEWLINE${key%-}-D"*) continue ;; esac
    seen="$seen$key$NEWLINE"
    if safe_for_us - "${line%%"$TAB"*}"; then kind=path; else kind=user; fi
    printf '%s\t-\t%s\n' "$kind" "$line"
  done
}

collect_discovery() { discover; }
