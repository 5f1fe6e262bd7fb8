# shellcheck shell=sh
# Which libraries the loader would look for on behalf of programs and modules, and whether others can put one in their
# place: those that they need, what these need, in the directories that they name and in the loader's own list.

# Libraries that the loader knows outside of the system's directories, "NAME <tab> PATH" a line each; directories that it
# searches beside those. Read once.
LISTED=
LISTED_IN=
LISTED_ONCE=

# read_listed: the cache of glibc or FreeBSD, or the path of musl. It is root's.
read_listed() {
  [ "$LISTED_ONCE" ] && return
  LISTED_ONCE=1
  said=
  if [ -f /etc/ld.so.cache ]; then said=$(ldconfig -p 2>/dev/null)
  elif [ -f /var/run/ld-elf.so.hints ]; then said=$(ldconfig -r 2>/dev/null)
  fi
  IFS=$NEWLINE
  set -f
  for line in $said; do
    case $line in *' => /'*) ;; *) continue ;; esac
    line=/${line#*' => /'}
    is_of_system "${line%/*}" || LISTED=$LISTED${line##*/}$TAB$line$NEWLINE
  done
  unset IFS
  set +f
  for file in /lib/ld-musl-*.so.1; do
    # Where it has no path of its own, of its three directories this one is not of the system.
    file=/etc/${file##*/} && file=${file%.so.1}.path
    [ -f "$file" ] || case $file in *[*]*) ;; *) LISTED_IN=$LISTED_IN:/usr/local/lib ;; esac
    [ -f "$file" ] && while IFS= read -r line || [ "$line" ]; do LISTED_IN=$LISTED_IN:$line; done <"$file"
  done
}

