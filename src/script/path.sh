# shellcheck shell=sh
# ---- where programs are found ---------------------------------------------------------------------------

# widen_path DIRECTORY...: those on which the login finds programs, and the usual ones, where they are ours: the directory,
# what may still come into it, and each of its programs that may be run here.
widen_path() {
  asked=
  for directory in "$@"; do
    case $directory in /*) ;; *) continue ;; esac
    is_odd "$directory" && continue
    case ":$PATH:" in *":$directory:"*) continue ;; esac
    [ -d "$directory" ] || continue
    asked=$asked$UNIT$directory/program
    for name in $PROGRAMS; do [ -e "$directory/$name" ] && asked=$asked$UNIT$directory/$name; done
  done
  others=$NEWLINE$(words_of "$asked" strangers)
  wider=
  for directory in "$@" /usr/sbin /usr/bin /sbin /bin; do
    case ":$wider:" in *":$directory:"*) continue ;; esac
    case ":$PATH:" in
      *":$directory:"*) ;;
      *)
        case $asked in *"$UNIT$directory/program"*) ;; *) continue ;; esac
        case $others in *"$NEWLINE$directory/"* | *"$NEWLINE$TAB"*) continue ;; esac
        ;;
    esac
    wider=$wider${wider:+:}$directory
  done
  PATH=$wider
}

# split_at SEPARATOR LIST COMMAND...: with each part of the list as an argument.
split_at() {
  IFS=$1
  set -f
  list=$2
  shift 2
  # shellcheck disable=SC2086 # a part each
  set -- "$@" $list
  unset IFS
  set +f
  "$@"
}

# words_of LIST COMMAND...: with each word of the list as an argument.
words_of() {
  list=${1#"$UNIT"}
  shift
  split_at "$UNIT" "$list" "$@"
}

# directories_of PATH COMMAND
directories_of() { split_at : "$@"; }

directories_of "$LOGIN_PATH:$STANDARD_PATH" widen_path
