# shellcheck shell=sh
# What checks share: the installation that a line of the discovery stands for, the environment that its Apache has, and
# its program. A function that asks a section of another check stands in that check, which then has to be needed.

# Between the arguments of a line of the discovery.
UNIT=$(printf '\037')

# real PATH: symbolic links resolved, where the host can.
real() { readlink -f "$1" 2>/dev/null || printf '%s\n' "$1"; }

# parent_of PID
parent_of() {
  { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  rest=${line##*\) }
  rest=${rest#* }
  printf '%s\n' "${rest%% *}"
}

# read_installation LINE: the variables that the checks of one installation use.
read_installation() {
  rest=${1#*"$TAB"}
  MASTER=${rest%%"$TAB"*}
  rest=${rest#*"$TAB"}
  BINARY=${rest%%"$TAB"*}
  ARGUMENTS=${rest#*"$TAB"}
  [ "$MASTER" = - ] && MASTER=
  [ "$ARGUMENTS" = - ] && ARGUMENTS=
  find_environment
}

# value_of FLAG: the argument of -d or -f among those replayed.
value_of() (
  IFS=$UNIT
  set -f
  take=
  for word in $ARGUMENTS; do
    [ "$take" ] && printf '%s\n' "$word" && return
    case $word in
      "$1") take=1 ;;
      "$1"*) printf '%s\n' "${word#"$1"}" && return ;;
    esac
  done
)

# Where Apache has its environment from: its own process, else the file that its start-up reads.
find_environment() {
  ENV_FILE=
  ENV_SOURCE=none
  # Unset, so that they are no variables of the login's, which all that runs here would be given.
  unset OWN_NAMES ENVIRONMENT
  OWN_NAMES=$(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p')
  if [ "$MASTER" ] && [ -r "/proc/$MASTER/environ" ] &&
    ENVIRONMENT=$({ tr '\0' '\n' <"/proc/$MASTER/environ"; } 2>/dev/null); then
    ENV_SOURCE=environ
    return
  fi
  root=$(value_of -d)
  config=$(value_of -f)
  case $config in
    */mod_wsgi-*/httpd.conf) set -- "${config%/*}/apachectl" ;;
    *) set -- ;;
  esac
  case $BINARY in
    /usr/sbin/apache2) set -- "$@" "${root:-/etc/apache2}/envvars" ;;
    *) set -- "$@" "${root:+$root/bin/envvars}" "${BINARY%/*}/envvars" ;;
  esac
  for candidate in "$@"; do
    [ -n "$candidate" ] && [ -r "$candidate" ] && ENV_SOURCE=envvars ENV_FILE=$candidate && return
  done
  [ "$MASTER" ] && ENV_FILE=$(unit_of "$MASTER") && ENV_SOURCE=unit
}

# unit_of PID: the systemd service that it belongs to.
unit_of() {
  have systemctl || return 1
  sed -n 's|.*/\([^/]*\.service\)$|\1|p' "/proc/$1/cgroup" 2>/dev/null | sed -n 1p | grep .
}

# import_environment: what stands in the master's own environment; by `export`, never as arguments that a
# process list would show.
import_environment() {
  IFS=$NEWLINE
  for name in $OWN_NAMES; do
    case $name in PATH | IFS | PWD | OLDPWD) ;; *) unset "$name" ;; esac
  done
  for pair in $ENVIRONMENT; do
    case ${pair%%=*} in "$pair" | '' | [0-9]* | *[!A-Za-z0-9_]*) continue ;; esac
    # shellcheck disable=SC2163 # NAME=value
    export "$pair"
  done
  unset IFS
}

# generated_default USER|GROUP
generated_default() {
  from_file "$ENV_FILE" "$TEXT_SIZE" sed -n "s/^[A-Z_]*_$1=\"\${[A-Z_]*:-\([^\"\$\`{}]*\)}\"\$/\1/p" | head -n 1
}

# The exports of a generated control script, without running it.
import_exports() {
  exports='s/^\(MOD_WSGI_[A-Z_]*\)="\([^"$`]*\)"$/\1=\2/p'
  for pair in $(from_file "$ENV_FILE" "$TEXT_SIZE" sed -n "$exports" | tr ' ' '\037'); do
    # shellcheck disable=SC2163
    export "$(printf '%s' "$pair" | tr '\037' ' ')"
  done
  # Their defaults stand there as "${NAME:-default}".
  MOD_WSGI_USER=$(generated_default USER)
  MOD_WSGI_GROUP=$(generated_default GROUP)
  export MOD_WSGI_USER MOD_WSGI_GROUP
}

# What systemd gives to a service: its settings, then the lines of the files that it names.
import_unit() {
  settings=$(systemctl show -p Environment -p EnvironmentFiles "$ENV_FILE" 2>/dev/null)
  files=$(printf '%s\n' "$settings" | sed -n 's/^EnvironmentFiles=\(.*\) (ignore_errors=[a-z]*)$/\1/p')
  IFS=$NEWLINE
  for pair in $(printf '%s\n' "$settings" | sed -n 's/^Environment=//p' | tr ' ' '\n') \
    $(for file in $files; do from_file "$file" "$TEXT_SIZE" cat 2>/dev/null; done | sed 's/^\([A-Za-z_][A-Za-z0-9_]*\)="\(.*\)"$/\1=\2/'); do
    # shellcheck disable=SC2163 # NAME=value
    case $pair in [A-Za-z_]*=*) export "$pair" ;; esac
  done
  unset IFS
}

# in_apache_environment COMMAND...: with the environment that Apache's own start would have.
in_apache_environment() (
  set -f
  # Neither the login's search path nor our own locale is Apache's.
  PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
  unset LC_ALL LANG LC_CTYPE
  case $ENV_SOURCE in
    environ) import_environment ;;
    unit) import_unit ;;
    envvars)
      case $ENV_FILE in
        */apachectl) import_exports ;;
        *)
          APACHE_CONFDIR=${ENV_FILE%/*}
          export APACHE_CONFDIR
          set +f
          # shellcheck disable=SC1090 # the host's own file
          . "$ENV_FILE" >/dev/null 2>&1
          set -f
          ;;
      esac
      ;;
  esac
  "$@"
)

# with_told_errors COMMAND...: of its standard error what may leave the host.
with_told_errors() {
  exec 5>&1
  errors=$("$@" 2>&1 >&5 5>&-)
  told_status=$?
  exec 5>&-
  case $errors in
    '') ;;
    'Syntax OK') echo "$errors" >&2 ;;
    *) printf '%s\n' "$errors" | told_messages >&2 ;;
  esac
  return "$told_status"
}

# httpd OPTIONS...: the installation's own program on its own configuration.
httpd() (
  IFS=$UNIT
  set -f
  # shellcheck disable=SC2086 # split at the unit separator only
  set -- $ARGUMENTS "$@"
  unset IFS
  with_told_errors in_apache_environment "$BINARY" "$@"
)
