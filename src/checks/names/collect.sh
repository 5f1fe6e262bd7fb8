# shellcheck shell=sh
# Which of the names that the checks before have told are of one file: the links on the way to each, and what each is
# (device, inode, size and time).

# awk: absolute paths in what other checks printed, a line each.
# shellcheck disable=SC2016 # awk's own variables
PATH_WORDS='
function put(path) {
  sub(/\/+$/, "", path); sub(/\/os[.]py$/, "", path)
  if (path !~ /^(\/[^\/]+)+$/ || path ~ /[\001-\037\177]/ || length(path) > 300 || path ~ /^\/(proc|dev|sys)\//) return
  if (!(path in seen) && count < 300) { seen[path] = 1; count++; print path }
}
/^@/ || /^compiled / { next }
{
  sub(/ \(deleted\)$/, "")
  if (/^\//) put($0)
  n = split($0, word, /[ \t=:]+/)
  for (i = 1; i <= n; i++) if (word[i] ~ /^\//) put(word[i])
}'

# What was told of it, and by which configuration: homes and scripts stand there.
told_paths() {
  # shellcheck disable=SC2153 # what the checks before printed
  printf '%s\n' "$APACHE" "$LIBRARY" "$PYTHON" "$BINARY" | awk "$PATH_WORDS"
}

# step_into PATH: its components, into $fresh and $links as far as they are new.
step_into() {
  step=
  steps_left=${1#/}
  while [ "$steps_left" ]; do
    step=$step/${steps_left%%/*}
    case $steps_left in */*) steps_left=${steps_left#*/} ;; *) steps_left= ;; esac
    case $STEPS in *"$NEWLINE$step$NEWLINE"*) continue ;; esac
    STEPS=$STEPS$step$NEWLINE
    [ -L "$step" ] && links=$links$step$NEWLINE
  done
}

# told_links LINK...: "LINK <tab> TARGET" of each, by one process; a target may hold a line break, and then one by one.
told_links() {
  list_steps "$@" || {
    [ $# = 1 ] || for link in "$@"; do told_links "$link"; done
    return
  }
  for link in "$@"; do
    entry_line=${listed%%"$NEWLINE"*}
    listed=${listed#"$entry_line"}
    listed=${listed#"$NEWLINE"}
    case $entry_line in *"$TAB"*) ;; l*" $link -> "*) printf '%s\t%s\n' "$link" "${entry_line#*" $link -> "}" ;; esac
  done
}

# $target, of the link $link, with the ways up taken off: of a link below another one the next step has the right name.
below_link() {
  above=${link%/*}
  while :; do
    case $target in
      ./*) target=${target#./} ;;
      ../*) target=${target#../} above=${above%/*} ;;
      ..) target=${above%/*} && return ;;
      *) target=$above/$target && return ;;
    esac
  done
}

# behind_links PATHS LINKS: where those of the paths lead that go by one of the links.
behind_links() {
  for line in $2; do
    link=${line%%"$TAB"*}
    target=${line#*"$TAB"}
    case $target in /*) ;; *) below_link ;; esac
    for path in $1; do
      case $path in "$link" | "$link"/*) printf '%s\n' "$target${path#"$link"}" ;; esac
    done
  done
}

# links_of PATHS: all links on the way to them, a few steps deep.
links_of() {
  paths=$1
  IFS=$NEWLINE
  set -f
  for round in 1 2 3 4 5 6; do
    links=
    for path in $paths; do step_into "$path"; done
    [ "$links" ] || break
    # In the order in which `ls` has them.
    # shellcheck disable=SC2046 # a name a line
    told=$(told_links $(printf '%s' "$links" | sort))
    [ "$told" ] && printf '%s\n' "$told"
    paths=$(behind_links "$paths" "$told")
  done
  unset IFS
  set +f
}

# identities PATH...: "DEVICE:INODE:SIZE:TIME NAME" of those that are there.
# One that is not there fails the call, and tells all others.
identities() {
  told=$(stat -L -c '%d:%i:%s:%Y %n' "$@" 2>/dev/null)
  # Elsewhere -f asks for a file system.
  [ "$told" ] || told=$(stat -L -f '%d:%i:%z:%m %N' "$@" 2>/dev/null)
  printf '%s\n' "$told"
}

# by_lines COMMAND LINES: each line as a word.
by_lines() {
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2086 # a name a line
  "$1" $2
  unset IFS
  set +f
}

collect_names() {
  STEPS=$NEWLINE
  paths=$(told_paths)
  # A subshell would keep the steps for itself.
  part links links_of "$paths"
  part identities by_lines identities "$STEPS"
  return 0
}
