# shellcheck shell=sh
# Which extension modules lie in directories of packages, by what their names say of the Python that they are for.

# awk: of the paths of extension modules below the directories in $ROOTS, in their order: "own TAG", the platform of the standard library's; "so ROOT TAG COUNT";
# "lib ROOT FILE" of libraries in bundles; "x ROOT TAGS MODULE" of a module that has none for this Python, and "more ROOT COUNT" of those beyond a number;
# "c ROOT TAG MODULE" of byte code in __pycache__ that is of another Python, with "beside" for TAG of that in the place of a source, and "unseen ROOT COUNT".
# shellcheck disable=SC2016 # awk's own variables
EXTENSIONS='
BEGIN { roots = split(ENVIRON["ROOTS"], root, "\n"); at = 1 }
{
  while (at < roots && index($0, root[at] "/") != 1) at++
  if (index($0, root[at] "/") != 1) { for (at = 1; at < roots && index($0, root[at] "/") != 1;) at++; if (index($0, root[at] "/") != 1) next }
  if ($0 ~ /[\001-\037\177]/) next
  path = substr($0, length(root[at]) + 2); name = path; sub(/.*\//, "", name)
  if (name ~ /[.]pyc$/) { keep_code(); next }
  if (name ~ /^lib.*[.]so([.]|$)/ && !((name) in held) && ++libraries < 2000) { held[name] = 1; print "held\t" name }
  # What wheels bring along.
  if ($0 ~ /[.]libs\/[^\/]*$/) { if (is_shared(name) && bundled++ < 500) print "lib\t" root[at] "\t" path; next }
  if (name !~ /[.]so$/) next
  dot = index(name, "."); tag = substr(name, dot + 1); sub(/[.]?so$/, "", tag)
  if (tag !~ /^((cpython|pypy|graalpy)[0-9]*-.*|abi[0-9]+t?)?$/ || length(tag) > 80) next
  count[at, tag]++
  if (!((at, tag) in known)) { known[at, tag] = 1; tags[at] = tags[at] tag "\n" }
  if (root[at] ~ /\/lib-dynload$/ && index(tag, "cpython-" version) == 1 && count[at, tag] > most) { most = count[at, tag]; own = tag }
  module = at "\t" substr(path, 1, length(path) - length(name) + dot - 1)
  if (!(module in of)) order[++modules] = module
  if (root[at] !~ /\/lib-dynload$/) { files++; file_of[files] = path; at_of[files] = at; tag_of[files] = tag }
  of[module] = of[module] (of[module] == "" ? "" : ",") (tag == "" ? "any" : tag)
}
function keep_code(   tag, module) {
  module = substr(path, 1, length(path) - 4); sub(/[.]opt-[0-9]$/, "", module); tag = "beside"
  if (path ~ /(^|\/)__pycache__\//) {
    if (!match(module, /[.](cpython-|pypy|graalpy)[-0-9]*[a-z]?$/)) return
    tag = substr(module, RSTART + 1); module = substr(module, 1, RSTART - 1); sub(/__pycache__\//, "", module)
  }
  if ((at, tag, module) in codes) return
  if (++kept > 2000) { unseen[at]++; return }
  codes[at, tag, module] = 1; code[kept] = at "\t" tag "\t" module
}
function is_shared(name) { return name ~ /^lib(crypto|ssl|expat|pq|mysqlclient(_r)?|mariadb(client)?|perconaserverclient|sqlite3|xml2|z|stdc[+][+])(-[0-9a-f]+)?[.]so([.]|$)/ }
# What this Python tries: its own, the stable one, and a name without any.
function may_load(all,   n, i, each) {
  n = split(all, each, ",")
  for (i = 1; i <= n; i++) {
    if (each[i] == "any" || each[i] == own) return 1
    if (each[i] ~ /^abi[0-9]/ && own !~ /^cpython-[0-9]+t/) return 1
    if (own == "" && each[i] ~ ("^cpython-" version "([^0-9]|$)")) return 1
    if (own ~ /^cpython-[0-9]+d-/ && each[i] == released(own)) return 1
  }
  return 0
}
function released(tag) { sub(/d-/, "-", tag); return tag }
END {
  print "own\t" own
  for (i = 1; i <= roots; i++) {
    n = split(tags[i], each, "\n")
    for (j = 1; j < n && j <= 50; j++) print "so\t" root[i] "\t" each[j] "\t" count[i, each[j]]
  }
  for (i = 1; i <= modules; i++) {
    split(order[i], part, "\t")
    if (may_load(of[order[i]])) continue
    if (++told[part[1]] > 100) { left[part[1]]++; continue }
    print "x\t" root[part[1]] "\t" of[order[i]] "\t" part[2]
  }
  for (i = 1; i <= roots; i++) if (left[i]) print "more\t" root[i] "\t" left[i]
  split(own, part, "-"); cache = "cpython-" part[2]
  for (i = 1; i <= kept && i <= 2000; i++) {
    split(code[i], part, "\t")
    if (part[2] != cache && !((part[1] "\t" part[3]) in of)) print "c\t" root[part[1]] "\t" part[2] "\t" part[3]
  }
  for (i = 1; i <= files; i++) if (may_load(tag_of[i] == "" ? "any" : tag_of[i]) && ++loaded <= 500) print "so-file\t" root[at_of[i]] "/" file_of[i]
  if (loaded > 500) print "unread\t" loaded - 500
  for (i = 1; i <= roots; i++) if (unseen[i]) print "unseen\t" root[i] "\t" unseen[i]
  print "end"
}'

# extensions PYTHON DIRECTORIES LIBRARIES: what was told of the Python, which has its version first, and of what the server loads; of the directories of packages and the standard library's; of other directories, which may hold anything, nothing. A module of
# which there is a source as well is left out.
extensions() {
  version=$(printf '%s\n' "$1" | sed -n '/^[23]\.[0-9][0-9]*$/{s/\.//p;q;}')
  ROOTS=
  own_code=
  server_libraries=$3
  IFS=$NEWLINE
  set -f
  scanned=$2
  set --
  for directory in $scanned; do
    case $directory in */site-packages | */dist-packages | */lib-dynload) ;; *) continue ;; esac
    if [ ! -d "$directory" ] || [ ! -r "$directory" ]; then continue; fi
    case $directory in */lib-dynload) [ "$own_code" ] || own_code=${directory%/*}/__pycache__/os.cpython-$version.pyc ;; esac
    ROOTS=$ROOTS${ROOTS:+$NEWLINE}$directory
    set -- "$@" "$directory/"
  done
  unset IFS
  [ $# -gt 0 ] || return 0
  export ROOTS
  # Of Python 2, which has all of it beside its sources, none; of this one only what has no name of its own.
  code="*.pyc"
  case $version in 2*) code=/ ;; esac
  found=$(find "$@" -maxdepth 8 '(' -name '*.so' -o -path '*.libs/lib*.so*' -o -name 'lib*.so.*' -o -name "$code" \
    ! -name "*.cpython-$version.pyc" ! -name "*.cpython-$version.opt-*.pyc" ')' ! -type d 2>/dev/null |
    sed 's|//|/|' | awk -v version="$version" "$EXTENSIONS")
  refusable=
  held=
  module_files=
  IFS=$NEWLINE
  for line in $found; do
    case $line in
      x* | c*) tell_without_source "$line" ;;
      held*) held=$held${line#*"$TAB"}$NEWLINE ;;
      so-file*) module_files=$module_files${line#*"$TAB"}$NEWLINE ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
  unset IFS
  tell_refused
  IFS=$NEWLINE
  # shellcheck disable=SC2086 # a path each
  set -- $module_files
  unset IFS
  [ $# = 0 ] || needed_by "$ROOTS" "$held" "$server_libraries" "$@"
  set +f
}

# tell_without_source LINE: where a source lies beside it, that is what Python imports. Byte code in the place of one is kept: $refusable.
tell_without_source() {
  module=${1##*"$TAB"}
  directory=${1#*"$TAB"}
  directory=${directory%%"$TAB"*}
  [ -e "$directory/$module.py" ] || [ -e "$directory/$module/__init__.py" ] && return
  case $1 in
    c*"${TAB}beside$TAB"*) refusable=$refusable$directory/$module.pyc$NEWLINE ;;
    x*) [ -e "$directory/$module.pyc" ] || printf '%s\n' "$1" ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# tell_refused: of byte code in the place of a source, what does not begin as that of the standard library, which Python does not load, and
# what cannot be compared. Byte code that has the name of its Python lies in __pycache__.
tell_refused() {
  [ "$refusable" ] || return 0
  own_magic=
  ! take_magic "$own_code" || own_magic=$told_magic
  IFS=$NEWLINE
  # shellcheck disable=SC2086 # a path a line
  set -- $refusable
  unset IFS
  if [ -z "$own_magic" ] || ! list_steps "$@"; then
    for file in "$@"; do tell_code unknown; done
    return 0
  fi
  while [ "$listed" ]; do
    entry_line=${listed%%"$NEWLINE"*}
    listed=${listed#"$entry_line"}
    listed=${listed#"$NEWLINE"}
    file=/${entry_line#* /}
    take_entry
    case $entry_mode in
      -*) ;;
      *)
        file=${file%% -> *}
        tell_code unknown
        continue
        ;;
    esac
    if ! fits "$entry_size" 1048576 || ! take_magic "$file"; then tell_code unknown
    elif [ "$told_magic" != "$own_magic" ]; then tell_code other
    fi
  done
}

# tell_code WHAT: of $file.
tell_code() {
  IFS=$NEWLINE
  for root in $ROOTS; do
    case $file in "$root/"*) file=${file#"$root/"} && printf 'c\t%s\t%s\t%s\n' "$root" "$1" "${file%.pyc}" && break ;; esac
  done
  unset IFS
}
