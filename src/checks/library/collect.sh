# shellcheck shell=sh
# Which mod_wsgi.so is loaded, and which Python library it finds: without LD_LIBRARY_PATH, with the login's,
# with Apache's, and what the processes really have mapped.

# server_root: what the dump says, else the command line, else the built-in one.
server_root() {
  root=$(printf '%s\n' "$CONFIG" | sed -n 's/^ServerRoot: "\(.*\)"$/\1/p' | sed -n 1p)
  [ "$root" ] || root=$(value_of -d)
  printf '%s\n' "${root:-$(compiled HTTPD_ROOT)}"
}

# loaded DIRECTIVE [MODULE]: the last word of such lines, quotes taken off.
loaded() {
  printf '%s\n' "$CONFIG" | awk -v directive="$1" -v module="$2" '
    tolower($2) == directive && (module == "" || $3 == module) { gsub(/["\047]/, "", $NF); print $NF }'
}

# What this check printed for those that come later, else found anew: its time may have been over before that.
module_file() (
  IFS=$NEWLINE
  set -f
  here=
  for line in ${LIBRARY-}; do
    case $here,$line in
      ",@$NONCE part module") here=1 ;;
      "1,@$NONCE "*) return 1 ;; # there is none
      1,*) printf '%s\n' "$line" && return ;;
    esac
  done
  unset IFS
  find_module
)

# The first LoadModule wins. Without a readable configuration: what the master has mapped.
find_module() {
  file=$(loaded loadmodule wsgi_module | sed -n 1p)
  # shellcheck disable=SC2016 # a variable of Apache's configuration
  case $file in
    '') file=$(sed -n 's|^[^/]*\(/.*mod_wsgi[^/]*\.so[^ /]*\).*|\1|p' "/proc/$MASTER/maps" 2>/dev/null | sed -n 1p) ;;
    *'${'*) file=$(expanded "$file") ;;
  esac
  case $file in
    '') return 1 ;;
    /*) printf '%s\n' "$file" ;;
    *) printf '%s/%s\n' "$(server_root)" "$file" ;;
  esac
}

# expanded TEXT: one ${NAME} at its start, from Apache's environment.
expanded() {
  # shellcheck disable=SC2016
  name=${1#*'${'}
  printf '%s%s\n' "$(apache_value "${name%%\}*}")" "${name#*\}}"
}

# shellcheck disable=SC2016 # awk's own variables
BUILT_FOR='
BEGIN { FS = "[\047\"]" }
/^WITH_HTTPD_PACKAGE = True/ { exit }
/^ *SBINDIR = [\047"]/ { at = $2 }
/^PROGNAME = [\047"]/ { print at "/" $2; exit }'

# The httpd that pip built mod_wsgi for, as it is recorded beside it. Not where it brought one of its own.
built_for() {
  program=$(from_file "${1%/*}/apxs_config.py" "$TEXT_SIZE" awk "$BUILT_FOR") || return
  [ "$program" ] && real "$program"
}

digest() { from_file "$1" "$LIBRARY_SIZE" sum_up; }

sum_up() {
  if have sha256sum; then sha256sum
  elif have shasum; then shasum -a 256
  elif have sha256; then sha256 -r
  else openssl dgst -sha256
  fi
}

# The package that a file belongs to. dpkg keeps both names of a merged /usr apart.
package_of() {
  if have dpkg-query; then
    owner=$(dpkg-query -S "$1" 2>/dev/null || dpkg-query -S "/usr$1" 2>/dev/null || dpkg-query -S "${1#/usr}" 2>/dev/null) || return 1
    dpkg-query -W "${owner%%:*}"
  elif have rpm; then rpm -qf "$1"
  elif have apk; then apk info -W "$1"
  elif have pkg; then pkg which "$1"
  else return 127
  fi
}

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
      TRACED=$(LD_TRACE_LOADED_OBJECTS=1 "$1" "$2" 2>/dev/null)
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

apache_library_path() { apache_value LD_LIBRARY_PATH; }

# What the master and its children have mapped.
mapped() {
  [ -d /proc/self ] || return 127
  pids=$MASTER
  for stat in /proc/[0-9]*/stat; do
    { IFS= read -r line <"$stat"; } 2>/dev/null || continue
    rest=${line##*\) }
    rest=${rest#* }
    [ "${rest%% *}" = "$MASTER" ] || continue
    # A container's first process adopts strangers.
    case $line in *"(httpd"* | *"(apache2"*) ;; *) continue ;; esac
    pid=${stat#/proc/}
    pids="$pids ${pid%/stat}"
  done
  for pid in $pids; do
    printf 'pid %s\n' "$pid"
    sed -n 's|^[^/]*\(/.*libpython[^/]*\)$|\1|p; s|^[^/]*\(/.*mod_wsgi[^/]*\)$|\1|p; s|^[^/]*\(/.*/Python\)$|\1|p' \
      "/proc/$pid/maps" | sort -u
  done
}

# The Python library that was found, as a file: the resolved name, else the one that is mapped.
found_library() {
  printf '%s\n' "$1" | sed -n 's/.*libpython[^ ]* => \(\/[^ ]*\).*/\1/p' | sed -n 1p
}

collect_library() {
  # A program that did not answer -V is not asked again.
  [ "$(built_version)" ] || return 3
  part server-root server_root
  part load-file loaded loadfile
  part module-lines loaded loadmodule wsgi_module
  [ "$MASTER" ] && part mapped mapped
  file=$(find_module)
  part module printf '%s\n' "$file"
  [ "$file" ] || return 0
  part listing ls -lL "$file" || return 0
  part real real "$file"
  part digest digest "$file"
  part package package_of "$(real "$file")"
  [ -f "${file%/*}/apxs_config.py" ] && part built-for built_for "$file"
  part versions versions_in "$file"
  part dynamic dynamic_section "$file"
  if [ ! -r /proc/self/stat ] && have otool; then
    part program printf '%s\n' "$BINARY"
    part program-dynamic dynamic_section "$BINARY"
    part placed mach_places "$file"
  fi
  part python-inside python_inside "$file"
  prepare_trace "$file"
  part clean trace "$file"
  clean=$(found_library "${TRACED:-$(trace "$file" 2>/dev/null)}")
  [ "$LOGIN_LD_LIBRARY_PATH" ] && part login trace_with "$LOGIN_LD_LIBRARY_PATH" "$file"
  path=$(apache_library_path)
  part apache-path printf '%s\n' "$path"
  [ "$path" ] && part apache trace_with "$path" "$file"
  other=$([ "$path" ] && found_library "$(trace_with "$path" "$file" 2>/dev/null)")
  [ "$clean" ] && part library python_library "$clean"
  [ "$other" ] && [ "$other" != "$clean" ] && part apache-library python_library "$other"
  return 0
}
