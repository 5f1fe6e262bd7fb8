# shellcheck shell=sh
# httpd in the containers of this host: which there are, and what this script says inside of each that the engine lets the
# login into. No engine is started: docker is asked where its daemon runs, podman where a container of the same user does.

# Containers that are asked, and the bytes of each that are kept.
MOST_CONTAINERS=10
MOST_INSIDE=524288
MOST_INSIDE_ERRORS=131072
# What one of them may take of the host's time, and what is left to the host, in seconds.
INSIDE_SECONDS=30
INSIDE_RESERVE=8

# sees_containers: nothing is started where there is nothing to ask.
sees_containers() {
  case $DISCOVERY in *"${TAB}in container "*) return 0 ;; esac
  handed_in
}

# handed_in: there is a socket of docker's, and its daemon is in another place, where a call starts nothing. A socket that
# systemd holds starts what stands behind it.
handed_in() {
  docker_socket || return
  case $DISCOVERY in *"engine$TAB"*"${TAB}dockerd$TAB"*) return 1 ;; esac
  first=
  { IFS= read -r first </proc/1/comm; } 2>/dev/null
  case $first in '' | systemd | launchd) return 1 ;; esac
}

# docker_socket: as $SOCKET, root's or that of a daemon of the login's own.
docker_socket() {
  for SOCKET in /var/run/docker.sock "/run/user/$US/docker.sock"; do [ -S "$SOCKET" ] && return; done
  return 1
}

