# shellcheck shell=sh
# ---- nothing of the login's environment is taken over --------------------------------------------------

# Those that may be run: all of them only look.
PROGRAMS='apk awk cat curl cut date doas dpkg-query dscacheutil env find getconf getent getfacl grep head id ldconfig ldd ls mktemp objdump od
openssl otool pkg ps readelf readlink rm rpm sed sh sha256 sha256sum shasum sleep sort stat sudo sudo-rs sw_vers sysctl systemctl tail tr
uname wget'

# bash takes functions and options from its environment. In the mode of POSIX none stands before a special builtin, such as
# `unset` and `set`, and it cannot be taken away from there either.
POSIXLY_CORRECT=1
set +a +e +f +u +v +x +C
# shellcheck disable=SC3028 # in bash alone
HEAD_NAME=${SHELLOPTS-}
set -f
# A variable of its name makes no bash of another shell.
# shellcheck disable=SC3028
case ${BASH_VERSION:+bash},${SHELLOPTS-} in
  ",${SHELLOPTS-}" | "bash,$HEAD_NAME") unset POSIXLY_CORRECT ;;
  *)
    # shellcheck disable=SC2086 # a name each
    unset -f '[' alias bg builtin cd command declare disown echo enable false fc fg getopts hash help jobs kill let local \
      logout mapfile popd printf pushd pwd read readarray shopt suspend test true type typeset ulimit umask unalias wait $PROGRAMS
    # shellcheck disable=SC3044,SC3045 # in bash alone, as what follows
    export -nf set unset exec exit trap shift eval return 2>/dev/null
    # shellcheck disable=SC3044
    shopt -u nocasematch nocaseglob nullglob failglob dotglob extglob globstar xpg_echo lastpipe expand_aliases 2>/dev/null
    # shellcheck disable=SC3041
    set +k +T +E +P
    # shellcheck disable=SC3045 # in bash alone
    export -n POSIXLY_CORRECT
    ;;
esac
set +f
unset IFS

LOGIN_LD_LIBRARY_PATH=${LD_LIBRARY_PATH-}
LOGIN_PATH=${PATH-}
LOGIN_SHELL=${SHELL-}
# The system's own, until the others have been judged.
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin
LC_ALL=C
export LC_ALL PATH
unset LD_LIBRARY_PATH LD_PRELOAD LD_AUDIT LD_DEBUG LD_DEBUG_OUTPUT LD_PROFILE GCONV_PATH GLIBC_TUNABLES MALLOC_TRACE LANGUAGE \
  BASH_ENV ENV CDPATH

# All that is exported, but what programs that only look may know. Some names are the shell's own, and stay.
for HEAD_NAME in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
  case $HEAD_NAME in
    PATH | LC_ALL | HOME | USER | LOGNAME | SHELL | TMPDIR | SUDO_USER | DOAS_USER | PWD | OLDPWD | SHLVL | _ | PROGRAMS | HEAD_NAME) ;;
    LOGIN_* | NONCE | LIMIT) ;;
    *) command unset -v "$HEAD_NAME" 2>/dev/null ;;
  esac
done
# What is set above is nobody else's, even where the login had exported it.
set -- "${NONCE-}" "${LIMIT-}" "$PROGRAMS" "$LOGIN_LD_LIBRARY_PATH" "$LOGIN_PATH" "$LOGIN_SHELL"
unset NONCE LIMIT PROGRAMS LOGIN_LD_LIBRARY_PATH LOGIN_PATH LOGIN_SHELL HEAD_NAME
NONCE=$1 LIMIT=$2 PROGRAMS=$3 LOGIN_LD_LIBRARY_PATH=$4 LOGIN_PATH=$5 LOGIN_SHELL=$6
set --

# sudo and doas take LD_LIBRARY_PATH from the environment; their own still shows what the login had.
LOGIN_HIDDEN=
[ "${SUDO_USER-}${DOAS_USER-}" ] && {
  LOGIN_HIDDEN=1
  [ -r "/proc/$PPID/environ" ] && LOGIN_HIDDEN= &&
    LOGIN_LD_LIBRARY_PATH=$(tr '\000\n' '\n\036' <"/proc/$PPID/environ" | sed -n 's/^LD_LIBRARY_PATH=//p' | sed -n 1p)
}
