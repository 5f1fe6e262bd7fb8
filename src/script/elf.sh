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

# dynamic_sections FILE...: of all of them, a line "File: NAME" before each. They are ours, and so are the ways to them.
dynamic_sections() {
  for file in "$@"; do
    shift
    [ -f "$file" ] && set -- "$@" "$file"
  done
  [ $# -gt 0 ] || return
  if have readelf; then
    [ $# -gt 1 ] || printf 'File: %s\n' "$1"
    readelf -d "$@"
  elif have objdump; then objdump -p "$@"
  elif have od; then elf_sections "$@"
  else return 127
  fi 2>/dev/null
}

# awk: the bytes of many files behind each other, as `od -An -v -t u1` prints them; their sizes and names are in $SIZES. It
# keeps the lines of one file: names and needs are found from its header.
# shellcheck disable=SC2016 # awk's own variables
ELF_STREAM='
BEGIN { files = split(ENVIRON["SIZES"], entry, "\n"); current = 1; begin = 0; take_entry() }
function take_entry() { size = entry[current] + 0; name = entry[current]; sub(/^[0-9]+ /, "", name) }
function byte(at,   k) {
  at += begin; k = int(at / 16)
  if (k != held) { split(text[k], cell, " "); held = k }
  return cell[at % 16 + 1] + 0
}
function number(at, width,   i, value) {
  for (i = 0; i < width; i++) value = value * 256 + byte(big ? at + i : at + width - 1 - i)
  return value
}
function place(address,   i) {
  for (i = 1; i <= maps; i++) if (address >= start[i] && address < start[i] + span[i]) return address - start[i] + offset[i]
  return size
}
function word_at(at,   c, word) {
  while (at < size && (c = byte(at++))) word = word sprintf("%c", c)
  return word
}
function section(   w, at, i, kinds, header, count, length1, tag, value, names, line) {
  held = -1; maps = 0; line = 0
  if (size < 64 || byte(0) != 127 || byte(1) != 69 || byte(2) != 76 || byte(3) != 70) return
  w = byte(4) == 2 ? 8 : 4; big = byte(5) == 2
  header = number(w == 8 ? 32 : 28, w); length1 = w == 8 ? 56 : 32; count = number(w == 8 ? 56 : 44, 2)
  for (i = 0; i < count; i++) {
    at = header + i * length1
    if (at + length1 > size) return
    if (number(at, 4) == 2) { dynamic = number(at + w, w); line = number(at + 4 * w, w) }
    if (number(at, 4) == 1) { maps++; offset[maps] = number(at + w, w); start[maps] = number(at + 2 * w, w); span[maps] = number(at + 4 * w, w) }
  }
  if (!line || dynamic + line > size) return
  for (at = dynamic; at < dynamic + line; at += 2 * w) if (number(at, w) == 5) names = place(number(at + w, w))
  print "File: " name
  for (at = dynamic; at < dynamic + line; at += 2 * w) {
    tag = number(at, w); value = number(at + w, w)
    if (tag == 0) return
    if (tag == 1) print "(NEEDED) [" word_at(names + value) "]"
    if (tag == 14) print "(SONAME) [" word_at(names + value) "]"
    if (tag == 15) print "(RPATH) [" word_at(names + value) "]"
    if (tag == 29) print "(RUNPATH) [" word_at(names + value) "]"
  }
}
function finish() {
  section()
  begin += size; current++; take_entry()
  while (first < int(begin / 16)) delete text[first++]
}
{ text[NR - 1] = $0 }
{ while (current <= files && begin + size <= NR * 16) finish() }
END { while (current <= files && begin + size <= NR * 16) finish() }'

# elf_sections FILE...: without binutils. Large ones are not read whole.
elf_sections() {
  # shellcheck disable=SC2012 # they are files of ours, with names of one line
  sizes=$(ls -lLnd -- "$@" | awk '{ at = index($0, " /"); print $5 " " substr($0, at + 1) }')
  small=
  IFS=$NEWLINE
  set -f
  set --
  for line in $sizes; do
    unset IFS
    if fits "${line%% *}" 4194304; then
      set -- "$@" "${line#* }"
      small=$small$line$NEWLINE
    else
      printf 'File: %s\n' "${line#* }"
      elf_words "${line#* }"
    fi
  done
  unset IFS
  set +f
  [ $# = 0 ] || od -An -v -t u1 -- "$@" | SIZES=${small%"$NEWLINE"} awk "$ELF_STREAM"
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
