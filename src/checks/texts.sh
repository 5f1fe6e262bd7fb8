# shellcheck shell=sh
# What the file of a module or library says of itself: the versions and places that stand in it, and what macOS' loader looks for.

# awk: a hundred of them are enough.
# shellcheck disable=SC2016 # awk's own variables
VERSION_WORDS='/^[2-9][.][0-9]+[.][0-9]+([a-z]+[0-9]+)?[+]?$/ && !seen[$0]++ { print; if (++count == 100) exit }'

# Runs of printable characters; busybox has no [:print:].
# Version-like words of a file: its own version, and that of the Python it was compiled for.
versions_in() { from_file "$1" "$LIBRARY_SIZE" tr -c '\040-\176' '\n' | awk "$VERSION_WORDS" | sort -u; }

# Text that only the Python library itself holds: found inside mod_wsgi.so, it is linked in.
python_inside() {
  from_file "$1" "$LIBRARY_SIZE" tr -c '\040-\176' '\n' | awk '
    /^(Python runtime state: |Could not find platform (in)?dependent libraries|PYTHONHASHSEED|_PyRuntimeState_Init)/ { count++ }
    END { print count + 0; exit !count }'
}

# awk: what stands alone in a file and may be a directory: the prefix is compiled into the library so.
# shellcheck disable=SC2016 # awk's own variables
PLACE_WORDS='/^(\/[A-Za-z0-9._@+-]+)+$/ && !/^\/(dev|proc|sys|lib-dynload|lib\/python|python|site-packages|os[.]py)/ && length($0) > 3 && length($0) < 200 && !placed[$0]++ && places < 100 { places++; print "compiled " $0; next }'

# python_library FILE: its own version and the places in it; of these, those that it lies below, whatever their names.
python_library() {
  printf '%s\n' "$1"
  ls -lL "$1"
  words=$(from_file "$1" "$LIBRARY_SIZE" tr -c '\040-\176' '\n' | awk "$PLACE_WORDS$NEWLINE$VERSION_WORDS" | sort -u)
  printf '%s\n' "$words"
  prefixes_among "$(real "$1")" "$words"
}

# prefixes_among FILE WORDS: builtins only.
prefixes_among() (
  above=${1%/*}
  while [ "$above" ]; do
    below=${above##*/}
    above=${above%/*}
    case $below in lib*) ;; *) continue ;; esac
    IFS=$NEWLINE
    set -f
    for word in $2; do
      # shellcheck disable=SC3013 # POSIX.1-2024 has it, and every shell that this is meant for
      case $word in "compiled /"*) [ "${word#compiled }" -ef "${above:-/}" ] && printf 'prefix %s\n' "${word#compiled }" ;; esac
    done
  done
  return 0
)

# awk: of what `otool -l` says of a module and of its program, where the loader of macOS looks for Python.
# shellcheck disable=SC2016 # awk's own variables
MACH_PLACES='
function expanded(path) {
  sub(/^@loader_path/, at, path); sub(/^@executable_path/, program, path)
  return path
}
NR == 1 { at = module }
$0 == "program" { at = program }
/^ *cmd / { command = $2 }
command == "LC_RPATH" && /^ *path / || command == "LC_LOAD_DYLIB" && /^ *name .*(Python[3T]?[.]framework\/|libpython)/ {
  text = $0; sub(/^ *(path|name) /, "", text); sub(/ \(offset [0-9]+\)$/, "", text)
  if (command == "LC_RPATH") search[++searches] = expanded(text); else name = text
}
END {
  if (name == "") exit
  rest = name
  if (sub(/^@rpath\//, "", rest)) for (i = 1; i <= searches; i++) print search[i] "/" rest
  else print expanded(name)
  if (match(name, /Python[3T]?[.]framework\/.*/)) {
    print "/Library/Frameworks/" substr(name, RSTART); print "/System/Library/Frameworks/" substr(name, RSTART)
  } else { sub(/.*\//, "", name); print "/usr/local/lib/" name; print "/usr/lib/" name }
}'

# mach_places FILE: which of these are there. `otool` names what was linked, whether it still is or not.
mach_places() (
  of_program=
  of_module=$(dynamic_section "$1")
  case $of_module in *' @rpath/'*) of_program=$(dynamic_section "$BINARY") ;; esac
  wanted=$(printf '%s\n' "$of_module" program "$of_program" |
    awk -v module="${1%/*}" -v program="${BINARY%/*}" "$MACH_PLACES")
  [ "$wanted" ] || return 3
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2086 # a path a line
  ls -ld $wanted
)
