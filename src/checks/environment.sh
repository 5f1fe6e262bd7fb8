# shellcheck shell=sh
# The environment that an installation's Apache has: what is told of it, and what of it is set for what runs here.

# Where Apache has it from: its own process, else the file that its start-up reads, else its service; if that is not ours, it
# is left out, as $verdicts say. Printed as lines of `inspect`.
find_environment() {
  if [ "$MASTER" ] && [ -r "/proc/$MASTER/environ" ] &&
    pairs=$({ tr '\000\n' '\n\036' <"/proc/$MASTER/environ"; } 2>/dev/null); then
    printf 'source\tenviron\n'
    found_values "$pairs"
  else
    words_of "$start_up" read_start_up || { [ "$MASTER" ] && unit=$(unit_of "$MASTER") && values_of_unit "$unit"; }
  fi
}

# read_start_up FILE...: the first that is there and ours.
read_start_up() {
  for candidate in "$@"; do
    if [ ! -f "$candidate" ] || [ ! -r "$candidate" ]; then continue; fi
    found_ours "$candidate" "$verdicts" || { printf 'left\t%s\t%s\n' "$(shown_text "$candidate")" "$WHY" && continue; }
    if find_named "$candidate" && others=$(words_of "$named" strangers) && [ "$others" ]; then
      printf 'left\t%s\tit names %s\n' "$candidate" "$(printf '%s\n' "$others" | sed "s/$TAB/: /; q")"
      continue
    fi
    printf 'source\tenvvars\nfile\t%s\n' "$candidate"
    case $candidate in
      */apachectl) found_values "PATH=$STANDARD_PATH$NEWLINE$(exports_in "$candidate")" ;;
      *) found_values "$(sourced "$candidate")" ;;
    esac
    return 0
  done
  return 1
}

# find_named FILE: $named, what may be sourced or run when it is, as the files that it names; of a name that only the shell
# completes, what may lie in that directory.
find_named() {
  named=
  while read -r line || [ "$line" ]; do
    case $line in '' | '#'*) continue ;; esac
    IFS=" $TAB\"'=;&|()<>\`:"
    set -f
    for word in $line; do
      unset IFS
      case $word,$line in
        /*[\$*?[]*,'. '* | /*[\$*?[]*,'source '* | /*\**,*)
          word=${word%%[\$*?[]*}
          # shellcheck disable=SC2153 # set where the lists are
          [ -d "${word%/*}/" ] && named=$named$UNIT${word%/*}/file
          ;;
        /*) [ -f "$word" ] && named=$named$UNIT$word ;;
      esac
    done
    unset IFS
    set +f
  done <"$1"
  [ "$named" ]
}

# found_values PAIRS: a line for each NAME=VALUE, and the directories of its library path that are ours.
found_values() {
  printf '%s\n' "$1" | sed -n "s/^[A-Za-z_][A-Za-z0-9_]*=/value$TAB&/p"
  library_path=$(printf '%s\n' "$1" | sed -n 's/^LD_LIBRARY_PATH=//p' | sed -n '$p')
  [ -z "$library_path" ] || found_libraries "$library_path"
}

# sourced FILE: what it exports, as the start-up of Debian's Apache and of a source build reads it. The file is ours. No program
# may run with what it says for loaders: the shell alone tells it, and takes it away.
sourced() (
  unset LC_ALL LANG LC_CTYPE HOME USER LOGNAME SHELL TMPDIR
  safe_path=$PATH
  APACHE_CONFDIR=${1%/*}
  export APACHE_CONFDIR
  # shellcheck disable=SC1090 # the host's own file
  . "$1" >/dev/null 2>&1
  # What it would have found without us.
  case $PATH in *"$safe_path"*) PATH=${PATH%%"$safe_path"*}$STANDARD_PATH${PATH#*"$safe_path"} ;; esac
  exported=$(export -p)
  told=
  IFS=$NEWLINE
  set -f
  for line in $exported; do
    line=${line#export }
    line=${line#declare -x }
    name=${line%%=*}
    case $name in "$line" | '' | [0-9]* | *[!A-Za-z0-9_]*) continue ;; esac
    value=
    # Its name is one: nothing else is evaluated.
    eval "value=\${$name-}"
    told="$told$name=$value$NEWLINE"
    [ "$name" = PATH ] || command unset "$name" 2>/dev/null
  done
  PATH=$safe_path
  printf '%s' "$told"
)

# exports_in FILE: those of a generated control script, without running it. Two stand there as "${NAME:-default}".
exports_in() {
  from_file "$1" "$TEXT_SIZE" sed -n 's/^\(MOD_WSGI_[A-Z_]*\)="\([^"$`]*\)"$/\1=\2/p'
  for name in USER GROUP; do
    printf 'MOD_WSGI_%s=%s\n' "$name" \
      "$(from_file "$1" "$TEXT_SIZE" sed -n "s/^[A-Z_]*_$name=\"\${[A-Z_]*:-\([^\"\$\`{}]*\)}\"\$/\1/p" | sed -n 1p)"
  done
}

# unit_of PID: the systemd service that it belongs to.
unit_of() {
  have systemctl || return 1
  sed -n 's|.*/\([^/]*\.service\)$|\1|p' "/proc/$1/cgroup" 2>/dev/null | sed -n 1p | grep .
}

