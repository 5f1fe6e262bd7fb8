# shellcheck shell=sh
# Where the loader of this host finds what a file needs, without that anything of the file is run.

# prepare_trace FILE: $LOADER, the host's own that takes the file, and how it is asked; $UNTRACED is why none may be.
prepare_trace() {
  LOADER=
  TRACED=
  set -- "$1"
  for candidate in /lib64/ld-linux-*.so.* /lib/ld-linux-*.so.* /lib64/ld64.so.* /lib/ld-musl-*.so.1 /lib/*-linux-gnu*/ld-linux-*.so.*; do
    [ -x "$candidate" ] && set -- "$@" "$candidate"
  done
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
      TRACED=$("$1" --list "$2" 2>/dev/null)
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
      *) "$LOADER" --list "$1" ;;
    esac
  elif have otool; then otool -L "$1"
  elif have ldd; then
    case $(ldd --version 2>&1) in *GLIBC* | *'GNU libc'*) ;; *) [ ! -r /proc/self/stat ] || return 127 ;; esac
    ldd "$1"
  else return 127
  fi
}

# trace_with PATH FILE: of a path with directories that are not ours the loader would find what we do not let it see.
trace_with() (
  paths=$(found_libraries "$1")
  [ "$UNTRACED" ] || UNTRACED=$(printf '%s\n' "$paths" | sed -n "s/^left$TAB.*$TAB//p" | sed -n 1p)
  LD_LIBRARY_PATH=$1
  export LD_LIBRARY_PATH
  trace "$2"
)

# hidden_from_trace FOUND: of the places where the loader has looked for the Python library before it found that one, if any, those
# that this login may not see.
hidden_from_trace() {
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

# found_library TRACE: the Python library that was found, as a file.
found_library() {
  printf '%s\n' "$1" | sed -n 's/.*libpython[^ ]* => \(\/[^ ]*\).*/\1/p' | sed -n 1p
}
