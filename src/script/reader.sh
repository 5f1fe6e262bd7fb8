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

# take_metadata FILE: of a package, $told_name and $told_version. By builtins: there may be hundreds of them, and every other
# way costs processes for each. It has been listed as a regular file of a bounded size, and no link. What it may have become
# since then stays unsaid: only what begins as metadata does is read on, and two words of few characters come of it.
take_metadata() {
  told_name=
  told_version=
  { [ -f "$1" ] && metadata_words <"$1"; } 2>/dev/null
}

metadata_words() {
  is_opened_regular && read -r told_key _ || return
  case $told_key in [Mm]etadata-[Vv]ersion:) ;; *) return 1 ;; esac
  told_lines=30
  while [ "$told_lines" -gt 0 ] && read -r told_key told_value; do
    told_lines=$((told_lines - 1))
    case $told_key in
      '') break ;;
      # Behind it may stand a carriage return.
      [Nn]ame:) [ "$told_name" ] || told_name=${told_value%[!A-Za-z0-9]} ;;
      [Vv]ersion:) [ "$told_version" ] || told_version=${told_value%[!A-Za-z0-9]} ;;
    esac
    [ -z "$told_name" ] || [ -z "$told_version" ] || break
  done
  if [ "${#told_name}" -gt 100 ] || [ "${#told_version}" -gt 100 ]; then return 1; fi
  case $told_name in '' | *[!A-Za-z0-9._-]*) return 1 ;; esac
  case $told_version in '' | *[!A-Za-z0-9._+!-]*) return 1 ;; esac
}

# is_opened_regular: standard input, where the kernel tells.
is_opened_regular() { [ ! -e /proc/self/fd/0 ] || [ -f /proc/self/fd/0 ]; }

# take_path_lines FILE DIRECTORY: of a .pth file there, $told_paths, the lines that are paths of what is there, and $told_code, how
# many lines Python would run. Nothing else of it is told, whatever it has become.
take_path_lines() {
  told_paths=
  told_code=0
  { [ -f "$1" ] && path_lines "$2" <"$1"; } 2>/dev/null
}

path_lines() {
  is_opened_regular || return
  told_lines=1000
  while [ "$told_lines" -gt 0 ] && { IFS= read -r told_line || [ "$told_line" ]; }; do
    told_lines=$((told_lines - 1))
    case $told_line in
      '' | '#'*) continue ;;
      'import '* | "import$TAB"*) told_code=$((told_code + 1)) && continue ;;
    esac
    told_line=${told_line%"${told_line##*[![:space:]]}"}
    if [ -z "$told_line" ] || [ "${#told_line}" -gt 1000 ]; then continue; fi
    case $told_line in /*) ;; *) told_line=$1/$told_line ;; esac
    is_odd "$told_line" || [ ! -e "$told_line" ] || told_paths=$told_paths$told_line$NEWLINE
  done
}

# take_magic FILE: $told_magic, what stands before the first line break of byte code: that is two bytes and the half of a line end, by
# which Python tells its own from all other. It has been listed as take_metadata wants it; it is compared, and never told.
take_magic() {
  told_magic=
  { [ -f "$1" ] && is_opened_magic <"$1"; } 2>/dev/null
}

is_opened_magic() { is_opened_regular && IFS= read -r told_magic && [ "$told_magic" ]; }

# take_bytes FILE MOST: of a program or library, for what reads its header: each byte in decimal. As with take_magic, it has been listed.
take_bytes() { { [ -f "$1" ] && opened_bytes "$2" <"$1"; } 2>/dev/null; }

opened_bytes() { is_opened_regular && od -An -v -t u1 -N "$1"; }

# says_editable FILE: whether the origin of a package is the directory that somebody works in. Where that is, and who may fetch it,
# stays.
says_editable() { { [ -f "$1" ] && editable_word <"$1"; } 2>/dev/null; }

editable_word() {
  is_opened_regular || return
  told_lines=50
  while [ "$told_lines" -gt 0 ] && { IFS= read -r told_line || [ "$told_line" ]; }; do
    told_lines=$((told_lines - 1))
    case $told_line in *'"editable"'*true*) return 0 ;; esac
  done
  return 1
}
