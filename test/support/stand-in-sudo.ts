/**
 * Stands for sudo where what is tested is the conversation: it keeps what it was called with and what it was answered,
 * asks for a password as often as the real ones if there is one (`password` in its world), an end of input being an
 * answer too, and remembers one that was right for the shell that gave it. `STYLE=rs` has the words of sudo-rs.
 */
export const STAND_IN_SUDO = `#!/bin/sh
case $1 in
  -S)
    [ -e "$WORLD/password" ] || exit 0
    [ "\${REFUSES-}" ] && { echo "Sorry, user auditor may not run sudo on host." >&2; exit 1; }
    times=0
    while [ "$times" -lt "\${TRIES:-3}" ]; do
      times=$((times + 1))
      if [ "\${STYLE-}" = rs ]; then printf '[sudo: %s] Password: ' "$3" >&2; else printf '%s' "\${ASKS-$3}" >&2; fi
      IFS= read -r given
      printf '%s\n' "$given" >>"$WORLD/tried"
      if [ "$given" = "$(cat "$WORLD/password")" ]; then
        [ "\${EXPIRED-}" ] && { echo "sudo: Account expired, contact your system administrator" >&2; exit 1; }
        [ "\${FORGETS-}" ] || echo "$PPID" >>"$WORLD/unlocked"
        exit 0
      fi
      if [ "\${STYLE-}" = rs ]; then echo; echo "sudo: Authentication failed, try again."; else echo "Sorry, try again."; fi >&2
    done
    echo "sudo: $times incorrect password attempts" >&2
    exit 1
    ;;
  -n)
    if [ -e "$WORLD/password" ] && ! grep -qx "$PPID" "$WORLD/unlocked" 2>/dev/null; then
      echo "sudo: a password is required" >&2
      exit 1
    fi
    shift
    SUDO_USER=auditor exec "$@"
    ;;
esac
`;

/** The same for doas, whose rule has the words of the document; `nopass` in its world is that rule's. */
export const STAND_IN_DOAS = `#!/bin/sh
[ "$*" = "-n /bin/sh -s" ] || { echo "doas: Operation not permitted" >&2; exit 1; }
[ -e "$WORLD/nopass" ] || { echo "doas: Authentication required" >&2; exit 1; }
shift
DOAS_USER=auditor exec "$@"
`;
