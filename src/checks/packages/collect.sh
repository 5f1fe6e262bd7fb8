# shellcheck shell=sh
# Which distributions lie in the directories that an application may import from: by builtins, as there may be hundreds. No Python
# is started, and nothing that a .pth file says is run.

# Entries of all directories together, files that are read of one, and directories that .pth files add.
MOST_ENTRIES=20000
MOST_HELD=200
MOST_ADDED=100
# Bytes of metadata with a description in it, and of a .pth file.
METADATA_SIZE=4194304
PATH_FILE_SIZE=65536

# awk: of the configuration and of what the checks before have told, the directories that may stand on sys.path, once each.
# shellcheck disable=SC2016 # awk's own variables
SEARCHED='
function bare(text) { gsub(/["\047]/, "", text); return text }
function put(path) {
  gsub(/\/\/+/, "/", path)
  while (length(path) > 1 && path ~ /\/$/) path = substr(path, 1, length(path) - 1)
  if (path ~ /^\/./ && path !~ /[\001-\037\177]/ && !(path in seen)) {
    seen[path] = 1
    if (++count <= 300) print path
    else if (count == 301) print "more"
  }
}
function put_all(paths,   n, i, path) { n = split(paths, path, ":"); for (i = 1; i <= n; i++) put(path[i]) }
# A name behind a date; where a link leads is not it.
function listed(line) { line = substr(line, index(line, " /") + 1); sub(/ -> .*/, "", line); return line }
/^@/ { next }
/^PYTHONPATH=/ { put_all(substr($0, 12)); next }
version == "" && /^[23][.][0-9]+$/ { version = $0; next }
sub(/\/os[.]py$/, "") { put($0); put($0 "/lib-dynload"); put($0 "/site-packages"); put($0 "/dist-packages"); next }
/^\/.*\/(site|dist)-packages$/ { put($0); next }
/^(directory|environment|other|missing|denied)\t/ { split($0, field, "\t"); put(field[2]); next }
/^[dl].* \/.*\/[.]local\/lib\/python[23][.][0-9]+\/site-packages( -> .*)?$/ {
  if (index($0, "/.local/lib/python" version "/site-packages")) put(listed($0))
  next
}
/^[0-9]+\t/ {
  text = $0; sub(/^[0-9]+\t */, "", text)
  if (tolower(text) !~ /^wsgidaemonprocess[ \t]/) next
  while (match(text, /([^ \t"\047]|"[^"]*"|\047[^\047]*\047)+/)) {
    word = bare(substr(text, RSTART, RLENGTH)); text = substr(text, RSTART + RLENGTH)
    if (sub(/^home=/, "", word)) put(word)
  }
}'

searched_directories() {
  # shellcheck disable=SC2153 # what the checks before printed
  printf '%s\n' "PYTHONPATH=$(apache_value PYTHONPATH)" "$PYTHON" "$LISTED" "$CONFIG" | awk "$SEARCHED"
}

# scan_all DIRECTORIES: each, and then what their .pth files add.
scan_all() {
  ENTRIES=0
  ADDED=
  SCANNED=$NEWLINE
  REALLY=$NEWLINE
  scan_each "$1"
  scan_each "$ADDED"
}

scan_each() {
  IFS=$NEWLINE
  set -f
  for directory in $1; do
    unset IFS
    set +f
    case $SCANNED in *"$NEWLINE$directory$NEWLINE"*) continue ;; esac
    SCANNED=$SCANNED$directory$NEWLINE
    case $directory in /*) scan "$directory" ;; *) echo full ;; esac
  done
  unset IFS
  set +f
}

# scan DIRECTORY: "at <tab> KIND <tab> DIRECTORY <tab> where it really is", what is in it, and "end" where that is all. Of one that is
# known by another name, this line is all; of one that is not there, there is none.
scan() {
  path_kind "$1"
  at=
  case $kind in
    missing) return ;;
    directory | environment)
      [ -r "$1" ] || kind=denied
      # A process only where a link is on the way.
      ! has_link "$1" || at=$(cd "$1" && pwd -P)
      is_odd "$at" && at=
      case $REALLY in *"$NEWLINE${at:-$1}$NEWLINE"*) kind=same ;; esac
      REALLY=$REALLY${at:-$1}$NEWLINE
      ;;
  esac
  printf 'at\t%s\t%s\t%s\n' "$kind" "$1" "$at"
  case $kind in directory | environment) scan_inside "$1" ;; esac
}

has_link() {
  step=
  steps_left=${1#/}
  while [ "$steps_left" ]; do
    step=$step/${steps_left%%/*}
    case $steps_left in */*) steps_left=${steps_left#*/} ;; *) steps_left= ;; esac
    [ -L "$step" ] && return
  done
  return 1
}

scan_inside() {
  HELD=
  held=0
  strange=0
  known_in "$1"
  for entry in "$1"/*.pth "$1"/*.dist-info "$1"/*.egg-info "$1"/*.egg-link "$1"/EGG-INFO; do
    [ -e "$entry" ] || [ -L "$entry" ] || continue
    is_odd "$entry" && strange=$((strange + 1)) && continue
    if [ "$ENTRIES" -ge "$MOST_ENTRIES" ]; then
      tell_held "$1"
      printf 'cut\t%s\n' "$ENTRIES"
      return 0
    fi
    ENTRIES=$((ENTRIES + 1))
    hold_entry "$entry"
    [ "$held" -lt "$MOST_HELD" ] || tell_held "$1"
  done
  tell_held "$1"
  [ "$strange" = 0 ] || printf 'odd\t%s\n' "$strange"
  echo end
}

# Packages that are known for trouble below mod_wsgi, by the directories that they import as.
known_in() {
  for package in numpy pandas scipy sklearn torch tensorflow cryptography bcrypt pydantic_core rpds orjson grpc \
    rest_framework rest_framework_simplejwt oauth2_provider flask_httpauth flask_jwt_extended; do
    [ -d "$1/$package" ] && printf 'm\t%s\n' "$package"
  done
  return 0
}

# hold_entry ENTRY: the files that tell of it are listed together, many by one process; what has none is told by its own name.
hold_entry() {
  case $1 in
    *.dist-info) wanted=$1/METADATA ;;
    *.egg-link | *.pth) wanted=$1 ;;
    *) if [ -d "$1" ]; then wanted=$1/PKG-INFO; else wanted=$1; fi ;;
  esac
  if [ ! -f "$wanted" ] || [ -L "$wanted" ]; then
    case $1 in *.pth) printf 'p\t-\t%s\n' "${1##*/}" ;; *) printf 'n\t%s\n' "${1##*/}" ;; esac
    return
  fi
  hold "$wanted"
  case $1 in
    *.dist-info) [ ! -f "$1/direct_url.json" ] || [ -L "$1/direct_url.json" ] || hold "$1/direct_url.json" ;;
  esac
}

hold() {
  HELD=$HELD$1$NEWLINE
  held=$((held + 1))
}

# tell_held DIRECTORY: of the files that are held, in the order in which `ls` lists them, which is that of Python.
tell_held() {
  [ "$HELD" ] || return 0
  within=$1
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2086 # a path a line
  set -- $HELD
  unset IFS
  set +f
  HELD=
  held=0
  # Where the lines are not as many as the names, something was changed meanwhile: then all go by their own names.
  if list_steps "$@"; then
    while [ "$listed" ]; do
      entry_line=${listed%%"$NEWLINE"*}
      listed=${listed#"$entry_line"}
      listed=${listed#"$NEWLINE"}
      file=/${entry_line#* /}
      take_entry
      case $file in "$within/"*) tell_file "$file" ;; esac
    done
  else
    entry_mode=
    for file in "$@"; do tell_file "$file"; done
  fi
}

# tell_file FILE: a regular one of its size; through a link, somebody may name any file of the host.
tell_file() {
  most=$METADATA_SIZE
  case $1 in *.pth) most=$PATH_FILE_SIZE ;; esac
  case $entry_mode in -*) fits "$entry_size" "$most" || entry_mode= ;; *) entry_mode= ;; esac
  own=${1#"$within/"}
  case $1 in
    *.pth) tell_path_file "$1" ;;
    *.egg-link) printf 'l\t%s\n' "$own" ;;
    */direct_url.json) [ -z "$entry_mode" ] || ! says_editable "$1" || echo editable ;;
    *)
      if [ "$entry_mode" ] && take_metadata "$1"; then
        case $own in *.dist-info/*) form=d ;; *) form=e ;; esac
        printf '%s\t%s\t%s\n' "$form" "$told_name" "$told_version"
      else
        printf 'n\t%s\n' "${own%%/*}"
      fi
      ;;
  esac
}

# tell_path_file FILE: which directories it adds, and how many of its lines Python runs.
tell_path_file() {
  if [ -z "$entry_mode" ] || ! take_path_lines "$1" "$within"; then
    printf 'p\t-\t%s\n' "$own"
    return
  fi
  printf 'p\t%s\t%s\n' "$told_code" "$own"
  IFS=$NEWLINE
  set -f
  for path in $told_paths; do
    [ "$adding" -lt "$MOST_ADDED" ] || { echo full && break; }
    adding=$((adding + 1))
    printf 'a\t%s\n' "$path"
    ADDED=$ADDED$path$NEWLINE
  done
  unset IFS
  set +f
}

collect_packages() {
  [ "$PYTHON" ] || return 0
  adding=0
  part directories scan_all "$(searched_directories)"
  part imports names_twice "$SCANNED"
  # Another's directory may have no end.
  part extensions limited 8 extensions "$PYTHON" "$SCANNED" "$LIBRARY"
}
