# shellcheck shell=sh
# Which libraries extension modules need that the loader does not find, as far as their own words and its directories tell: nothing is loaded.

# Modules that are read, a process for each; bytes of one, and of all of them.
MOST_READ=60
MODULE_SIZE=524288
MODULES_SIZE=8388608

# needed_by ROOTS HELD KNOWN FILE...: "l ROOT MODULE LIBRARY WHERE" of each that is another Python's or not found, and "unread COUNT". HELD are
# libraries that lie beside modules, which packages load by themselves; KNOWN is what was told of the server's own.
needed_by() {
  needing_roots=$1
  held_libraries=$2
  known_libraries=$3
  shift 3
  all=$#
  choose_modules "$@"
  IFS=$NEWLINE
  # shellcheck disable=SC2086 # a path each
  set -- $chosen
  unset IFS
  [ $# = 0 ] || take_needs "$@"
  [ "$all" = "$read_modules" ] || printf 'unread\t%s\n' $((all - read_modules))
}

# choose_modules FILE...: $chosen, and of each in $chosen_sizes "SIZE NAME", whole lines of 16 bytes.
choose_modules() {
  chosen=
  chosen_sizes=
  chosen_count=0
  read_modules=0
  bytes_left=$MODULES_SIZE
  have od && list_steps "$@" || return 0
  while [ "$listed" ]; do
    entry_line=${listed%%"$NEWLINE"*}
    listed=${listed#"$entry_line"}
    listed=${listed#"$NEWLINE"}
    file=/${entry_line#* /}
    take_entry
    case $entry_mode in -*) ;; *) continue ;; esac
    fits "$entry_size" "$MODULE_SIZE" || continue
    if [ "$entry_size" -gt "$bytes_left" ] || [ "$chosen_count" -ge "$MOST_READ" ]; then continue; fi
    chosen_count=$((chosen_count + 1))
    bytes_left=$((bytes_left - entry_size))
    chosen=$chosen$file$NEWLINE
    chosen_sizes=$chosen_sizes$(((entry_size + 15) / 16 * 16))" $file$NEWLINE"
  done
}

take_needs() {
  loader_path=$(apache_value LD_LIBRARY_PATH)
  system_places=
  SIZES=${chosen_sizes%"$NEWLINE"}
  export SIZES
  words=$(for file in "$@"; do take_bytes "$file" "$MODULE_SIZE"; done | awk "$ELF_STREAM")
  needing=
  IFS=$NEWLINE
  for line in $words; do
    case $line in
      'File: '*)
        needing_next=${line#File: }
        tell_needs
        needing=$needing_next
        needed=
        named=
        read_modules=$((read_modules + 1))
        ;;
      '(NEEDED) ['*) line=${line#*\[} && needed=$needed${line%]}$NEWLINE ;;
      '(RPATH) ['* | '(RUNPATH) ['*) line=${line#*\[} && named=$named${line%]}: ;;
    esac
  done
  tell_needs
  unset IFS
}

# tell_needs: of $needing, which needs $needed and has the loader search in $named. IFS is a line break.
tell_needs() {
  [ "$needing" ] || return 0
  for root in $needing_roots; do case $needing in "$root/"*) break ;; esac; done
  module=${needing#"$root/"}
  for name in $needed; do
    case $name in '' | *[!A-Za-z0-9._+-]*) continue ;; esac
    case $known_libraries in *"$name"*) continue ;; esac
    case $NEWLINE$held_libraries in *"$NEWLINE$name$NEWLINE"*) continue ;; esac
    where_library "$name"
    case $name$TAB$library_at in
      libpython[23].*"$TAB"*) ;;
      *"$TAB"/*) continue ;;
    esac
    printf 'l\t%s\t%s\t%s\t%s\n' "$root" "$module" "$name" "$library_at"
  done
}

# shellcheck disable=SC2153 # LISTED is that of read_listed
# where_library NAME: $library_at, a path, "-" for nowhere, or "?" where not all places could be looked at.
where_library() {
  library_at=-
  IFS=:
  for place in $named$loader_path; do
    case $place in
      "\$ORIGIN"*) place=${needing%/*}${place#?ORIGIN} ;;
      "\${ORIGIN}"*) place=${needing%/*}${place#??ORIGIN?} ;;
    esac
    case $place in *\$*) library_at=\? ;; /*) is_library_in "$place" "$1" && break ;; esac
  done
  IFS=$NEWLINE
  case $library_at in /*) return ;; esac
  list_system_places
  for place in $system_places; do is_library_in "$place" "$1" && return; done
  case $NEWLINE$LISTED in
    *"$NEWLINE$1$TAB"*)
      library_at=${LISTED#*"$1$TAB"}
      library_at=${library_at%%"$NEWLINE"*}
      ;;
    *) [ "$listing_is_whole" ] || library_at=\? ;;
  esac
}

# is_library_in DIRECTORY NAME: a directory that may not be looked into tells nothing.
is_library_in() {
  if [ -f "$1/$2" ]; then
    library_at=$1/$2
    return
  fi
  above=$1
  while [ "$above" ] && [ ! -d "$above" ]; do above=${above%/*}; done
  # Of variants for some processors, none is looked at.
  if [ ! -x "${above:-/}" ] || [ -d "$1/glibc-hwcaps" ]; then library_at=\?; fi
  return 1
}

# list_system_places: $system_places, and whether the loader's own list could be read. Once.
list_system_places() {
  [ -z "$system_places" ] || return 0
  unset IFS
  read_listed
  set +f
  for place in /lib /usr/lib /lib64 /usr/lib64 /lib/*-linux-* /usr/lib/*-linux-*; do system_places=$system_places$place$NEWLINE; done
  set -f
  IFS=:
  for place in $LISTED_IN; do system_places=$system_places$place$NEWLINE; done
  listing_is_whole=
  for place in /lib/ld-musl-*.so.1; do case $place in *[*]*) ;; *) listing_is_whole=1 ;; esac; done
  [ -r /etc/ld.so.cache ] && have ldconfig && listing_is_whole=1
  IFS=$NEWLINE
}
