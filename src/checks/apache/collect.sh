# shellcheck shell=sh
# What the program was built as, and how it was started.

# The variables of Apache's environment that decide which libraries and which Python it finds; no others travel.
allowed_environment() {
  printf '%s' "$ENVIRONMENT" | sed "s/$STRAY/\\\\n/g" | awk '/^(PATH|LANG|LC_ALL|LC_CTYPE|LD_[A-Z_]*|DYLD_[A-Z_]*|PYTHON[A-Z]*)=/'
}

# start_files COMMAND...: with the files that may say what Apache starts with, its own first.
start_files() {
  start_up_files
  IFS=$UNIT
  set -f
  # shellcheck disable=SC2086 # a list of words
  set -- "$@" $start_up
  unset IFS
  set +f
  "$@" /etc/sysconfig/httpd /etc/sysconfig/apache2 /etc/conf.d/apache2 /etc/default/apache2 /etc/environment \
    /etc/systemd/system/apache2.service /etc/systemd/system/httpd.service /etc/systemd/system/apache2.service.d/*.conf \
    /etc/systemd/system/httpd.service.d/*.conf
}

# Started from the outside: pid, owner, start time in clock ticks, control group, command line.
started() {
  printf 'pid %s\n' "$MASTER"
  ls -ld "/proc/$MASTER" 2>/dev/null
  sed -n '/^Uid:/p' "/proc/$MASTER/status" 2>/dev/null
  sed -n 1p "/proc/$MASTER/cgroup" 2>/dev/null
}

# apxs is a script; the directory that it names holds the configure arguments of source builds.
build_directory() {
  prefix=${BINARY%/*}/..
  for directory in "$prefix/build" "$prefix/share/httpd/build" "$prefix/share/apache2/build" "$prefix/lib/httpd/build"; do
    [ -e "$directory/config_vars.mk" ] && (cd "$directory" && pwd -P) && return 0
  done
  for apxs in "${BINARY%/*}/apxs" "$prefix/bin/apxs" "$prefix/bin/apxs2"; do
    # shellcheck disable=SC2016 # Perl's variable
    [ -r "$apxs" ] && from_file "$apxs" "$TEXT_SIZE" sed -n 's/^my \$installbuilddir = "\(.*\)";$/\1/p' | grep . && return 0
  done
  return 1
}

# What later checks ask of this section, which is kept in $APACHE.
built_version() {
  is_answered || return 0
  built=$NEWLINE$APACHE
  built=${built#*"${NEWLINE}Server version: Apache/"}
  printf '%s\n' "${built%%[!0-9.]*}"
}

# is_answered: whether httpd has told its version.
is_answered() { case $NEWLINE$APACHE in *"${NEWLINE}Server version: Apache/"[0-9]*) ;; *) return 1 ;; esac; }

# compiled NAME: what -V says that it was built with.
compiled() {
  built=$NEWLINE$APACHE$NEWLINE
  case $built in *"$NEWLINE -D $1=\""*) ;; *) return 0 ;; esac
  built=${built#*"$NEWLINE -D $1=\""}
  printf '%s\n' "${built%%"\"$NEWLINE"*}"
}

# The arguments of configure, as they are quoted there; not the variables before them.
config_nice() {
  directory=$(build_directory) || return 1
  from_file "$directory/config.nice" "$TEXT_SIZE" grep "^[\"']"
}

collect_apache() {
  part master printf '%s\n' "$MASTER"
  part binary printf '%s\n' "$BINARY"
  part arguments told_arguments "$ARGUMENTS"
  # As a section ends that has run into its limit.
  [ "$PROGRAM_LEFT" = "$NOT_IN_TIME" ] && return 124
  part environment-source printf '%s\n' "$ENV_SOURCE" "$ENV_FILE"
  [ "$MASTER" ] && part started started
  [ "$LEFT" ] && part left printf '%s' "$LEFT"
  part environment allowed_environment
  case $NEWLINE$ENVIRONMENT in
    *"${NEWLINE}LD_LIBRARY_PATH="* | *"${NEWLINE}PYTHONHOME="* | *"${NEWLINE}PYTHONPATH="*)
      part set-at start_files set_in 'LD_LIBRARY_PATH PYTHONHOME PYTHONPATH'
      ;;
  esac
  part version httpd -V
  part build-directory build_directory
  part config-nice config_nice
  return 0
}