# What systemd gives to a service: its settings, then the lines of the files that it names, if they are ours.
values_of_unit() {
  printf 'source\tunit\nfile\t%s\n' "$1"
  settings=$(systemctl show -p Environment -p EnvironmentFiles -- "$1" 2>/dev/null)
  pairs=$(printf '%s\n' "$settings" | sed -n 's/^Environment=//p' | tr ' ' '\n')
  names=$(printf '%s\n' "$settings" | sed -n 's/^EnvironmentFiles=\(.*\) (ignore_errors=[a-z]*)$/\1/p')
  IFS=$NEWLINE
  for file in $names; do
    [ -f "$file" ] || continue
    others=$(strangers "$file")
    [ "$others" ] && printf 'left\t%s\n' "$others" && continue
    pairs=$pairs$NEWLINE$(from_file "$file" "$TEXT_SIZE" sed 's/^\([A-Za-z_][A-Za-z0-9_]*\)="\(.*\)"$/\1=\2/' 2>/dev/null)
  done
  unset IFS
  found_values "$pairs"
}

# apache_value NAME: told, whatever it is; the status says whether it is there.
apache_value() {
  case $1 in '' | *[!A-Za-z0-9_]*) return 1 ;; esac
  case $NEWLINE$ENVIRONMENT in *"$NEWLINE$1="*) ;; *) return 1 ;; esac
  found=$NEWLINE$ENVIRONMENT
  found=${found##*"$NEWLINE$1="}
  printf '%s\n' "${found%%"$NEWLINE"*}"
}

# is_settable NAME VALUE: what the configuration asks for, and no program, loader or interpreter does. LD_LIBRARY_PATH is set
# apart from this, with those of its directories that are ours.
is_settable() {
  case $2 in *"$STRAY"*) return 1 ;; esac
  case $1 in
    '' | [0-9]* | *[!A-Za-z0-9_]*) return 1 ;;
    APACHE_* | HTTPD_* | MOD_WSGI_*) return 0 ;;
    LANG | LC_*) case $2 in *[!A-Za-z0-9_.@-]*) return 1 ;; *) return 0 ;; esac ;;
    LD_* | DYLD_* | LIBPATH | SHLIB_PATH | _RLD* | GLIBC_* | MALLOC_* | GCONV_PATH | GETCONF_DIR | LOCPATH | NLSPATH) return 1 ;;
    HOSTALIASES | LOCALDOMAIN | RES_* | RESOLV_* | NIS_PATH | TZ* | TERM* | TMP* | HOME | PATH | IFS | ENV | PS[0-9]) return 1 ;;
    BASH* | SHELLOPTS | POSIXLY_CORRECT | CDPATH | GLOBIGNORE | PERL* | PYTHON* | RUBY* | GEM_* | LUA_* | PHP* | NODE_*) return 1 ;;
    JAVA_* | CLASSPATH | TCL* | OPENSSL_* | SSL_* | KRB5* | LDAP* | SASL_* | ODBC* | AWK* | ASAN_* | UBSAN_* | *_PRELOAD) return 1 ;;
  esac
  case " $ASKED" in *" $1 "*) return 0 ;; esac
  return 1
}

# in_apache_environment COMMAND...: with that of it which its configuration needs, by `export`: arguments a process list would
# show. Nothing is looked for in the directory that the login happens to be in.
in_apache_environment() (
  cd / || exit
  unset LC_ALL LANG LC_CTYPE HOME USER LOGNAME SHELL TMPDIR
  IFS=$NEWLINE
  set -f
  for pair in $ENVIRONMENT; do
    case $pair in *=*) ;; *) continue ;; esac
    # shellcheck disable=SC2163 # NAME=value
    is_settable "${pair%%=*}" "${pair#*=}" && export "$pair"
  done
  unset IFS
  set +f
  [ "$LIBRARY_PATH" ] && LD_LIBRARY_PATH=$LIBRARY_PATH && export LD_LIBRARY_PATH
  "$@"
)

# awk: where a file sets the wanted variables, "NAME <tab> FILE:LINE" each; to what stays there.
# shellcheck disable=SC2016 # awk's own variables
SETTERS='
BEGIN { n = split(wanted, names, " ") }
/^[ \t]*#/ { next }
{
  for (i = 1; i <= n; i++)
    if ($0 ~ "(^|[ \t;&\"\047=])" names[i] "=" || $0 ~ "(^|[ \t;])setenv[ \t]+" names[i] "[ \t]") print names[i] "\t" file ":" FNR
}'

# set_in NAMES FILE...: the same of those files that are there.
set_in() (
  wanted=$1
  shift
  for file in "$@"; do
    is_odd "$file" && continue
    [ ! -f "$file" ] || from_file "$file" "$TEXT_SIZE" awk -v wanted="$wanted" -v file="$file" "$SETTERS"
  done
  return 0
)
