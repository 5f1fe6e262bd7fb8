# shellcheck shell=sh
# ---- root, where the user asked for it -----------------------------------------------------------------

# become: what is left of standard input (descriptor 3) is a script for root. Where sudo wants a password, that comes
# first, on a line of its own.
become() {
  [ "${SECRET-}" ] && { unlock || return; }
  # Root's script reads from sudo's environment what the login had; see the prelude.
  [ "${LOGIN_LD_LIBRARY_PATH-}" ] && LD_LIBRARY_PATH=$LOGIN_LD_LIBRARY_PATH && export LD_LIBRARY_PATH
  # Not `exec`: sudo remembers a password for the children of the shell that gave it.
  sudo -n sh -s <&3
}

# Only `head` reads the password: not this shell, no argument, no environment. One line is one try.
unlock() {
  head -n 1 <&3 2>/dev/null | LC_ALL=C sudo -S -p '' -v
  unlocked=$?
  printf '\n@%s become %s\n' "$NONCE" "$unlocked"
  return "$unlocked"
}
