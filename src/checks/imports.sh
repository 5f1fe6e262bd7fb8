# shellcheck shell=sh
# Which modules stand at the top of several directories that imports are looked for in: of one name the first on the path counts. By
# builtins, and of the names that directories hold none is told that stands in one alone.

# Entries of one directory, and of all of them.
MOST_NAMES=2000
MOST_NAMES_IN_ALL=20000

# names_twice DIRECTORIES: of each but those of the standard library "in DIRECTORY", and "both NAME FILE OTHER-DIRECTORY OTHER-FILE" of what
# stands there and elsewhere. Directories of packages are held against the standard library alone.
names_twice() {
  IFS=$NEWLINE
  set -f
  sort_searched "$1"
  names_left=$MOST_NAMES_IN_ALL
  # shellcheck disable=SC2086 # a directory each
  for directory in $own_directories $package_directories; do
    if [ ! -d "$directory" ] || [ ! -r "$directory" ]; then continue; fi
    printf 'in\t%s\n' "$directory"
    names_in "$directory"
  done
  unset IFS
  set +f
  echo end
}

# sort_searched DIRECTORIES: $libraries, $package_directories, $own_directories, and $suffixes, by which names of files are modules.
sort_searched() {
  libraries=
  package_directories=
  own_directories=
  suffixes=
  for directory in $1; do
    case $directory in
      */lib-dynload) libraries=$libraries${directory%/lib-dynload}$NEWLINE && take_suffix "$directory" ;;
      */site-packages | */dist-packages) package_directories=$package_directories$directory$NEWLINE ;;
    esac
  done
  for directory in $1; do
    case $NEWLINE$libraries$package_directories in *"$NEWLINE${directory%/lib-dynload}$NEWLINE"*) continue ;; esac
    own_directories=$own_directories$directory$NEWLINE
  done
  # In the order in which Python tries them.
  suffixes=/__init__.py$NEWLINE$suffixes.abi3.so$NEWLINE.so$NEWLINE.py
}

# take_suffix DIRECTORY: what the standard library's own extension modules have.
take_suffix() {
  set +f
  for file in "$1"/*.cpython-*.so; do
    file=${file##*/}
    file=.${file#*.}
    case $file in *[!A-Za-z0-9._-]*) continue ;; esac
    case $NEWLINE$suffixes in *"$NEWLINE$file$NEWLINE"*) ;; *) suffixes=$suffixes$file$NEWLINE ;; esac
    break
  done
  set -f
}

# names_in DIRECTORY: nothing below it is looked at but what has a name that stands elsewhere as well: it may be a mount.
names_in() {
  within=$1
  set +f
  set -- "$within"/*
  set -f
  looked=0
  last=
  for entry in "$@"; do
    looked=$((looked + 1))
    names_left=$((names_left - 1))
    if [ "$looked" -gt "$MOST_NAMES" ] || [ "$names_left" -lt 0 ]; then
      echo cut
      return
    fi
    entry=${entry##*/}
    stem=${entry%%.*}
    case $stem in "$last" | '' | [0-9]* | *[!A-Za-z0-9_]* | __init__ | __main__) continue ;; esac
    case $entry in "$stem" | "$stem.py" | "$stem."*so) ;; *) continue ;; esac
    last=$stem
    tell_twice "$within" "$stem"
  done
}

# tell_twice DIRECTORY NAME
tell_twice() {
  others=
  for other in $libraries; do
    if top_module "$other" "$2" || top_module "$other/lib-dynload" "$2"; then
      others=$others$other$TAB$module_file$NEWLINE
    fi
  done
  case $1 in
    */site-packages | */dist-packages) ;;
    *)
      for other in $own_directories $package_directories; do
        [ "$other" = "$1" ] || ! top_module "$other" "$2" || others=$others$other$TAB$module_file$NEWLINE
      done
      ;;
  esac
  [ "$others" ] && top_module "$1" "$2" || return 0
  for other in $others; do printf 'both\t%s\t%s\t%s\n' "$2" "$module_file" "$other"; done
}

# top_module DIRECTORY NAME: $module_file. A directory without __init__.py gives way to whatever comes behind it.
top_module() {
  for suffix in $suffixes; do
    module_file=$1/$2$suffix
    [ -f "$module_file" ] && return
  done
  return 1
}
