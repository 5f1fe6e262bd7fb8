# shellcheck shell=sh
# ---- ELF files, byte by byte ---------------------------------------------------------------------------

# awk: bytes, as `bytes` prints them, become byte[0] and on; number(AT, SIZE) reads those in the file's own order.
# shellcheck disable=SC2016 # awk's own variables
ELF_READER='
function number(at, size,   i, value) {
  for (i = 0; i < size; i++) value = value * 256 + byte[big ? at + i : at + size - 1 - i]
  return value
}
{ for (i = 1; i <= NF; i++) byte[n++] = $i }'

# bytes FILE OFFSET COUNT: each in decimal.
bytes() {
  fits "$3" "$TEXT_SIZE" && from_file "$1" "$LIBRARY_SIZE" od -An -v -t u1 -j "$2" -N "$3"
}

# awk: the directories in which libraries are searched for, of what `readelf -d`, `objdump -p` and elf_words say of files.
# shellcheck disable=SC2016
SEARCH_PATHS='
/^File: / { file = substr($0, 7) }
/^\/.*: +file format / { file = $0; sub(/: +file format .*/, "", file) }
/\((RPATH|RUNPATH)\).*\[/ { put($0) }
/^ +(RPATH|RUNPATH) +/ { sub(/^ +[A-Z]+ +/, ""); put("[" $0 "]") }
function put(text,   n, i, directory, part) {
  directory = file; sub(/\/[^\/]*$/, "", directory)
  sub(/^[^[]*\[/, "", text); sub(/\][^]]*$/, "", text)
  n = split(text, part, ":")
  for (i = 1; i <= n; i++) { gsub(/[$](ORIGIN|[{]ORIGIN[}])/, directory, part[i]); if (part[i] != "") print part[i] }
}'

# search_paths_in FILE...: they are ours.
search_paths_in() {
  for file in "$@"; do
    [ -f "$file" ] && printf 'File: %s\n' "$file" && dynamic_section "$file"
  done 2>/dev/null | awk "$SEARCH_PATHS"
}

# Programs that know many formats are asked only about files that nobody else has written.
dynamic_section() {
  if ! is_own "$1"; then elf_words "$1"
  elif have readelf; then readelf -d "$1"
  elif have objdump; then objdump -p "$1"
  elif have otool; then otool -l "$1"
  elif have od; then elf_words "$1"
  else return 127
  fi
}

# Without binutils: NEEDED, SONAME, RPATH and RUNPATH of a 64-bit ELF file, as readelf would put them. In the program
# header type 2 is the dynamic section, type 1 maps addresses to the file; in that section 5 is where the names are.
elf_words() {
  file=$1
  # shellcheck disable=SC2046 # numbers
  set -- $(bytes "$file" 0 64 | awk "$ELF_READER"'END {
    if (byte[0] " " byte[1] " " byte[2] " " byte[3] " " byte[4] != "127 69 76 70 2") exit
    big = byte[5] == 2
    print big, number(32, 8), number(56, 2) * 56
  }')
  [ $# = 3 ] || return 4
  big=$1
  # shellcheck disable=SC2046
  set -- $(bytes "$file" "$2" "$3" | awk -v big="$big" "$ELF_READER"'END {
    for (at = 0; at < n; at += 56) {
      if (number(at, 4) == 2) print number(at + 8, 8), number(at + 32, 8)
      if (number(at, 4) == 1) maps = maps " " number(at + 16, 8) " " number(at + 32, 8) " " number(at + 8, 8)
    }
    print maps
  }')
  [ $# -ge 5 ] || return 4
  section=$1
  size=$2
  shift 2
  # shellcheck disable=SC2046
  set -- $(bytes "$file" "$section" "$size" | awk -v big="$big" -v maps="$*" "$ELF_READER"'END {
    kind[1] = "NEEDED"; kind[14] = "SONAME"; kind[15] = "RPATH"; kind[29] = "RUNPATH"
    for (at = 0; at < n; at += 16) {
      tag = number(at, 8); value = number(at + 8, 8)
      if (tag == 5) names = value
      if (tag == 10) size = value
      if (tag in kind) words = words " " kind[tag] " " value
    }
    count = split(maps, map)
    for (i = 1; i < count; i += 3)
      if (names >= map[i] && names < map[i] + map[i + 1]) { print names - map[i] + map[i + 2], size words; exit }
  }')
  [ $# -ge 2 ] || return 4
  names=$1
  size=$2
  shift 2
  bytes "$file" "$names" "$size" | awk -v words="$*" "$ELF_READER"'END {
    count = split(words, word)
    for (i = 1; i < count; i += 2) {
      text = ""
      for (at = word[i + 1]; byte[at]; at++) text = text sprintf("%c", byte[at] + 0)
      printf "(%s) [%s]\n", word[i], text
    }
  }'
}
