# shellcheck shell=sh
# Where the loader of this host finds what a file needs, without that anything of the file is run.

# prepare_trace FILE: $LOADER, the host's own that takes the file, and how it is asked; $UNTRACED is why none may be.
prepare_trace() {
  LOADER=
  TRACED=
  set -- "$1"
  kinds=
  for candidate in /lib64/ld-linux-*.so.* /lib/ld-linux-*.so.* /lib64/ld64.so.* /lib/ld-musl-*.so.1 /lib/*-linux-gnu*/ld-linux-*.so.*; do
    [ -x "$candidate" ] || continue
    set -- "$@" "$candidate"
    case $candidate in */ld-musl-*) kinds=${kinds}m ;; *) kinds=${kinds}g ;; esac
  done
  # Each would take files of the other: what httpd itself is started by loads its modules.
  case $kinds in *m*g* | *g*m*) own=$(started_by "$BINARY") && [ "$own" ] && set -- "$1" "$own" ;; esac
  verdicts=$(judged "$@")
  found_ours "$1" "$verdicts" || { UNTRACED=$WHY && return; }
  UNTRACED=$(strangers_searched_by "$1")
  UNTRACED=${UNTRACED#*"$TAB"}
  [ -z "$UNTRACED" ] || return
  traced_file=$1
  shift
  for candidate in "$@"; do
    found_ours "$candidate" "$verdicts" && takes "$candidate" "$traced_file" && LOADER=$candidate && return
  done
}

# started_by PROGRAM: the loader that it names.
started_by() {
  from_file "$1" "$LIBRARY_SIZE" head -c 65536 | tr -c '\040-\176' '\n' | sed -n '/^\/.*\/ld[-.0-9a-z].*so/{p;q;}'
}

# takes LOADER FILE: with $LOADING, how it is asked so that it runs nothing of it. glibc's knows `--list` as well, but gives up
# at the first library that is not there; an unknown one is not asked.
takes() {
  case $("$1" --help 2>&1; "$1" 2>&1) in
    *"You have invoked "[\'\`]ld.so\'*)
      LOADING=trace
      # Where it has looked is told as well.
      TRACED=$(LD_DEBUG=libs LD_TRACE_LOADED_OBJECTS=1 "$1" "$2" 2>&1)
      ;;
    *'musl libc'*)
      LOADING=list
      TRACED=$(list_by_musl "$1" "$2" 2>/dev/null)
      return 0
      ;;
    *) return 1 ;;
  esac
}

# trace FILE: where the loader finds what FILE needs. It maps what it finds: of what is not ours it finds nothing.
trace() {
  [ -z "$UNTRACED" ] || { printf 'not traced: %s\n' "$UNTRACED" >&2 && return 126; }
  if [ "$LOADER" ]; then
    case $LOADING in
      trace) LD_TRACE_LOADED_OBJECTS=1 "$LOADER" "$1" ;;
      *) list_by_musl "$LOADER" "$1" ;;
    esac
  elif have otool; then otool -L "$1"
  elif have ldd; then
    case $(ldd --version 2>&1) in *GLIBC* | *'GNU libc'*) ;; *) [ ! -r /proc/self/stat ] || return 127 ;; esac
    ldd "$1"
  else return 127
  fi
}

# list_by_musl LOADER FILE: it asks for every symbol as well, and those of httpd, which a module alone has not, are no fault of it.
list_by_musl() (
  musl_lines=$("$1" --list "$2" 2>&1)
  musl_status=1
  IFS=$NEWLINE
  set -f
  for line in $musl_lines; do
    case $line in
      'Error relocating '*) continue ;;
      "$TAB"*) printf '%s\n' "$line" && musl_status=0 ;;
      *) printf '%s\n' "$line" >&2 ;;
    esac
  done
  return "$musl_status"
)

# trace_with PATH FILE: of a path with directories that are not ours the loader would find what we do not let it see.
# shellcheck disable=SC2030
trace_with() (
  paths=$(found_libraries "$1")
  [ "$UNTRACED" ] || UNTRACED=$(printf '%s\n' "$paths" | sed -n "s/^left$TAB.*$TAB//p" | sed -n 1p)
  LD_LIBRARY_PATH=$1
  export LD_LIBRARY_PATH
  trace "$2"
)

# hidden_from_trace FOUND FILE: of the places where the loader has looked for the Python library before it found that one, if any,
# those that this login may not see.
hidden_from_trace() {
  if [ "${LOADING-}" = list ]; then
    hidden_from_musl "$2" "$1" ''
    return 0
  fi
  IFS=$NEWLINE
  set -f
  for line in $TRACED; do
    case $line in
      *'trying file='*/libpython*)
        line=${line#*trying file=}
        [ "$line" = "$1" ] && break
        closed_above "$line"
        ;;
    esac
  done
  unset IFS
  set +f
  [ "$1" ] || closed_above /etc/ld.so.cache
  return 0
}

# hidden_from_musl FILE FOUND NAME: of what FILE needs. musl's loader does not tell where it looks, nor that it may not. It looks where
# the file says, then in the directories of its own list.
# shellcheck disable=SC2031 # trace_with changes its own
hidden_from_musl() (
  [ -z "${UNTRACED-}" ] || return
  read_listed
  directories=
  wanted=$3
  IFS=$NEWLINE
  set -f
  for line in $(dynamic_sections "$1" | awk "$LINKED"); do
    case $line in
      'in '*) directories=$directories${line#in }$NEWLINE ;;
      'need libpython'*) wanted=${wanted:-${line#need }} ;;
    esac
  done
  IFS=:$NEWLINE
  [ "$2" ] || directories=$directories$LISTED_IN
  for directory in $directories; do [ -z "$directory" ] || closed_above "$directory/$wanted"; done
  return 0
)

# found_library TRACE: the Python library that was found, as a file.
found_library() {
  printf '%s\n' "$1" | sed -n 's/.*libpython[^ ]* => \(\/[^ ]*\).*/\1/p' | sed -n 1p
}
