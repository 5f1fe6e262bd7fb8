# shellcheck shell=sh
# What checks share: the installation that a line of the discovery stands for, the environment that its Apache has, and
# its program. A function that asks a section of another check stands in that check, which then has to be needed.

# Why a program is left out that hangs, or whose configuration has no end.
NOT_IN_TIME='could not be judged in time'

# read_installation LINE: the variables that the checks of one installation use. The line may have been made by anything:
# what it names is judged anew.
read_installation() {
  IFS=$TAB
  set -f
  # shellcheck disable=SC2086 # five fields
  set -- $1
  unset IFS
  set +f
  MASTER=${2#-}
  BINARY=${3#-}
  ARGUMENTS=${4-}
  [ "$ARGUMENTS" = - ] && ARGUMENTS=
  ENV_SOURCE=none
  ENV_FILE=
  ENVIRONMENT="PATH=$STANDARD_PATH$NEWLINE"
  ASKED=
  LIBRARY_PATH=
  PROGRAM_LEFT=$NOT_IN_TIME
  CONFIGURATION_LEFT=
  LEFT=
  # Without awk nothing is run; the sections say so.
  if have awk; then take_inspected "$(limited 30 inspect)"; fi
}

inspected_line() {
  case $1 in
    source)
      ENV_SOURCE=$2
      [ "$2" = unit ] || ENVIRONMENT=
      ;;
    file) ENV_FILE=$2 ;;
    value) ENVIRONMENT="$ENVIRONMENT$2$NEWLINE" ;;
    ask) ASKED="$ASKED$2 " ;;
    libraries) LIBRARY_PATH=$2 ;;
    program) PROGRAM_LEFT=$2 ;;
    configuration) CONFIGURATION_LEFT=$2 ;;
  esac
  case $1 in left | configuration) LEFT="$LEFT$2$NEWLINE" ;; esac
}
# find_value FLAG: $VALUE, the argument of -d or -f among those replayed.
find_value() {
  VALUE=
  take=
  IFS=$UNIT
  set -f
  for word in $ARGUMENTS; do
    [ "$take" ] && VALUE=$word && break
    case $word in
      "$1") take=1 ;;
      "$1"*) VALUE=${word#"$1"} && break ;;
    esac
  done
  unset IFS
  set +f
}

# $start_up: the words of a list, files that its start-up may read.
start_up_files() {
  find_value -f
  case $VALUE in */mod_wsgi-*/httpd.conf) start_up=$UNIT${VALUE%/*}/apachectl ;; *) start_up= ;; esac
  find_value -d
  case $BINARY in
    '') ;;
    /usr/sbin/apache2) start_up=$start_up$UNIT${VALUE:-/etc/apache2}/envvars ;;
    *) start_up=$start_up${VALUE:+$UNIT$VALUE/bin/envvars}$UNIT${BINARY%/*}/envvars ;;
  esac
}

# inspect: a line "KIND <tab> VALUE" for each variable that an installation has of its own, before anything of it is run.
inspect() {
  [ "$MASTER" ] && ! master_is_ours && MASTER=
  start_up_files
  verdicts=$(words_of "$UNIT$BINARY$start_up" judged)
  WHY=
  if [ "$BINARY" ] && found_ours "$BINARY" "$verdicts"; then
    others=$(strangers_searched_by "$BINARY")
    WHY=${others#*"$TAB"}
  fi
  [ "$WHY" ] && printf 'program\t%s\n' "$WHY" && return
  environment=$(find_environment)
  printf '%s\n' "$environment"
  take_inspected "$environment"
  PROGRAM_LEFT=
  BUILT=$(program -V -f /dev/null 2>/dev/null)
  inspect_configuration
  printf 'program\t\n'
}

take_inspected() {
  IFS=$NEWLINE
  set -f
  for line in $1; do
    unset IFS
    inspected_line "${line%%"$TAB"*}" "${line#*"$TAB"}"
  done
  unset IFS
  set +f
}

# Where there is no /proc, what the process list says was asked for twice.
master_is_ours() { [ ! -r /proc/self/stat ] || runs_as_us "$MASTER"; }

# built_as NAME: of the settings that it was compiled with.
built_as() { printf '%s\n' "$BUILT" | sed -n "s/^ -D $1=\"\(.*\)\"\$/\1/p" | sed -n 1p; }

# with_told_errors COMMAND...: of its standard error what may leave the host.
with_told_errors() {
  exec 5>&1
  errors=$("$@" 2>&1 >&5 5>&-)
  told_status=$?
  exec 5>&-
  tell_errors "$errors"
  return "$told_status"
}

tell_errors() {
  case $1 in
    '') ;;
    'Syntax OK') echo "$1" >&2 ;;
    *) printf '%s\n' "$1" | told_messages >&2 ;;
  esac
}

# program OPTIONS...: the installation's own, if it is ours.
program() {
  [ -z "$PROGRAM_LEFT" ] || return 126
  in_apache_environment "$BINARY" "$@"
}

not_asked() {
  printf 'not asked, as its configuration would load %s: %s\n' "${CONFIGURATION_LEFT%%"$TAB"*}" "${CONFIGURATION_LEFT#*"$TAB"}" >&2
}

not_run() { [ "$PROGRAM_LEFT" ] && printf 'not run: %s\n' "$PROGRAM_LEFT" >&2; }

# httpd OPTIONS...: the program on the installation's configuration. Where that would load what is not ours, it only says
# what it was compiled as. With $raw before it, all of its standard error comes back, as it may not leave the host.
httpd() (
  not_run && exit 126
  IFS=$UNIT
  set -f
  # shellcheck disable=SC2086 # split at the unit separator only
  case ${CONFIGURATION_LEFT:+left},$1 in
    left,-V) set -- -V -f /dev/null ;;
    left,-[!l]*) not_asked && exit 126 ;;
    *) set -- $ARGUMENTS "$@" ;;
  esac
  unset IFS
  if [ "${raw-}" ]; then program "$@"; else with_told_errors program "$@"; fi
)