# choose_engine: $engine and the words that come before each command; else a line "NAME <tab> WHY" and failure.
choose_engine() {
  engine=$1
  program=$(command -v "$engine" 2>/dev/null)
  case $program in
    /*) ;;
    *) printf '%s\tthere is no program %s\n' "$engine" "$engine" && return 1 ;;
  esac
  "may_ask_$engine" || { printf '%s\t%s\n' "$engine" "$WHY" && return 1; }
  are_ours "$program" || { printf '%s\t%s is not run: %s\n' "$engine" "$program" "$WHY" && return 1; }
  printf '%s\t\n' "$engine"
}

may_ask_docker() {
  docker_socket || { WHY='there is no socket of docker' && return 1; }
  case $DISCOVERY in
    *"engine$TAB"*"${TAB}dockerd$TAB"*) ;;
    *) handed_in || { WHY='its daemon does not run, and asking would start it' && return 1; } ;;
  esac
  # What stands there is who answers: its directory says whose it is.
  are_ours "${SOCKET%/*}" || return
  [ -w "$SOCKET" ] || { WHY="permission denied: $SOCKET" && return 1; }
}

may_ask_podman() {
  case $DISCOVERY in *"engine$TAB"*"${TAB}conmon${TAB}-${TAB}user $US$NEWLINE"*) return 0 ;; esac
  WHY='permission denied: the containers are those of another user'
  return 1
}

# Nothing of the login's configuration of the client is taken over: it may lead to another machine, and to other programs.
engine() {
  case $engine in
    docker) "$program" --config /nonexistent -H "unix://$SOCKET" "$@" ;;
    *) "$program" "$@" ;;
  esac
}

# running_inside: as $found, of the containers that docker tells those in which httpd runs, where the process table does not
# tell it.
running_inside() {
  own=$(sed -n 's|.*/\([0-9a-f]\{64\}\)/.* /etc/host.*|\1|p' /proc/self/mountinfo 2>/dev/null | sed -n 1p)
  all=$(engine ps --no-trunc --format '{{.ID}}/{{.Names}}') || return
  looked=0
  for id in $all; do
    name=${id#*/}
    id=${id%%/*}
    [ "$id" != "$own" ] || continue
    [ "${CONTAINERS:-auto}" = never ] || is_wanted "$name" || continue
    looked=$((looked + 1))
    [ "$looked" -le 50 ] || { echo 'more than 50 containers run: the others were not looked at' >&2; return; }
    case $(engine top "$id" -o pid,comm 2>/dev/null) in *" httpd"* | *" apache2"*) found=$found$id$NEWLINE ;; esac
  done
}

# told_ids: those of the discovery, each once.
told_ids() {
  ids=$NEWLINE
  rest=$DISCOVERY
  while :; do
    case $rest in *"${TAB}in container "*) ;; *) return ;; esac
    rest=${rest#*"${TAB}in container "}
    case $rest in *"($1):"*) ;; *) return ;; esac
    id=${rest%%" ("*}
    kind=${rest#*"("}
    [ "${kind%%")"*}" = "$1" ] || continue
    case $id in *[!0-9a-f]*) continue ;; esac
    case $ids in *"$NEWLINE$id$NEWLINE"*) continue ;; esac
    ids=$ids$id$NEWLINE
    printf '%s\n' "$id"
  done
}

# describe ID...: "ID <tab> NAME <tab> IMAGE <tab> IMAGE-ID" of each that still runs, as $lines as well.
describe() {
  lines=$(engine inspect --type container --format \
    "{{if .State.Running}}{{.Id}}$TAB{{.Name}}$TAB{{.Config.Image}}$TAB{{.Image}}{{end}}" "$@")
  describe_status=$?
  printf '%s\n' "$lines"
  return "$describe_status"
}

# digests_of ID...: "IMAGE-ID <tab> DIGEST..." of images. One that was built here may have none.
digests_of() { engine image inspect --format "{{.Id}}$TAB{{range .RepoDigests}}{{.}} {{end}}" "$@"; }

# is_wanted NAME: by $CONTAINERS, which is `auto`, or patterns, one with a `!` for those that are left alone.
is_wanted() {
  set -f
  # shellcheck disable=SC2086 # a pattern each
  set -- "$1" ${CONTAINERS:-auto}
  set +f
  name=$1
  shift
  only=
  for pattern in "$@"; do
    # shellcheck disable=SC2254 # they are patterns
    case $pattern in
      never) return 1 ;;
      auto) only=${only:-all} ;;
      '!'*) case $name in ${pattern#!}) return 1 ;; esac ;;
      *) only=${only:-none} && case $name in $pattern) only=this ;; esac ;;
    esac
  done
  [ "$only" != none ]
}

# seconds_left: $left of the time of this script.
seconds_left() {
  now=
  { IFS=. read -r now _ </proc/uptime; } 2>/dev/null
  case $STARTED$now in '' | *[!0-9]*) left=$INSIDE_SECONDS && return ;; esac
  left=$((LIMIT - now + STARTED - INSIDE_RESERVE))
  [ "$left" -le "$INSIDE_SECONDS" ] || left=$INSIDE_SECONDS
}

# feed NONCE SECONDS: the script, and then a line a second while somebody reads them: the shell in there ends with this one.
feed() {
  printf '%s\n' '{' "NONCE=$1 LIMIT=$2"
  inside_text
  printf '%s\n' '}'
  while sleep 1; do echo || exit; done
} 2>/dev/null

# in_container ID NONCE SECONDS: both streams no longer than they may be, with the status of the engine's command.
in_container() {
  {
    status=$({
      {
        {
          feed "$2" "$3" | engine exec -i "$1" sh -s 2>&5 6>&-
          printf '%s' "$?" >&6
        } | head -c "$MOST_INSIDE" >&7
      } 5>&1 | head -c "$MOST_INSIDE_ERRORS" >&8
    } 6>&1)
  } 7>&1 8>&2
  return "${status:-1}"
}

# ask_inside ID: under a nonce of its own, so that no container answers for another, or for its host.
ask_inside() {
  seconds_left
  [ "$left" -ge 5 ] || { part "late $1" true && return; }
  IFS=- read -r first second third fourth fifth </proc/sys/kernel/random/uuid || return
  own_nonce=$first$second$third$fourth$fifth
  part "inside $engine $1 $own_nonce" limited "$((left + 2))" in_container "$1" "$own_nonce" "$left"
}

# ask_engine NAME: all that it knows of, and then inside of those.
ask_engine() {
  part "engine $1" choose_engine "$1" || return
  found=$(told_ids "$1")
  [ "$1" = docker ] && handed_in && part "running $1" running_inside
  [ "$found" ] || return
  # shellcheck disable=SC2086 # numbers
  part "list $1" describe $found
  images=$(printf '%s\n' "$lines" | sed 's/.*'"$TAB"'//' | sort -u | grep .) || return
  # shellcheck disable=SC2086
  part "images $1" digests_of $images
  set -f
  IFS=$NEWLINE
  for line in $lines; do
    unset IFS
    set +f
    id=${line%%"$TAB"*}
    name=${line#*"$TAB"}
    name=${name%%"$TAB"*}
    is_wanted "${name#/}" || continue
    asked=$((asked + 1))
    [ "$asked" -le "$MOST_CONTAINERS" ] && ask_inside "$id" </dev/null
  done
  unset IFS
  set +f
}

collect_containers() {
  asked=0
  part asked printf '%s\n' "${CONTAINERS:-auto}"
  case $DISCOVERY in *"(docker):"*) ask_engine docker ;; *) ! handed_in || ask_engine docker ;; esac
  case $DISCOVERY in *"(podman):"*) ask_engine podman ;; esac
  return 0
}
