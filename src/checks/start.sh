# shellcheck shell=sh
# What a start of httpd would load, as httpd itself and the loader inside of it say: conditions, variables, quotes, LoadFile and
# the libraries that others bring along are carried out there, and nowhere else.

# awk: of what `httpd -t -e debug` and the loader write to standard error, "module NAME FILE", "file FILE" of LoadFile and
# "library FILE" of Python's, in their order, and "linked FILE" of libraries that do not bear a second build; "refused FILE" that could not be loaded, "tried FILE" where the loader has looked in
# vain, "named FILE" in a complaint; "e TEXT" of each line that is none of these. "status NUMBER" is passed on.
# shellcheck disable=SC2016 # awk's own variables
START='
function put(line) { out[pid] = out[pid] line "\n" }
function is_python(file) { sub(/.*\//, "", file); return file ~ /^(libpython[0-9.]+[a-z]*[.](so|dylib)|Python[A-Z]?$)/ }
function is_shared(name) { return name ~ /^lib(crypto|ssl|expat|pq|mysqlclient(_r)?|mariadb(client)?|perconaserverclient|sqlite3|xml2|z|stdc[+][+])(-[0-9a-f]+)?[.]so([.]|$)/ }
# A wrapper is another process than what it starts: it initializes less.
match($0, /^ *[0-9]+:\t/) {
  pid = $1; text = substr($0, RLENGTH + 1)
  if (text ~ /^find library=/) {
    wanted = substr(text, 14); sub(/ \[[0-9]+\].*/, "", wanted)
    if (!((pid, wanted) in tries)) names[pid] = names[pid] wanted "\n"
    tries[pid, wanted] = ""
  } else if (text ~ /^ *trying file=/) {
    sub(/^[^=]*=/, "", text)
    if (length(tries[pid, wanted]) < 20000) tries[pid, wanted] = tries[pid, wanted] text "\n"
  } else if (text ~ /^calling init: /) {
    last = substr(text, 15); count[pid]++
    base = last; sub(/.*\//, "", base); found[pid, base] = 1; at[pid, base] = last
    if (is_python(last)) put("library\t" last)
    if (is_shared(base)) put("linked\t" last)
  }
  next
}
/^@[0-9a-f]+ status / { status = $3; next }
match($0, /^(\[[^]]*\] )?\[[a-z0-9_]*:?(debug|info|trace[1-8])\] /) {
  if (!pid) pid = "-"
  if (match($0, /: (AH[0-9]+: )?loaded module /)) {
    text = substr($0, RSTART + RLENGTH); name = text; sub(/ .*/, "", name)
    # Older releases do not name the file: the loader has just said it.
    file = text; if (!sub(/^[^ ]+ from /, "", file)) file = last
    put("module\t" name "\t" file)
  } else if (match($0, /: (AH[0-9]+: )?loaded file /)) put("file\t" substr($0, RSTART + RLENGTH))
  next
}
{ print "e\t" $0 }
{
  text = $0
  if (match(text, /Cannot load .* into server/)) refused = refused "refused\t" substr(text, RSTART + 12, RLENGTH - 24) "\n"
  while (match(text, /\047\/[^\047]+\047|"\/[^"]+"|(^|[[ (=])\/[^ \t\047"]+/)) {
    word = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
    gsub(/^[[ (=\047"]+|[]:,.;)\047"]+$/, "", word)
    if (named++ < 50) refused = refused "named\t" word "\n"
  }
}
END {
  for (each in count) if (!(most in count) || count[each] > count[most]) most = each
  # Where the loader says nothing of itself, httpd does.
  if (out["-"] != "" && most != "-") printf "%s", out["-"]
  printf "%s%s", out[most], refused
  n = split(names[most], name_of, "\n")
  for (i = 1; i < n; i++) {
    wanted = name_of[i]; m = split(tries[most, wanted], tried, "\n")
    if ((most, wanted) in found && !is_python(wanted)) continue
    for (j = 1; j < m && j < 100; j++) if (tried[j] != at[most, wanted]) print "tried\t" tried[j]
  }
  print "status\t" status
}'

# ask_start: what httpd says of a start, as $start_lines, $start_errors and $start_status. The loader of Linux with glibc tells what
# it does if it is asked; any other passes over that.
ask_start() {
  said=$({
    [ -r /proc/self/stat ] && LD_DEBUG=libs && export LD_DEBUG
    raw=1 httpd -t -e debug 2>&1 >/dev/null
    asked_status=$?
    # In some shells printf is a program.
    unset LD_DEBUG
    printf '@%s status %s\n' "$NONCE" "$asked_status"
  } | awk "$START")
  start_lines=
  start_errors=
  start_status=1
  IFS=$NEWLINE
  set -f
  for line in $said; do
    case $line in
      "e$TAB"*) start_errors=$start_errors${start_errors:+$NEWLINE}${line#*"$TAB"} ;;
      "status$TAB"*) start_status=${line#*"$TAB"} ;;
      *) start_lines=$start_lines$line$NEWLINE ;;
    esac
  done
  unset IFS
  set +f
}

start_syntax() {
  # Where httpd was not asked, these are the script's own words.
  if [ "$PROGRAM_LEFT$CONFIGURATION_LEFT" ]; then printf '%s\n' "$start_errors" >&2; else tell_errors "$start_errors"; fi
  return "$start_status"
}

# What it loads; whether that is all, and whether it was asked with all of Apache's LD_LIBRARY_PATH.
told_start() {
  IFS=$NEWLINE
  set -f
  for line in $start_lines; do
    case $line in module* | file* | library* | linked* | refused*) printf '%s\n' "$line" ;; esac
  done
  unset IFS
  set +f
  case $start_status,$NEWLINE$start_lines in 0,*"${NEWLINE}module$TAB"*) printf 'whole\t\n' ;; esac
  has_whole_path || printf 'partial\t\n'
}

