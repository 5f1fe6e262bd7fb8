# shellcheck shell=sh
# Which httpd installations there are: running masters first, then known paths. One line each:
# KIND <tab> PID <tab> BINARY <tab> ARGUMENTS (joined by the unit separator) <tab> WHY, "-" for what there is not.
# KIND `user`: another than root and the login has started it or can change it. It is listed, and left alone.
# KIND `foreign`: it runs on other files than this shell sees. WHY says it of both, of a container with its number before it.
# KIND `orphan`: a process whose master is gone: no installation. WHY names the user.
# KIND `more`: so many further ones of users; BINARY is the number.
# KIND `engine`: a process that tells that an engine of containers runs; BINARY is its name, WHY its user.
# KIND `unseen`: no installation, but that the processes of this host are not to be seen; BINARY says why.

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

# why_not_run BINARY ARGUMENTS VERDICTS: nothing where it may be. Whoever starts a setuid program under the name of httpd
# chooses its arguments: of root's programs only those that are called httpd are run with any.
why_not_run() {
  case $2 in *"$STRAY"*) echo 'its arguments hold a control character' && return ;; esac
  found_ours "$1" "$3" || { printf '%s\n' "$WHY" && return; }
  case ${1##*/} in httpd* | apache2*) ;; *) echo 'it is no httpd by its name' ;; esac
}

# left_out KIND PID BINARY WHY: listed, so that it can be counted; the first ones by name.
left_out() {
  left=$((left + 1))
  [ "$1" = foreign ] && container_of "$2" && set -- "$1" "$2" "$3" "in container $CONTAINER ($ENGINE): $4"
  if [ "$left" -le 20 ]; then
    name=$3
    [ "$name" ] || name=$(first_word "$2")
    # What is cut from a title are blanks.
    name=${name%"${name##*[! ]}"}
    [ "$name" ] || return
    printf '%s\t%s\t%s\t-\t%s\n' "$1" "${2:--}" "$(shown_text "$name")" "$4"
  elif [ "$left" -le 200 ]; then
    printf '%s\t%s\t-\t-\t%s\n' "$1" "${2:--}" "$4"
  else
    more=$((more + 1))
  fi
}

# found_master PID BINARY: of root's or of the login's own processes, with $ARGUMENTS.
found_master() {
  words=$(replayed "$ARGUMENTS")
  # Neither named nor seen: nothing of it will be run.
  [ "$2" ] || { printf 'master\t%s\t-\t%s\t-\n' "$1" "$words" && return; }
  why=$(why_not_run "$2" "$words" "$(judged "$2")")
  if [ "$why" ]; then
    refused="$refused$(real "$2")$NEWLINE"
    left_out user "$1" "$2" "$why"
    return
  fi
  find_value -d
  root=$VALUE
  find_value -f
  [ -r /proc/self/stat ] && why=$(elsewhere "$1" "$2" "$root" "$VALUE")
  [ "$why" ] && left_out foreign "$1" "$2" "$why" && return
  printf 'master\t%s\t%s\t%s\t-\n' "$1" "$2" "$words"
  key=$(real "$2")$TAB
  seen=$seen$key$words$NEWLINE
  # With flags of -D alone, it runs the configuration that the program was compiled with.
  [ "$root$VALUE" ] || seen=$seen$key-$NEWLINE
}

# running_master PID: if it is one. Of the others what they say of themselves is read in the end, in a time of its own: whoever
# runs them can make that last.
running_master() {
  may_be_master "$1" || return
  has_ended "$1" && return
  if [ "$NESTED" ] || [ ! "$ours" ]; then
    aside=$((aside + 1))
    if [ "$aside" -le 1000 ]; then others="$others $1"; else more=$((more + 1)); fi
    return
  fi
  read_arguments "$1"
  is_script "$comm" && return
  is_orphan "$1" && left_out orphan "$1" '' "user ${OWNER:-of several numbers}" && return
  [ "$ARGUMENTS" ] || return
  is_passing "$ARGUMENTS" && return
  found_master "$1" "$(binary_of "$1" "${ARGUMENTS%%"$UNIT"*}" "$comm")"
}

# others_processes PID...: listed by what they are.
others_processes() {
  for process in "$@"; do
    may_be_master "$process" || continue
    has_ended "$process" && continue
    [ "$NESTED" ] && left_out foreign "$process" '' 'a process namespace of its own' && continue
    # Others may start as many as they like.
    if [ "$looked" -lt 100 ]; then
      looked=$((looked + 1))
      read_arguments "$process"
      is_script "$comm" && continue
      is_orphan "$process" && left_out orphan "$process" '' "user ${OWNER:-of several numbers}" && continue
    fi
    left_out user "$process" '' "user ${OWNER:-of several numbers} runs it"
  done
  further_ones
}

further_ones() { [ "$more" = 0 ] || printf 'more\t-\t%s\t-\t-\n' "$more"; }

