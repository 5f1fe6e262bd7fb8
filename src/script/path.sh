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

# words_of LIST COMMAND...: with each word of the list as an argument.
words_of() {
  IFS=$UNIT
  set -f
  list=${1#"$UNIT"}
  shift
  # shellcheck disable=SC2086 # a word each
  set -- "$@" $list
  unset IFS
  set +f
  "$@"
}

# directories_of PATH COMMAND
directories_of() {
  command=$2
  IFS=:
  set -f
  # shellcheck disable=SC2086 # a directory each
  set -- $1
  unset IFS
  set +f
  "$command" "$@"
}

directories_of "$LOGIN_PATH:$STANDARD_PATH" widen_path
