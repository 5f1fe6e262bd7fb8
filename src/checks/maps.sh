# shellcheck shell=sh
# What the processes of a server have mapped. Their maps are read once for all that is asked of them.

# awk: of the maps that it is given, the master's first: "pid N"; "read" where there was something to read, as a process that has
# ended has nothing; what it has mapped of Python and mod_wsgi and what was deleted, a name a line; "at DEVICE INODE NAME" of libraries of which two builds in one process may do each other
# harm, those of the children as far as the master has not the same file; at the end "twice NAME" where there are two.
# shellcheck disable=SC2016 # awk's own variables
MAPPED='
function kind_of(name) {
  sub(/ \(deleted\)$/, "", name); sub(/.*\//, "", name)
  if (name !~ /^lib(crypto|ssl|expat|pq|mysqlclient(_r)?|mariadb(client)?|perconaserverclient|sqlite3|xml2|z|python[0-9][0-9.]*[a-z]*|stdc[+][+])(-[0-9a-f]+)?[.]so([.]|$)/) return ""
  if (name ~ /^libpython[0-9]+[.]so/) return ""
  if (name ~ /^lib(mysql|maria|percona)/) return "mysql"
  sub(/(-[0-9a-f]+)?[.]so.*/, "", name)
  if (name ~ /^libpython/) name = "libpython"
  return name
}
function note(kind, file,   each) {
  if (process > 1 && (file in masters)) return
  print "at " part[4] " " part[5] " " name
  if (!(file in known)) { known[file] = name; for (each in masters) if (masters[each] == kind) twice[known[each]] = twice[name] = 1 }
  if (process == 1) masters[file] = kind
}
BEGIN {
  for (process = 1; process < ARGC; process++) {
    pid = ARGV[process]; sub(/^\/proc\//, "", pid); sub(/\/.*/, "", pid); print "pid " pid
    split("", seen)
    while ((getline line < ARGV[process]) > 0) {
      if (!seen["read"]++) print "read"
      start = index(line, "/")
      if (!start || line !~ /[.]so|libpython|mod_wsgi|\/Python$/) continue
      name = substr(line, start)
      if (seen[name]++) continue
      if (name ~ /(libpython|mod_wsgi)[^\/]*$|\/Python$|[.]so[^\/]* \(deleted\)$/) print name
      kind = kind_of(name)
      if (kind == "") continue
      split(line, part, " ")
      note(kind, kind " " part[4] " " part[5])
    }
    close(ARGV[process])
  }
  for (name in twice) print "twice " name
}'

# find_children: $children, the processes of httpd below the master.
find_children() {
  children=
  for stat in /proc/[0-9]*/stat; do
    stat_line "$stat" || continue
    rest=${said##*\) }
    rest=${rest#* }
    [ "${rest%% *}" = "$MASTER" ] || continue
    # A container's first process adopts strangers.
    case $said in *"(httpd"* | *"(apache2"*) ;; *) continue ;; esac
    pid=${stat#/proc/}
    children="$children ${pid%/stat}"
  done
}

# What the master and its children have mapped, as $maps: by one awk, as a busy server has hundreds of them. One that may not be looked
# into is told by the complaint of the shell.
mapped() {
  maps=
  [ -d /proc/self ] || return 127
  set --
  find_children
  for pid in $MASTER $children; do
    { true <"/proc/$pid/maps"; } && set -- "$@" "/proc/$pid/maps"
  done
  [ $# -gt 0 ] || return 0
  case $1 in "/proc/$MASTER/"*) ;; *) set -- /dev/null "$@" ;; esac
  maps=$(awk "$MAPPED" "$@")
  printf '%s\n' "$maps"
}

# awk: names of symbol versions.
# shellcheck disable=SC2016 # awk's own variables
SYMBOL_VERSIONS='/^(OPENSSL|LIBXML2|ZLIB|GLIBCXX|LIBEXPAT|libmysqlclient|libmariadb)_[0-9][0-9A-Za-z._]*$/ && !seen[$0]++'

symbol_versions() { tr -c '\040-\176' '\n' | awk "$SYMBOL_VERSIONS"; }

# What keeps apart two builds in one process: "file NAME" and the versions that its symbols have.
copies() {
  IFS=$NEWLINE
  set -f
  looked=0
  for line in $maps; do
    unset IFS
    case $line in
      *' (deleted)') continue ;;
      'twice '*) ;;
      *) continue ;;
    esac
    looked=$((looked + 1))
    [ "$looked" -le 24 ] || break
    versions=$(from_file "${line#twice }" "$LIBRARY_SIZE" symbol_versions) || continue
    printf 'file %s\n%s\n' "${line#twice }" "$versions"
  done
  unset IFS
  set +f
  return 0
}
