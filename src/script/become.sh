# shellcheck shell=sh
# ---- root, where the user asked for it -----------------------------------------------------------------

# become: what is left of standard input (descriptor 3) is for root. Where a password may be asked for, words of the
# auditor come first.
become() {
  choose_way || return
  [ "${SECRET-}" ] || { as_root; return; }
  exec 4>&1
  persuade | attend
  # ksh93 does not wait for what stands before a pipe.
  wait
}

# choose_way: the program that makes the login root: the first that is there, or the one that the auditor asks for.
choose_way() {
  unset IFS
  for way in ${WAYS:-sudo sudo-rs doas}; do have "$way" && return; done
  echo "not found where nobody else can replace it: ${WAYS:-sudo sudo-rs doas}" >&2
  return 127
}

as_root() {
  # Root's script reads from sudo's environment what the login had; see the prelude.
  [ "${LOGIN_LD_LIBRARY_PATH-}" ] && LD_LIBRARY_PATH=$LOGIN_LD_LIBRARY_PATH && export LD_LIBRARY_PATH
  # Not `exec`: sudo remembers a password for the children of the shell that gave it.
  # doas compares the very words of its rules, and may look for a relative name where the login says.
  case $way in
    doas) doas -n /bin/sh -s <&3 ;;
    *) LC_ALL=C "$way" -n sh -s <&3 ;;
  esac
}

# persuade: have sudo let the login in, with a password or without one as the auditor says, and go on as root.
# Any other word is dropped: what sudo has left of a line that is too long for it is no command for root.
persuade() {
  ( tick ) &
  # Not before: a shell may read ahead what comes together with its script.
  printf '\n@%s ready\n' "$NONCE"
  while IFS= read -r word <&3; do
    case $word in
      "$NONCE bare") ask 1 ;;
      "$NONCE try") ask 2 ;;
      "$NONCE go" | "$NONCE enough") break ;;
    esac
  done
  printf '\n@%s over\n' "$NONCE"
  exec >&4 4>&-
  [ "$word" = "$NONCE go" ] && as_root
}

# tick: a line each second while somebody reads them. Nobody is sent a signal by a clock of its own: by then the number
# of a sudo may be another's.
tick() {
  exec 2>/dev/null 3<&- 4>&-
  while sleep 1; do
    printf '\n@%s tick\n' "$NONCE" || exit 0
  done
}

# ask MOST: have sudo let the login in. When it asks for the MOSTth time, it is ended: PAM counts what was answered, and
# a standard input that ends is an answer too. Modules that count what was begun count each sudo, which is why it is not
# begun to see whether it asks; nor with -n, as sudo-rs has PAM count that. Only sudo reads the password, from the
# channel itself: no shell, no pipe or file of the script's, no argument, no environment.
ask() {
  printf '\n@%s begin %s\n' "$NONCE" "$1"
  # It asks at a terminal only.
  [ "$way" = doas ] && { doas -n /bin/sh -s </dev/null 2>&1 4>&-; printf '\n@%s ended %s\n' "$NONCE" "$?"; return; }
  # Not sudo itself with an ampersand: yash would keep a process between, whose number is not the one that is to be ended.
  {
    LC_ALL=C
    export LC_ALL
    exec "$way" -S -p "
@$NONCE asks
" -v
  } <&3 2>&1 4>&- &
  sudo=$!
  printf '\n@%s pid %s\n' "$NONCE" "$sudo"
  { wait "$sudo"; } 2>/dev/null
  printf '\n@%s ended %s\n' "$NONCE" "$?"
}

# attend: tell the auditor what sudo asks and how it ends, and end it in time. Its other words are passed on before.
attend() {
  exec 3<&- 4>&-
  while IFS= read -r line || [ "$line" ]; do
    # bash writes the end of a line and what follows apart: a prompt that ends no line may have come between.
    case $line in
      ?*"@$NONCE "*) printf '%s\n' "${line%%"@$NONCE "*}"; line="@$NONCE ${line#*"@$NONCE "}" ;;
    esac
    case $line in
      "@$NONCE ready") printf '\n@%s sudo ready\n' "$NONCE" ;;
      "@$NONCE begin "*) most=${line##* } asked=0 left=45 sudo='' ;;
      "@$NONCE pid "*) sudo=${line##* }; end_in_time ;;
      "@$NONCE asks") asked=$((asked + 1)); end_in_time || printf '\n@%s sudo asks\n' "$NONCE" ;;
      "@$NONCE tick") left=$((left - 1)); end_in_time ;;
      "@$NONCE ended "*) sudo=; printf '\n@%s sudo %s %s\n' "$NONCE" "${line##* }" "$asked" ;;
      "@$NONCE over") return ;;
      ?*) printf '%s\n' "$line" ;;
    esac
  done
}

# end_in_time: has it asked often enough, or had its time, for something else than a password?
end_in_time() {
  [ "$asked" -ge "$most" ] || [ "$left" -le 0 ] || return 1
  # Its number may come later than its words.
  [ "$sudo" ] && kill -KILL "$sudo"
  return 0
}