# has_whole_path: of Apache's LD_LIBRARY_PATH no directory was left out.
has_whole_path() {
  case $NEWLINE$ENVIRONMENT in *"${NEWLINE}LD_LIBRARY_PATH="*) ;; *) return 0 ;; esac
  whole=$NEWLINE$ENVIRONMENT
  whole=${whole##*"${NEWLINE}LD_LIBRARY_PATH="}
  whole=:${whole%%"$NEWLINE"*}:
  IFS=:
  set -f
  for directory in $LIBRARY_PATH; do
    case $whole in *":$directory:"*) whole=${whole%%":$directory:"*}:${whole#*":$directory:"} ;; esac
  done
  unset IFS
  set +f
  case $whole in *[!:]*) return 1 ;; esac
}

# closed_above PATH [LINKS]: the directory, or file, that hides from the login what is there, as "PATH <tab> DIRECTORY".
closed_above() {
  [ ! -r "$1" ] || return 1
  case $1 in /*) ;; *) return 1 ;; esac
  beyond=${1#/}
  above=
  while :; do
    above=$above/${beyond%%/*}
    case $beyond in */*) beyond=/${beyond#*/} ;; *) beyond= ;; esac
    if [ -L "$above" ] && [ ! -e "$above" ]; then
      [ "${2-0}" -lt 10 ] || return 1
      target=$(readlink "$above") || return 1
      case $target in /*) ;; *) target=${above%/*}/$target ;; esac
      closed_above "$target$beyond" $((${2-0} + 1))
      return
    fi
    [ -e "$above" ] || return 1
    if [ -d "$above" ] && [ "$beyond" ]; then
      [ -x "$above" ] || { printf '%s\t%s\n' "$1" "$above" && return 0; }
    else
      [ -r "$above" ] || { printf '%s\t%s\n' "$1" "$above" && return 0; }
      return 1
    fi
    beyond=${beyond#/}
  done
}

# hidden_from_start: of what the loader has tried and httpd has named, what this login may not see.
hidden_from_start() {
  IFS=$NEWLINE
  set -f
  tried=
  for line in $start_lines; do
    case $line in
      tried* | named* | refused*)
        tried=1
        closed_above "${line#*"$TAB"}"
        ;;
    esac
  done
  unset IFS
  set +f
  if [ "$tried" ]; then closed_above /etc/ld.so.cache; fi
  case $start_errors in *'Error loading shared library '*) hidden_from_start_by_musl ;; esac
  return 0
}

# The same of musl's loader: for what could not be loaded it looks in LD_LIBRARY_PATH first.
hidden_from_start_by_musl() {
  missing=${start_errors##*'Error loading shared library '}
  missing=${missing%%:*}
  case $missing in */*) return ;; esac
  IFS=:$NEWLINE
  set -f
  for directory in $LIBRARY_PATH; do closed_above "$directory/$missing"; done
  for line in $start_lines; do
    case $line in "refused$TAB/"*) unset IFS && hidden_from_musl "${line#*"$TAB"}" '' "$missing" ;; esac
  done
  unset IFS
  set +f
}
