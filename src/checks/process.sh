# shellcheck shell=sh
# Who a process is: its user, its program, and whether it is the server that it is called after.

# identity PID: its user as $OWNER, empty where its ids differ, as those of a setuid program do, which anybody starts; its
# parent as $PARENT; its number in a nested namespace as $NESTED. Not of /proc/PID/stat: a name may pretend to be the rest.
identity() {
  OWNER=
  PARENT=
  NESTED=
  while IFS=$TAB read -r key actual effective saved filesystem _; do
    case $key in
      Uid:) [ "$actual,$saved,$filesystem" = "$effective,$effective,$effective" ] && OWNER=$actual ;;
      PPid:) PARENT=$actual ;;
      # The last of the three.
      NSpid:) NESTED=$effective && break ;;
    esac
  done <"/proc/$1/status"
} 2>/dev/null

# runs_as_us PID: root or the login runs it, which $ours says as well.
runs_as_us() {
  identity "$1"
  ours=
  [ "$OWNER" ] && { [ "$OWNER" = 0 ] || [ "$OWNER" = "$US" ]; } && ours=1
}

# read_arguments PID: $ARGUMENTS, as it tells them.
read_arguments() { ARGUMENTS=$(tr -c '\000\040-\176\200-\377' '\036' <"/proc/$1/cmdline" 2>/dev/null | tr '\000' '\037'); }

# The program of PID: what the kernel says, by the name that it was started by if that is the same file (the only one that
# other logins see); else argv[0] if that is a path, else the name on PATH.
# mod_wsgi-express writes another argv[0]; its generated control script names the program.
binary_of() {
  exe=$(readlink "/proc/$1/exe" 2>/dev/null)
  exe=${exe% (deleted)}
  if [ "$exe" ]; then
    case $2 in
      "$exe") ;;
      /*) [ "$(real "${2%% *}")" = "$exe" ] && exe=${2%% *} ;;
    esac
    printf '%s\n' "$exe"
    return
  fi
  case $2 in
    /*) printf '%s\n' "${2%% *}" && return ;;
  esac
  find_value -f
  case $VALUE in
    /*/httpd.conf)
      control=${VALUE%/*}/apachectl
      are_ours "$control" && from_file "$control" "$TEXT_SIZE" sed -n 's/^HTTPD="\(.*\)"$/\1/p' 2>/dev/null | grep . && return
      ;;
  esac
  command -v "${2%% *}" || command -v "$4"
}

# is_passing ARGUMENTS: asked for its configuration or sent with a signal, by an administrator or another audit at the
# same time. It is gone in a moment.
is_passing() {
  case $UNIT$1$UNIT in
    *"$UNIT"-[tvVlLSMh]"$UNIT"* | *"${UNIT}-k${UNIT}stop$UNIT"* | *"${UNIT}-k${UNIT}restart$UNIT"* | *"${UNIT}-k${UNIT}graceful"*) ;;
    *) return 1 ;;
  esac
}

# is_script NAME: by its $ARGUMENTS the process is a shell, or another interpreter, which runs a file of that name, as apache2ctl
# and httpd-foreground are.
is_script() {
  file=${ARGUMENTS%%"$UNIT"*}
  case ${file##*/} in *sh | busybox* | env | perl* | python* | ruby* | php* | node | lua* | tclsh*) ;; *) return 1 ;; esac
  file=${ARGUMENTS#*"$UNIT"}
  case $file in -*) file=${file#*"$UNIT"} ;; esac
  file=${file%%"$UNIT"*}
  case ${file##*/} in "$1"*) ;; *) return 1 ;; esac
}

# is_orphan PID: of a master that is gone. It calls itself a daemon of mod_wsgi, or its group of processes, whose first one is
# not there any more, has a socket that was named after that one.
is_orphan() {
  case $ARGUMENTS in '(wsgi'*) return 0 ;; esac
  # The fields behind the name: state, parent, group.
  fields=${said##*\) }
  fields=${fields#* }
  fields=${fields#* }
  fields=${fields%% *}
  case $fields in '' | 0 | "$1" | *[!0-9]*) return 1 ;; esac
  [ ! -e "/proc/$fields" ] || return
  socket=$(sed -n "s|^[^/]*\(/[^ ]*\)\.$fields\.u\{0,1\}[0-9]*\.[0-9]*\.sock\$|\1|p" /proc/net/unix 2>/dev/null | sed -n 1p)
  # Anybody may give a socket such a name, which is not to hide a master of root's.
  [ "$socket" ] && { [ ! "$ours" ] || are_ours "$socket"; }
}

# first_word PID: how a process calls itself. What else stands among its arguments may be anything.
first_word() { tr '\000' '\n' <"/proc/$1/cmdline" 2>/dev/null | sed -n 1p; }

# may_be_master PID: by its name and its parent's, with $comm, $ours and what `identity` tells.
may_be_master() {
  { IFS= read -r comm <"/proc/$1/comm"; } 2>/dev/null || return
  case $comm in httpd* | apache2*) ;; *) return 1 ;; esac
  runs_as_us "$1"
  parent_comm=
  { IFS= read -r parent_comm <"/proc/$PARENT/comm"; } 2>/dev/null
  [ "$parent_comm" != "$comm" ]
}

# has_ended PID: but for its name; of another audit, as likely as not. $said is what the kernel says of it.
has_ended() {
  stat_line "/proc/$1/stat" || return 0
  case ${said##*\) } in Z*) ;; *) return 1 ;; esac
}

# sees_processes: $unseen says why not. Whether those of other users are shown. The first process is always there, and is root's; of FreeBSD's
# jails it is not part, but their system says whether it hides any.
sees_processes() {
  if [ -r /proc/self/stat ]; then
    { IFS= read -r line </proc/1/stat; } 2>/dev/null || unseen='permission denied: /proc shows only own processes'
  elif [ -z "$(ps -axo pid= 2>/dev/null)" ]; then
    unseen='there is no /proc, and ps lists nothing'
  elif [ "$US" != 0 ] && [ "$(sysctl -n security.bsd.see_other_uids 2>/dev/null)" = 0 ]; then
    unseen='permission denied: security.bsd.see_other_uids is 0'
  fi
  [ -z "$unseen" ]
}

# container_of PID: $CONTAINER, the number by which its engine knows it, and $ENGINE, as its control group is called; fails
# where there is none. Of one within another the inner one.
container_of() {
  CONTAINER=
  ENGINE=another
  IFS=/.:-
  set -f
  while read -r group; do
    for word in $group; do
      case $word in *[!0-9a-f]*) continue ;; esac
      [ "${#word}" = 64 ] && CONTAINER=$word
    done
    case $group in *libpod*) ENGINE=podman ;; *cri-* | *crio-* | *kubepods*) ENGINE=kubernetes ;; *docker*) ENGINE=docker ;; esac
  done <"/proc/$1/cgroup"
  unset IFS
  set +f
  [ "$CONTAINER" ]
} 2>/dev/null

# note_engine PID: once for each name. podman has no daemon: beside each of its containers there is a conmon of the user's.
note_engine() {
  case $engines in *" $comm "*) return ;; esac
  runs_as_us "$1"
  [ "$ours" ] || return
  engines="$engines$comm "
  printf 'engine\t%s\t%s\t-\t%s\n' "$1" "$comm" "user $OWNER"
}
