# shellcheck shell=sh
# ---- who decides what stands at a path -----------------------------------------------------------------
# Others than root and this login may: in a home, behind a link.

# Who this is, by number.
US=$(id -u)
# Directories that nobody else can change, a line each.
OWN_PLACES=$NEWLINE
PLACED=

# Where users have mounted file systems that they make up as they like, and say whose a file is: "PATH <tab> USER", a line each.
MADE_UP=$NEWLINE

# find_made_up: what the kernel tells of FUSE. It writes blanks in octal.
find_made_up() {
  while read -r _ _ _ _ at rest; do
    case $rest in *' - fuse'*user_id=*) ;; *) continue ;; esac
    by=${rest##*user_id=}
    by=${by%%[!0-9]*}
    is_us "$by" && continue
    case $at in *\\*) at=$(printf '%b' "$(printf '%s' "$at" | sed 's/\\/\\0/g')") ;; esac
    MADE_UP=$MADE_UP$at$TAB$by$NEWLINE
  done
}

# is_made_up DIRECTORY: by the user $by.
is_made_up() {
  case $MADE_UP in *"$NEWLINE$1$TAB"*) ;; *) return 1 ;; esac
  by=${MADE_UP#*"$NEWLINE$1$TAB"}
  by=${by%%"$NEWLINE"*}
}

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

if [ -r /proc/self/mountinfo ]; then find_made_up </proc/self/mountinfo; fi

# weigh_directory: who may change what is in the directory of this entry. A login's own group is its own matter.
weigh_directory() {
  open=
  is_made_up "$step" && steered_by "$by"
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
  listed=$(ls -ldn -- "$@" 2>/dev/null) || return
  entry_line=$listed
  for step in "$@"; do
    case $entry_line in *"$NEWLINE"*) entry_line=${entry_line#*"$NEWLINE"} ;; *) entry_line= ;; esac
  done
  [ -z "$entry_line" ]
}

is_own_place() { case $OWN_PLACES in *"$NEWLINE$1$NEWLINE"*) ;; *) return 1 ;; esac; }

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

# list_own PATH...: in $listed what `ls` says of those in directories that nobody else can change: elsewhere a link may
# lie about its neighbours.
list_own() {
  for entry in "$@"; do
    shift
    directory=${entry%/*}
    if ! is_own_place "$directory"; then
      place "$directory"
      [ "$STEERED$open" ] || OWN_PLACES=$OWN_PLACES$directory$NEWLINE
    fi
    is_own_place "$directory" && set -- "$@" "$entry"
  done
  listed=
  [ $# = 0 ] || listed=$(ls -ldn -- "$@" 2>/dev/null)
}

# awk: where links lead, of `ls -ldn`.
# shellcheck disable=SC2016 # awk's own variables
LINK_TARGETS='
function name_in(line) { return substr(line, index(line, " /") + 1) }
function target_of(line,   name, link, target) {
  name = name_in(line); link = index(name, " -> "); target = substr(name, link + 4)
  if (target ~ /^\//) return target
  name = substr(name, 1, link - 1); sub(/[^\/]*$/, "", name)
  return name target
}'

# awk: names, what is listed of them, and of where the links among them lead; an empty line between.
# shellcheck disable=SC2016
OWN_FILES='
$0 == "" { block++; next }
!block { name[++count] = $0; next }
/^-/ { small[name_in($0)] = ($3 == 0 || $3 == us) && $5 + 0 <= most }
/^l/ && block == 1 { link = name_in($0); sub(/ -> .*/, "", link); target[link] = target_of($0) }
END { for (i = 1; i <= count; i++) print (small[(name[i] in target) ? target[name[i]] : name[i]] ? "+" : "-") name[i] }'

# own_files SIZE PATH...: each in its order, behind a `+` where nobody else has a say in the file and it is no larger, else
# behind a `-`. For many files by few processes; what is behind more than one link is not looked at.
own_files() (
  IFS=$NEWLINE
  set -f
  most=$1
  shift
  list_own "$@"
  names=$*
  first=$listed
  # shellcheck disable=SC2046 # a path a line
  list_own $(printf '%s\n' "$first" | awk "$LINK_TARGETS"'/^l/ { print target_of($0) }')
  printf '%s\n' "$names" '' "$first" '' "$listed" | awk -v us="$US" -v most="$most" "$LINK_TARGETS$OWN_FILES"
)
