# shellcheck shell=sh
# What decides which Python installation the library takes for its own: configured homes, virtual environments,
# the first python on Apache's PATH, and where the standard library is. No Python is started.

# The X.Y of the library that was found.
library_version() {
  printf '%s\n' "$LIBRARY" | sed -n 's/.*libpython\([0-9]\.[0-9]*\).*/\1/p
    s|.*/Python[3T]*\.framework/Versions/\([0-9]\.[0-9]*\).*|\1|p' | sed -n 1p | grep . ||
    printf '%s\n' "$LIBRARY" | sed -n 's/^\([23]\.[0-9]*\)\.[0-9].*/\1/p' | sed -n 1p
}

# What the library was compiled with, and lies below.
compiled_prefixes() (
  IFS=$NEWLINE
  set -f
  for line in $LIBRARY; do
    case $line in 'prefix /usr' | 'prefix /usr/local') ;; 'prefix /'*) printf '%s\n' "${line#prefix }" ;; esac
  done
)

standard_landmarks() (
  prefixes=$(compiled_prefixes)
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2086 # a directory each
  landmarks /usr /usr/local $prefixes
)

# first_python NAME PATH: the first executable of that name, as the library itself searches.
first_python() (
  IFS=:
  set -f
  for directory in $2; do
    [ -f "$directory/$1" ] && [ -x "$directory/$1" ] && printf '%s\n' "$directory/$1" && return
  done
)

# parents PATH: every directory above it.
parents() {
  at=$1
  while [ "$at" ] && [ "$at" != / ]; do
    at=${at%/*}
    printf '%s\n' "${at:-/}"
  done
}

# landmarks DIRECTORY...: which of them hold a standard library of version $V, in their order: the nearest counts, and `ls` would
# sort them by name. Absent and denied stay apart.
landmarks() {
  for at in "$@"; do
    shift
    for file in "${at%/}/lib/python$V/os.py" "${at%/}/lib64/python$V/os.py"; do
      if [ -e "$file" ]; then printf '%s\n' "$file"; else set -- "$@" "$file"; fi
    done
  done
  [ $# = 0 ] || ls -d "$@"
}

listing() { ls -ld "$@"; }

# What a home is made of: each component of its path, its settings, the Pythons that it has modules for.
home() { with_parents "$1/x" listing; }

# with_parents PATH COMMAND...: with every directory above it as an argument. A path may hold whatever a shell makes more of.
with_parents() (
  IFS=$NEWLINE
  set -f
  above=$(parents "$1")
  shift
  # shellcheck disable=SC2086 # a line each
  set -- "$@" $above
  unset IFS
  set +f
  "$@"
)

home_versions() { ls -d "$1"/lib/python[0-9]* "$1"/lib64/python[0-9]*; }
home_python() { ls -ld "$1/bin/python" "$1/bin/python3"; }
modules_of() {
  ls -d "$1/lib/python$V/site-packages" "$1/lib64/python$V/site-packages" "$1/local/lib/python$V/dist-packages" \
    "$1/lib/python3/dist-packages" "$1/lib/python$V/dist-packages"
}

# python-path= of daemon groups and WSGIPythonPath, a directory a line.
configured_paths() {
  printf '%s\n' "$CONFIG" | awk '
    tolower($2) == "wsgipythonpath" { gsub(/["\047]/, "", $3); print $3 }
    tolower($2) == "wsgidaemonprocess" {
      for (i = 3; i <= NF; i++) if (sub(/^["\047]?python-path=/, "", $i)) { gsub(/["\047]/, "", $i); print $i }
    }' | tr ':' '\n' | sort -u
}

# path_kind PATH: what an entry of sys.path is, as far as the login may see.
path_kind() {
  at=$1
  if [ -d "$at" ]; then
    kind=directory
    [ -x "$at" ] || { kind=denied; return; }
    if [ ! -e "$at/pyvenv.cfg" ] && [ ! -d "$at/conda-meta" ]; then return; fi
    kind=environment
    # Some keep their application right beside the environment.
    for module in "$at"/*.py "$at"/*/__init__.py; do [ -e "$module" ] && kind=directory; done
  elif [ -e "$at" ]; then
    kind=other
  else
    kind=missing
    while [ "$at" ] && [ ! -d "$at" ]; do at=${at%/*}; done
    [ -x "${at:-/}" ] || kind=denied
  fi
}

# What stands at each of the paths: KIND <tab> PATH <tab> where it really is.
describe_paths() {
  while IFS= read -r path; do
    case $path in /*) ;; *) continue ;; esac
    path_kind "$path"
    at=
    case $kind in directory | environment) at=$(cd "$path" && pwd -P) ;; esac
    is_odd "$at" && at=
    printf '%s\t%s\t%s\n' "$kind" "$path" "$at"
  done
}

paths() { configured_paths | describe_paths; }

# awk: the lines of pyvenv.cfg that decide.
# shellcheck disable=SC2016 # awk's own variables
WANTED_SETTINGS='
{ key = tolower($0); sub(/^[ \t]+/, "", key) }
!sub(/[ \t]*=.*/, "", key) { next }
key ~ /^(home|version|version_info|include-system-site-packages|implementation|uv|base-(prefix|exec-prefix|executable))$/ &&
length($0) < 4096 { print; if (++lines == 20) exit }'

# settings FILE...: those of a virtual environment that say which Python it is of.
settings() {
  for file in "$@"; do from_file "$file" "$TEXT_SIZE" awk "$WANTED_SETTINGS" || settings_status=$?; done
  return "${settings_status:-0}"
}

base_of() { printf '%s\n' "$1" | sed -n 's/^home *= *//p' | sed -n 1p; }

describe_home() {
  part "home $1" home "$1"
  mark part "settings $1"
  found=$(settings "$1/pyvenv.cfg")
  found_status=$?
  printf '%s\n' "$found"
  mark "done" "$found_status"
  part "python $1" home_python "$1"
  part "versions $1" home_versions "$1"
  part "landmark $1" landmarks "$1"
  part "modules $1" modules_of "$1"
  base=$(base_of "$found")
  [ "$base" ] || return 0
  part "base $1" listing "$base"
  part "base-landmarks $1" with_parents "$base" landmarks "$base"
  with_parents "$base/x" each_modules
  return 0
}

each_modules() {
  for at in "$@"; do [ -d "$at/lib/python$V" ] && part "modules $at" modules_of "$at"; done
  return 0
}

collect_python() {
  V=$(library_version)
  [ "$V" ] || return 0
  part version printf '%s\n' "$V"
  homes=$(configured_homes)
  # A home is a line, whatever stands in it.
  IFS=$NEWLINE
  set -f
  for prefix in $homes; do
    unset IFS
    set +f
    describe_home "$prefix"
  done
  unset IFS
  set +f
  path=$(apache_value PATH)
  name=python3
  case $V in 2.*) name=python ;; esac
  program=$(first_python "$name" "$path")
  part program printf '%s\n' "$program"
  if [ "$program" ]; then
    part program-real real "$program"
    beside=${program%/*}
    part program-settings settings "$beside/pyvenv.cfg" "${beside%/*}/pyvenv.cfg"
    part program-landmarks with_parents "$(real "$program")" landmarks
  fi
  part paths paths
  part standard-landmarks standard_landmarks
  mark part compiled-landmarks
  found=$(compiled_landmarks "$V")
  found_status=$?
  printf '%s\n' "$found"
  mark "done" "$found_status"
  [ "$found" ] || part library-landmarks with_parents "$(library_file)" landmarks
  for at in /usr /usr/local; do part "modules $at" modules_of "$at"; done
  return 0
}