# Where there is no /proc: the process list. What stands in it is asked for once more, process by process.
listed_masters() {
  # shellcheck disable=SC2009 # pgrep is not everywhere
  list=$(ps -axo pid=,ppid=,comm=,args= 2>/dev/null | tr -c '\n\040-\176\200-\377' '\036' | awk '
    { name = $3; sub(/.*\//, "", name) }
    name ~ /^(httpd|apache2)/ { pid[NR] = $1; up[NR] = $2; is[$1] = 1; $1 = $2 = $3 = ""; sub(/^ +/, ""); args[NR] = $0 }
    END { for (i in pid) if (!(up[i] in is) && pid[i] ~ /^[0-9]+$/) print pid[i], args[i] }')
  IFS=$NEWLINE
  for line in $list; do
    IFS=$NEWLINE
    listed_master "${line%% *}" "${line#* }"
  done
}

# listed_master PID ARGUMENTS
listed_master() {
  unset IFS
  ids=$(ps -o uid=,ruid=,comm= -p "$1" 2>/dev/null) || return
  # shellcheck disable=SC2086 # numbers and a name
  set -- "$1" "$2" $ids
  case ${5##*/} in httpd* | apache2*) ;; *) return ;; esac
  ARGUMENTS=$(printf '%s' "$2" | tr ' ' '\037')
  is_script "${5##*/}" && return
  case $2 in '(wsgi:'*) left_out orphan "$1" "${2%% *}" "user $4" && return ;; esac
  case $3,$4 in 0,0 | "$US,$US") ;; *) left_out user "$1" "${2%% *}" "user $4 runs it" && return ;; esac
  is_passing "$ARGUMENTS" && return
  found_master "$1" "$(binary_of "$1" "${2%% *}" "${5##*/}")"
}

# known_place BINARY DIRECTORY: noted to be judged with all the others; the directory holds a further instance of Debian's.
known_place() {
  [ -f "$1" ] && [ -x "$1" ] || return
  places=$((places + 1))
  is_odd "$1$2" && left_out user '' "${2:-$1}" 'its name holds a control character' && return
  known="$known$UNIT$1$STRAY$2"
  programs="$programs$UNIT$1"
}

# The trees below one directory that its owner fills: eight of them, so that they cost no other tree anything. Stacks keep
# their Apache one directory deeper, often by two names.
known_below() {
  before=$places
  for program in "$1"/bin/httpd "$1"/sbin/httpd "$1"/root/usr/sbin/httpd "$1"/[Aa]pache*/bin/httpd "$1"/[Aa]pache*/sbin/httpd \
    "$1"/[Hh][Tt][Tt][Pp]*/bin/httpd "$1"/[Hh][Tt][Tt][Pp]*/sbin/httpd \
    "$1"/lib/python*/site-packages/mod_wsgi_packages/httpd/bin/httpd; do
    known_place "$program" ""
    [ $((places - before)) -lt 8 ] || return
  done
}

# Debian keeps further instances in /etc/apache2-NAME, each with its own envvars.
known_places() {
  for directory in /etc/apache2-*; do
    [ -e "$directory/apache2.conf" ] && known_place /usr/sbin/apache2 "$directory"
  done
  for program in /usr/sbin/apache2 /usr/sbin/httpd /usr/sbin/httpd2 /usr/sbin/httpd-prefork \
    /usr/sbin/httpd-worker /usr/sbin/httpd-event /usr/sbin/httpd.worker /usr/sbin/httpd.event \
    /usr/local/apache2/bin/httpd /usr/local/apache/bin/httpd /usr/local/httpd/bin/httpd /usr/local/sbin/httpd \
    /usr/local/bin/httpd; do
    known_place "$program" ""
  done
  for directory in /opt/* /opt/rh/*; do
    # It may never answer.
    is_made_up "$directory" && left_out user '' "$directory" "a file system that user $by has made" && continue
    [ -d "$directory" ] && known_below "$directory"
  done
}

# listed_place BINARY DIRECTORY: unless a running master stands for it.
listed_place() {
  words=-
  [ "$2" ] && words="-d$UNIT$2"
  key="$(real "$1")$TAB$words"
  case $seen in *"$NEWLINE$key$NEWLINE"*) return ;; esac
  why=$(why_not_run "$1" "$words" "$verdicts")
  if [ -z "$why" ]; then
    printf 'path\t-\t%s\t%s\t-\n' "$1" "$words"
    seen="$seen$key$NEWLINE"
  else
    case $refused in *"$NEWLINE${key%%"$TAB"*}$NEWLINE"*) ;; *) left_out user '' "$1" "$why" ;; esac
  fi
}

# each_known COMMAND: with the program and the directory of each.
each_known() {
  IFS=$UNIT
  set -f
  for place in ${known#"$UNIT"}; do
    unset IFS
    "$1" "${place%%"$STRAY"*}" "${place#*"$STRAY"}"
  done
  unset IFS
  set +f
}

collect_discovery() {
  # Whose a program is cannot be judged then: nothing is run, and none is not said to be missing.
  need_awk || return
  unseen=
  sees_processes || printf 'unseen\t-\t%s\t-\t-\n' "$unseen"
  seen=$NEWLINE
  refused=$NEWLINE
  left=0
  looked=0
  more=0
  aside=0
  others=
  engines=' '
  if [ -r /proc/self/stat ]; then
    for process in /proc/[0-9]*; do
      running_master "${process#/proc/}"
      case $comm in dockerd | conmon) note_engine "${process#/proc/}" ;; esac
    done
  else
    listed_masters
  fi
  known=
  programs=
  places=0
  known_places
  verdicts=$(words_of "$programs" judged)
  each_known listed_place
  [ "$others" ] || { further_ones; return 0; }
  # shellcheck disable=SC2086 # a list of numbers
  limited 8 others_processes $others
  [ $? = 124 ] && printf 'user\t-\tprocesses of others\t-\tthey could not all be looked at in time\n' && further_ones
  return 0
}
