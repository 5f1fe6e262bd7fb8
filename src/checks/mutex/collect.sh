# shellcheck shell=sh
# Which mechanisms a lock may use: an impossible one makes httpd name them. Exit 1 is the expected answer.

apr_header() {
  for directory in "${BINARY%/*}/../include" /usr/include/apr-1.0 /usr/include/apr-1 /usr/local/include/apr-1; do
    [ -r "$directory/apr.h" ] && from_file "$directory/apr.h" "$TEXT_SIZE" grep '^#define APR_.*SERIALIZE' && return 0
  done
  return 1
}

# Without its configuration, where that cannot be read. A modular httpd needs some MPM to get this far.
alone() {
  modules=$(modules_directory)
  set -- -f /dev/null
  for mpm in prefork worker event; do
    [ -e "$modules/mod_mpm_$mpm.so" ] && set -- "$@" -C "LoadModule mpm_${mpm}_module $modules/mod_mpm_$mpm.so" && break
  done
  with_told_errors program -t "$@" -C 'Mutex xxx'
}

collect_mutex() {
  # A program that did not answer -V is not asked again.
  is_answered || return 3
  # AcceptMutex is what 2.2 knows, Mutex what 2.4 knows.
  case $NEWLINE$APACHE in
    *"${NEWLINE}Server version: Apache/"2.[0-3].* | *"${NEWLINE}Server version: Apache/"1.*) part apache httpd -t -c 'AcceptMutex xxx' ;;
    *) part apache httpd -t -c 'Mutex xxx' ;;
  esac
  part wsgi httpd -t -c 'WSGIAcceptMutex xxx'
  part alone alone
  part apr-header apr_header
  return 0
}
