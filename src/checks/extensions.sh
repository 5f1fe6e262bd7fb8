# shellcheck shell=sh
# Which extension modules lie in directories of packages, by what their names say of the Python that they are for.

# awk: of the paths of extension modules below the directories in $ROOTS, in their order: "own TAG", the platform of the standard library's; "so ROOT TAG COUNT";
# "lib ROOT FILE" of libraries in bundles; "x ROOT TAGS MODULE" of a module that has none for this Python, and "more ROOT COUNT" of those beyond a number.
# shellcheck disable=SC2016 # awk's own variables
EXTENSIONS='
BEGIN { roots = split(ENVIRON["ROOTS"], root, "\n"); at = 1 }
{
  while (at < roots && index($0, root[at] "/") != 1) at++
  if (index($0, root[at] "/") != 1) { for (at = 1; at < roots && index($0, root[at] "/") != 1;) at++; if (index($0, root[at] "/") != 1) next }
  if ($0 ~ /[\001-\037\177]/) next
  path = substr($0, length(root[at]) + 2); name = path; sub(/.*\//, "", name)
  # What wheels bring along.
  if ($0 ~ /[.]libs\/[^\/]*$/) { if (is_shared(name) && bundled++ < 500) print "lib\t" root[at] "\t" path; next }
  dot = index(name, "."); tag = substr(name, dot + 1); sub(/[.]?so$/, "", tag)
  if (tag !~ /^((cpython|pypy|graalpy)[0-9]*-.*|abi[0-9]+t?)?$/ || length(tag) > 80) next
  count[at, tag]++
  if (!((at, tag) in known)) { known[at, tag] = 1; tags[at] = tags[at] tag "\n" }
  if (root[at] ~ /\/lib-dynload$/ && index(tag, "cpython-" version) == 1 && count[at, tag] > most) { most = count[at, tag]; own = tag }
  module = at "\t" substr(path, 1, length(path) - length(name) + dot - 1)
  if (!(module in of)) order[++modules] = module
  of[module] = of[module] (of[module] == "" ? "" : ",") (tag == "" ? "any" : tag)
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
  print "end"
}'

# extensions PYTHON DIRECTORIES: what was told of the Python, which has its version first; of the directories of packages and the standard library's; of other directories, which may hold anything, nothing. A module of
# which there is a source as well is left out.
extensions() {
  version=$(printf '%s\n' "$1" | sed -n '/^[23]\.[0-9][0-9]*$/{s/\.//p;q;}')
  ROOTS=
  IFS=$NEWLINE
  set -f
  scanned=$2
  set --
  for directory in $scanned; do
    case $directory in */site-packages | */dist-packages | */lib-dynload) ;; *) continue ;; esac
    if [ ! -d "$directory" ] || [ ! -r "$directory" ]; then continue; fi
    ROOTS=$ROOTS${ROOTS:+$NEWLINE}$directory
    set -- "$@" "$directory/"
  done
  unset IFS
  [ $# -gt 0 ] || return 0
  export ROOTS
  found=$(find "$@" -maxdepth 8 '(' -name '*.so' -o -path '*.libs/lib*.so*' ')' ! -type d 2>/dev/null | sed 's|//|/|' | awk -v version="$version" "$EXTENSIONS")
  IFS=$NEWLINE
  for line in $found; do
    case $line in
      x*)
        module=${line##*"$TAB"}
        directory=${line#x"$TAB"}
        directory=${directory%%"$TAB"*}/$module
        [ -e "$directory.py" ] || [ -e "$directory.pyc" ] || [ -e "$directory/__init__.py" ] || printf '%s\n' "$line"
        ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
  unset IFS
  set +f
}
