# shellcheck shell=sh
# ---- who decides what stands at a path -----------------------------------------------------------------
# Others than root and this login may: in a home, behind a link.

# Who this is, by number.
US=$(id -u)
# Directories that nobody else can change, a line each; and lines of `ls` about entries of those.
OWN_PLACES=$NEWLINE
LISTED=$NEWLINE
PLACED=

# next_word: takes the first word of $entry_line off, into $word.
next_word() {
  entry_line=${entry_line#"${entry_line%%[! ]*}"}
  word=${entry_line%% *}
  entry_line=${entry_line#"$word"}
}

# take_entry: what `ls -ldn` says in $entry_line, up to the size. The rest of $entry_line is date and name.
take_entry() {
  next_word && entry_mode=$word
  next_word && entry_links=$word
  next_word && entry_owner=$word
  next_word && entry_group=$word
  next_word && entry_size=$word
}

# steered_by USER|*: somebody else has a say; two of them are anybody.
steered_by() {
  case $STEERED in '' | "$1") STEERED=$1 ;; *) STEERED='*' ;; esac
}

is_us() { [ "$1" = 0 ] || [ "$1" = "$US" ]; }

# weigh_directory: who may change what is in the directory of this entry. A login's own group is its own matter.
weigh_directory() {
  open=
  if ! is_us "$entry_owner"; then
    steered_by "$entry_owner"
  elif [ "$entry_owner" = 0 ]; then
    case $entry_mode in ?????w*) [ "$entry_group" = 0 ] || steered_by '*' ;; esac
  fi
  # In a directory like /tmp everybody decides about what is theirs.
  case $entry_mode in ????????w[tT]*) open=$step ;; ????????w*) steered_by '*' ;; esac
  [ "$STEERED$open" ] || OWN_PLACES=$OWN_PLACES$step$NEWLINE
}

# weigh_entry: a file or link below such a directory. One of root's may have been put there by a hard link.
weigh_entry() {
  [ "$open" ] && [ "$open" = "${step%/*}" ] || return 0
  if ! is_us "$entry_owner"; then steered_by "$entry_owner"; elif [ "$entry_links" != 1 ]; then steered_by '*'; fi
}

# follow_steps PATH: weighs it from the root up to the first link. Succeeds where there is one, with $PLACE behind it.
follow_steps() {
  steps_left=${1#/}
  step=
  open=
  set -- "$1"
  is_own_place / || set -- "$1" /
  while [ "$steps_left" ]; do
    step=$step/${steps_left%%/*}
    case $steps_left in */*) steps_left=${steps_left#*/} ;; *) steps_left= ;; esac
    is_own_place "$step" || set -- "$@" "$step"
  done
  whole=$1
  shift
  [ $# -gt 0 ] || return 1
  list_steps "$@" || { STEERED='*' && return 1; }
  for step in "$@"; do
    entry_line=${listed%%"$NEWLINE"*}
    listed=${listed#"$entry_line"}
    listed=${listed#"$NEWLINE"}
    take_entry
    case $entry_mode,$entry_line in
      d*" $step") weigh_directory ;;
      l*" $step -> "*)
        weigh_entry
        target=${entry_line#*" $step -> "}
        case $target in /*) ;; *) target=${step%/*}/$target ;; esac
        PLACE=$target${whole#"$step"}
        return 0
        ;;
      *" $step") weigh_entry ;;
      *) STEERED='*' && return 1 ;;
    esac
  done
  return 1
}

# list_steps PATH...: their lines in $listed, one each, or failure: the target of a link may have a line break in it, and
# a line behind that which looks like another.
list_steps() {
  [ $# = 1 ] && was_listed "$1" && return
  listed=$(ls -ldn -- "$@" 2>/dev/null) || return
  entry_line=$listed
  for step in "$@"; do
    case $entry_line in *"$NEWLINE"*) entry_line=${entry_line#*"$NEWLINE"} ;; *) entry_line= ;; esac
  done
  [ -z "$entry_line" ]
}

# was_listed PATH: its line in $listed, where it was listed together with others.
was_listed() {
  case $LISTED in
    *" $1$NEWLINE"* | *" $1 -> "*) ;;
    *) return 1 ;;
  esac
  case $LISTED in *" $1$NEWLINE"*) after=$NEWLINE ;; *) after=' -> ' ;; esac
  listed=${LISTED%%" $1$after"*}
  target=${LISTED#*" $1$after"}
  listed="${listed##*"$NEWLINE"} $1"
  [ "$after" = "$NEWLINE" ] || listed="$listed -> ${target%%"$NEWLINE"*}"
}

is_own_place() { case $OWN_PLACES in *"$NEWLINE$1$NEWLINE"*) ;; *) return 1 ;; esac; }

# list_together PATH...: of many files at once, by one process, what `place` asks for. Only of directories that nobody
# else can change: elsewhere a link may lie about its neighbours.
list_together() {
  for entry in "$@"; do
    shift
    directory=${entry%/*}
    if ! is_own_place "$directory"; then
      place "$directory"
      PLACED=
      [ "$STEERED$open" ] || OWN_PLACES=$OWN_PLACES$directory$NEWLINE
    fi
    is_own_place "$directory" && set -- "$@" "$entry"
  done
  [ $# = 0 ] || LISTED=$LISTED$(ls -ldn -- "$@" 2>/dev/null)$NEWLINE
}

# listed_targets: where the listed links lead.
listed_targets() {
  printf '%s\n' "$LISTED" | awk '
    (link = index($0, " -> ")) && (name = index($0, " /")) && name < link {
      name = substr($0, name + 1, link - name - 1); target = substr($0, link + 4)
      if (target !~ /^\//) { sub(/[^\/]*$/, "", name); target = name target }
      print target
    }'
}

# place PATH: who else decides what it leads to, in $STEERED: nobody, a user's number, or `*` for anybody. $PLACE is where
# it leads, and entry_owner and entry_size are those of the file there.
place() {
  STEERED=
  PLACED=$1
  PLACE=$1
  case $1 in /*) ;; *) STEERED='*' && return ;; esac
  hops=0
  while follow_steps "$PLACE" && [ "$STEERED" != '*' ]; do
    hops=$((hops + 1))
    [ "$hops" -lt 20 ] || { STEERED='*' && return; }
  done
}

# is_own FILE: nobody else decides what stands there, nor what is in it.
is_own() {
  [ "$PLACED" = "$1" ] || place "$1"
  [ -z "$STEERED" ] && is_us "$entry_owner"
}
