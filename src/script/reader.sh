# shellcheck shell=sh
# ---- the one reader of files ---------------------------------------------------------------------------
# What stands where others decide is read only where they could read it themselves. Only regular files are read, up to a
# size, for a time, and what comes of them is filtered.

# Bytes: settings and configurations; programs, modules and libraries.
TEXT_SIZE=16777216
LIBRARY_SIZE=999999999

# fits SIZE MOST: no shell counts to a terabyte for sure.
fits() { case $1 in '' | *[!0-9]* | ??????????*) return 1 ;; *) [ "$1" -le "$2" ] ;; esac; }

# not_read FILE WHY
not_read() {
  printf '%s\n' "$1 is not read: $2" >&2
  return 5
}

# from_file FILE SIZE COMMAND...: the command with that file as its standard input, if it may be read: no more of it than
# SIZE, and for no longer than five seconds where it is another's.
from_file() {
  # Before it is opened: a device may act on that, and a pipe wait.
  [ -f "$1" ] || { why_no_file "$1"; return; }
  if is_own "$1"; then
    from_own "$@"
  else
    limited 5 from_foreign "$@"
    from_status=$?
    [ "$from_status" != 124 ] || not_read "$1" 'it takes too long'
    return "$from_status"
  fi
}

# why_no_file FILE: in the words of `ls`, which tells absent from denied.
why_no_file() {
  ls -d -- "$1" >/dev/null || return
  not_read "$1" 'no regular file'
}

from_own() {
  own_file=$1
  fits "$entry_size" "$2" || { not_read "$own_file" "$entry_size bytes are too many"; return; }
  shift 2
  "$@" <"$own_file"
}

from_foreign() { from_opened "$@" <"$1"; }

from_opened() {
  opened=$1
  most=$2
  shift 2
  entry_line=$(opened_entry) || { not_read "$opened" 'nothing tells what was opened'; return; }
  take_entry
  case $entry_mode in -*) ;; *) not_read "$opened" 'no regular file'; return ;; esac
  fits "$entry_size" "$most" || { not_read "$opened" "$entry_size bytes are too many"; return; }
  may_be_told || {
    printf '%s: Permission denied: who decides what stands there may not read it\n' "$opened" >&2
    return 13
  }
  # What it grows by meanwhile stays.
  head -c "$most" | "$@"
}

# opened_entry: what standard input is. The name may lead elsewhere by now. BSD's `stat` looks at standard input by itself.
opened_entry() {
  if [ -e /proc/self/fd/0 ]; then
    ls -lLdn /proc/self/fd/0
  else
    stat -f '%Sp %l %u %g %z' 2>/dev/null
  fi
}

# may_be_told: whether those who decide what stands at the path may read what was opened.
may_be_told() {
  # Nobody else decides, or it is theirs.
  [ -z "$STEERED" ] || [ "$entry_owner" = "$STEERED" ] && return 0
  case $entry_mode in ??????????+*) return 1 ;; ???????r*) ;; *) return 1 ;; esac
  opened_at=$(readlink /proc/self/fd/0 2>/dev/null) || opened_at=$PLACE
  case $opened_at in /proc/* | /sys/*) return 1 ;; esac
  everybody_enters "${opened_at%/*}"
}

# everybody_enters DIRECTORY: and all above it.
everybody_enters() {
  step=$1
  set --
  while [ "$step" ]; do
    set -- "$step" "$@"
    step=${step%/*}
  done
  list_steps / "$@" || return
  while [ "$listed" ]; do
    case $listed in d????????[xt]*) ;; *) return 1 ;; esac
    case $listed in *"$NEWLINE"*) listed=${listed#*"$NEWLINE"} ;; *) listed= ;; esac
  done
}
