# shellcheck shell=sh
# ---- asking the judge -----------------------------------------------------------------------------------

# answers KIND WHAT...: what the judge asks for, as it learns it.
answers() {
  kind=$1
  shift
  case $kind in
    link) targets_of "$@" ;;
    group) for which in "$@"; do printf 'group\t%s\t%s\n' "$which" "$(group_is_private "$which")"; done ;;
    acl) for which in "$@"; do printf 'acl\t%s\t%s\n' "$which" "$(access_list_is_ours "$which")"; done ;;
  esac
}

# ask_judge PATH...: a process less where the environment holds what is known.
ask_judge() {
  if [ "${#learned}" -lt 60000 ]; then
    LEARNED=$learned awk -v self="$US" -v lists="$ACCESS_LISTS" "$SHOWN$JUDGE" "$@" </dev/null
  else
    printf '%s\n' "$learned" | LEARNED='' awk -v self="$US" -v lists="$ACCESS_LISTS" "$SHOWN$JUDGE" "$@"
  fi
}

# gather KIND: the questions of that kind in $answer, as $questions; what is asked once is not asked again.
gather() {
  questions=
  for line in $answer; do
    case $line in
      "ask$TAB$1$TAB"*)
        line=${line#"ask$TAB$1$TAB"}
        questions=$questions$line$NEWLINE
        [ "$1" != path ] || learned=${learned}asked$TAB$line$NEWLINE
        ;;
    esac
  done
}

# components PATH...: asked first, without the judge: most paths have no links.
components() {
  answer=
  for path in "$@"; do
    is_odd "$path" && continue
    case $path in /*) ;; *) continue ;; esac
    at=
    path=${path#/}
    while [ "$path" ]; do
      case ${path%%/*} in
        '' | .) ;;
        ..) break ;;
        *)
          at=$at/${path%%/*}
          case $NEWLINE$answer in *"$NEWLINE$at$NEWLINE"*) ;; *) answer=$answer$at$NEWLINE ;; esac
          ;;
      esac
      case $path in */*) path=${path#*/} ;; *) path= ;; esac
    done
  done
  learned=asked$TAB/$NEWLINE
  for path in $MADE_UP; do learned=${learned}made$TAB$path$NEWLINE; done
  for path in $answer; do learned=${learned}asked$TAB$path$NEWLINE; done
  # shellcheck disable=SC2086 # a path each
  modes_of / $answer
  learned=$learned$modes$NEWLINE
}

judge_some() {
  components "$@"
  rounds=0
  while [ "$rounds" -lt 100 ]; do
    rounds=$((rounds + 1))
    answer=$(ask_judge "$@") || break
    case $answer in
      "ask$TAB"* | *"${NEWLINE}ask$TAB"*) ;;
      *) printf '%s\n' "$answer" && return ;;
    esac
    gather path
    # shellcheck disable=SC2086 # a line each
    [ -z "$questions" ] || { modes_of $questions && learned=$learned$modes$NEWLINE; }
    for kind in link group acl; do
      gather "$kind"
      # shellcheck disable=SC2086 # a line each
      [ -z "$questions" ] || learned=$learned$(answers "$kind" $questions)$NEWLINE
    done
  done
  for line in "$@"; do printf '\tcould not be judged\n'; done
}

# Called in subshells, both: they leave the separators and globs of the shell changed.
# judged PATH...: a line each, "PATH <tab>" and why others can change it; nothing where only root and the login can.
judged() {
  set -f
  IFS=$NEWLINE
  first=1
  for each in "$@"; do
    [ "$first" ] && set -- && first=
    set -- "$@" "$each"
    [ $# -lt 400 ] || { judge_some "$@"; set --; }
  done
  [ $# = 0 ] || judge_some "$@"
}

# strangers PATH...: the lines of those that others can change.
strangers() {
  verdicts=$(judged "$@")
  IFS=$NEWLINE
  set -f
  for line in $verdicts; do case $line in *"$TAB"?*) printf '%s\n' "$line" ;; esac; done
}

# found_ours PATH VERDICTS: as `judged` has said of it among others; $WHY says why not. What it has not said is not ours.
found_ours() {
  rest=${NEWLINE}$2$NEWLINE
  WHY=${rest#*"$NEWLINE$1$TAB"}
  [ "$WHY" = "$rest" ] && WHY='its name holds a control character' && return 1
  WHY=${WHY%%"$NEWLINE"*}
  [ -z "$WHY" ]
}

# are_ours PATH...: none of them can be changed by others.
are_ours() {
  verdicts=$(judged "$@")
  for path in "$@"; do found_ours "$path" "$verdicts" || return; done
}