# is_of_system DIRECTORY: what everything that runs is loaded from.
is_of_system() {
  case $1 in
    /lib | /lib32 | /lib64 | /usr/lib | /usr/lib32 | /usr/lib64) ;;
    /lib/*/* | /usr/lib/*/*) return 1 ;;
    /lib/*-linux-* | /usr/lib/*-linux-*) ;;
    *) return 1 ;;
  esac
}

# awk: "in DIRECTORY" and "need NAME" of what `readelf -d`, `objdump -p` and elf_words say of files. What a library names for
# itself is searched for those that load it, too.
# shellcheck disable=SC2016 # awk's own variables
LINKED='
/^File: / { file = substr($0, 7) }
/^\/.*: +file format / { file = $0; sub(/: +file format .*/, "", file) }
/\((RPATH|RUNPATH)\).*\[/ { search(inside($0)) }
/^ +(RPATH|RUNPATH) +/ { sub(/^ +[A-Z]+ +/, ""); search($0) }
/\(NEEDED\).*\[/ { put("need " inside($0)) }
/^ +NEEDED +/ { put("need " $2) }
function inside(text) { sub(/^[^[]*\[/, "", text); sub(/\][^]]*$/, "", text); return text }
function put(line) { if (!seen[line]++) print line }
function search(text,   n, i, directory, part) {
  directory = file; sub(/\/[^\/]*$/, "", directory)
  n = split(text, part, ":")
  for (i = 1; i <= n; i++) {
    gsub(/[$](ORIGIN|[{]ORIGIN[}])/, directory, part[i])
    if (part[i] ~ /[$]/) variants(part[i]); else if (part[i] != "") put("in " part[i])
  }
}
# Of the other two words that the loader expands, what they stand for on the systems that know them.
function variants(text,   n, i, one, value) {
  n = split("lib lib64 lib32 lib/x86_64-linux-gnu lib/aarch64-linux-gnu lib/i386-linux-gnu x86_64 haswell aarch64 i686", value, " ")
  for (i = 1; i <= n; i++) { one = text; gsub(/[$](LIB|PLATFORM|[{](LIB|PLATFORM)[}])/, value[i], one); put("in " one) }
}'

# add_directory DIRECTORY: and those below it that the loader prefers on some processors.
add_directory() {
  is_of_system "$1" && return
  case $NEWLINE$searched in *"$NEWLINE$1$NEWLINE"*) return ;; esac
  searched=$searched$1$NEWLINE
  for each in "$1"/glibc-hwcaps/* "$1"/tls "$1"/tls/* "$1"/haswell "$1"/haswell/* "$1"/avx512_1 "$1"/x86_64; do
    [ -d "$each" ] && searched=$searched$each$NEWLINE
  done
}

# add_library PATH
add_library() {
  [ -f "$1" ] || return
  case $NEWLINE$libraries in *"$NEWLINE$1$NEWLINE"*) ;; *) libraries=$libraries$1$NEWLINE next=$next$UNIT$1 ;; esac
}

# take_linked LINES: directories and names, as the loader would go through them.
take_linked() {
  IFS=$NEWLINE
  set -f
  for line in $1; do
    IFS=
    set +f
    case $line in
      'in '*) add_directory "${line#in }" ;;
      'need '*) needed=$needed${line#need }$NEWLINE ;;
    esac
  done
  set -f
  IFS=$NEWLINE
  for name in $needed; do
    case $name in /*) add_library "$name" && continue ;; esac
    for directory in $searched; do add_library "$directory/$name"; done
    case $NEWLINE$LISTED in
      *"$NEWLINE$name$TAB"*)
        for line in $LISTED; do case $line in "$name$TAB"*) add_library "${line#*"$TAB"}" ;; esac; done
        ;;
    esac
  done
  unset IFS
  set +f
}

# strangers_searched_by FILE...: of the directories in which these, which are ours, have the loader search, and of the
# libraries that it would find there, the first. What is not ours is not read on.
# shellcheck disable=SC2030,SC2031 # what it finds is its own
strangers_searched_by() (
  read_listed
  searched=
  libraries=
  needed=
  judged_before=
  IFS=:
  set -f
  for each in $LISTED_IN; do
    unset IFS
    set +f
    [ "$each" ] && add_directory "$each"
  done
  unset IFS
  set +f
  rounds=0
  while [ $# -gt 0 ] && [ "$rounds" -lt 20 ]; do
    rounds=$((rounds + 1))
    next=
    sections=$(dynamic_sections "$@")
    # Of a link the loader means the directory in which it ends.
    case $sections in *ORIGIN*) sections=$sections$NEWLINE$(sections_behind "$@") ;; esac
    take_linked "$(printf '%s\n' "$sections" | awk "$LINKED")"
    places_to_judge
    others=$([ -z "$asked" ] || words_of "$asked" strangers)
    [ "$others" ] && stranger_searched "${others%%"$NEWLINE"*}" && return
    IFS=$UNIT
    set -f
    # shellcheck disable=SC2086 # a library each
    set -- ${next#"$UNIT"}
    unset IFS
    set +f
  done
)

# sections_behind FILE...: of those that are links, or lie behind one.
sections_behind() {
  for file in "$@"; do
    shift
    at=$(real "$file")
    [ "$at" = "$file" ] || set -- "$@" "$at"
  done
  dynamic_sections "$@"
}

# stranger_searched LINE: what was judged of a directory is a file that may come to lie there.
# shellcheck disable=SC2031 # of those that call it
stranger_searched() {
  path=${1%%"$TAB"*}
  case $next$UNIT in *"$UNIT$path$UNIT"*) ;; *) path=${path%/library} ;; esac
  printf '%s\t%s\n' "$path" "${1#*"$TAB"}"
}

# places_to_judge: $asked, what has come in since it was called last; of a directory what may still come to lie there.
# shellcheck disable=SC2031 # of those that call it
places_to_judge() {
  asked=$next
  IFS=$NEWLINE
  set -f
  for each in $searched; do
    case $NEWLINE$judged_before in *"$NEWLINE$each$NEWLINE"*) continue ;; esac
    judged_before=$judged_before$each$NEWLINE
    asked=$asked$UNIT$each/library
  done
  unset IFS
  set +f
}

# found_libraries PATH: directories, and libraries in them, that nobody else can change. The others are not searched.
# shellcheck disable=SC2030,SC2031 # as above
found_libraries() (
  IFS=:
  set -f
  safe=
  # shellcheck disable=SC2086 # a directory each
  set -- $1
  unset IFS
  set +f
  for directory in "$@"; do
    [ "$directory" ] || continue
    searched=
    next=
    judged_before=
    add_directory "$directory"
    for each in "$directory"/lib*.so* "$directory"/glibc-hwcaps/*/lib*.so*; do [ -e "$each" ] && next=$next$UNIT$each; done
    places_to_judge
    others=$([ -z "$asked" ] || words_of "$asked" strangers)
    if [ "$others" ]; then printf 'left\t%s\n' "$(stranger_searched "${others%%"$NEWLINE"*}")"; else safe=$safe:$directory; fi
  done
  [ -z "$safe" ] || printf 'libraries\t%s\n' "${safe#:}"
)
