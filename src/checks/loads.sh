# shellcheck shell=sh
# What httpd would load while it reads its configuration: modules, libraries and further files. Whatever a condition
# says of a line, it counts: this is no evaluation, but what has to be looked at before httpd may evaluate.

# awk: the words of a line of configuration, quotes taken off; and what a text may be for the values that its variables may have.
# shellcheck disable=SC2016 # awk's own variables
CONFIGURATION_WORDS='
function words_of(text,   n, word1) {
  n = 0
  while (match(text, /"([^"\\]|\\.)*"|\047([^\047\\]|\\.)*\047|[^ \t]+/)) {
    word1 = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
    if (word1 ~ /^["\047]/) word1 = substr(word1, 2, length(word1) - 2)
    word[++n] = word1
  }
  return n
}
# Every text that it may be, in found[].
function values_of(text, depth,   name, before, after, n, i) {
  if (count >= 64) { found[count] = "\001"; return }
  if (!match(text, /[$][{][^}]*[}]/)) { found[++count] = text; return }
  name = substr(text, RSTART + 2, RLENGTH - 3); sub(/:.*/, "", name)
  before = substr(text, 1, RSTART - 1); after = substr(text, RSTART + RLENGTH)
  n = depth < 6 ? defined[name] : 0
  if (name in ENVIRON) values_of(before ENVIRON[name] after, depth + 1)
  for (i = 1; i <= n; i++) values_of(before definition[name, i] after, depth + 1)
  if (!n && !(name in ENVIRON)) values_of(before "\001" after, depth + 1)
}
'

# awk: "read PATTERN" and "load FILE" of all the lines of its files, below every ServerRoot that there is; "ask NAME" of
# each variable that they use. A variable without a value, and a parameter of a macro, may be anything: as a part of a name
# `*`, and at its beginning a path that nobody knows ("read ?").
# shellcheck disable=SC2016 # awk's own variables
LOADS=$CONFIGURATION_WORDS'
function put(kind, text,   i, p) {
  for (i = 1; i <= parameters; i++) while (p = index(text, parameter[i])) {
    text = substr(text, 1, p - 1) "\001" substr(text, p + length(parameter[i]))
  }
  wanted[++wants] = text; kinds[wants] = kind
}
# What the command line defines counts as well, joined to its option or not.
BEGIN {
  n = split(ENVIRON["GIVEN"], given, "\037")
  for (i = 1; i <= n; i++) {
    text = given[i - 1] == "-D" ? given[i] : given[i] ~ /^-D./ ? substr(given[i], 3) : ""
    if (p = index(text, "=")) { name = substr(text, 1, p - 1); definition[name, ++defined[name]] = substr(text, p + 1) }
  }
}
FNR == 1 { joined = "" }
{ sub(/\r$/, "") }
/\\$/ { joined = joined substr($0, 1, length($0) - 1); next }
{
  text = joined $0; joined = ""
  sub(/^[ \t]+/, "", text)
  if (text == "" || text ~ /^#/) next
  rest = text
  while (match(rest, /[$][{][A-Za-z_][A-Za-z0-9_]*/)) {
    asked[substr(rest, RSTART + 2, RLENGTH - 2)] = 1; rest = substr(rest, RSTART + RLENGTH)
  }
  key = tolower(text); sub(/[ \t>].*/, "", key)
  if (key !~ /^(<\/?macro|define|serverroot|include|includeoptional|loadmodule|loadfile|perlswitches|perl(post)?(config)?require)$/) next
  n = words_of(text)
}
key == "<macro" { parameters = 0; for (i = 3; i <= n; i++) { sub(/>$/, "", word[i]); if (word[i] != "") parameter[++parameters] = word[i] } }
key == "</macro" { parameters = 0 }
key == "define" && n > 2 { if (defined[word[2]] < 8) definition[word[2], ++defined[word[2]]] = word[3] }
key == "serverroot" { put("root", word[2]) }
key ~ /^include/ { put("read", word[2]) }
key == "loadmodule" && n > 2 { put("load", word[3]) }
key == "loadfile" { for (i = 2; i <= n; i++) put("load", word[i]) }
key ~ /require$/ { put("load", word[2]) }
# Perl looks for modules there.
key == "perlswitches" {
  for (i = 2; i <= n; i++) {
    if (word[i] ~ /^-I./) put("load", substr(word[i], 3) "/module")
    if (word[i - 1] == "-I") put("load", word[i] "/module")
  }
}
function print_line(kind, text) {
  if (text ~ /^\001/) text = "?"
  gsub(/\001/, "*", text)
  if (!printed[kind, text]++) print kind "\t" text
}
END {
  base[1] = ENVIRON["CONFIGURATION_ROOT"]; bases = 1
  for (i = 1; i <= wants; i++) if (kinds[i] == "root") { count = 0; values_of(wanted[i], 0); for (j = 1; j <= count; j++) base[++bases] = found[j] }
  for (i = 1; i <= wants; i++) if (kinds[i] != "root") {
    count = 0; values_of(wanted[i], 0)
    for (j = 1; j <= count; j++) {
      if (found[j] ~ /^[\001\/]/) print_line(kinds[i], found[j])
      else for (k = 1; k <= bases; k++) print_line(kinds[i], base[k] "/" found[j])
    }
  }
  for (each in asked) print "ask\t" each
}'

# add_match PATH: of what is there; regular files are read as well. A directory that is named is read whole, with the files
# whose names begin with a dot.
add_match() {
  matches=$((matches + 1))
  [ "$matches" -gt 20000 ] && return
  is_odd "$1" && odd=$((odd + 1)) && return
  fresh=$fresh$1$NEWLINE
  if [ -f "$1" ]; then
    if [ -r "$1" ]; then files=$files$1$NEWLINE; fi
  elif [ "${2-}" ] && [ -d "$1" ]; then
    for match in "$1"/* "$1"/.[!.]* "$1"/..?*; do [ -e "$match" ] && add_match "$match" whole; done
  fi
  return 0
}

# add_pattern PATTERN: itself, for what may still come to lie there, and what each beginning of it stands for.
add_pattern() {
  fresh=$fresh$1$NEWLINE
  case $1 in *[*?[]*) ;; *) add_match "$1" whole && return ;; esac
  begun=
  to_come=$1
  while [ "$to_come" ]; do
    to_come=${to_come#/}
    begun=$begun/${to_come%%/*}
    case $to_come in */*) to_come=/${to_come#*/} last= ;; *) to_come='' last=whole ;; esac
    case $begun in
      *[*?[]*)
        # shellcheck disable=SC2086 # a glob; IFS is empty
        for matched in $begun; do [ -e "$matched" ] && add_match "$matched" $last; done
        ;;
    esac
  done
}

# others_in LIST: of the paths, those that are not ours, with the reason.
others_in() {
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2086 # a path each
  strangers $1
}

# lines_in FILES: what they name.
lines_in() {
  IFS=$NEWLINE
  set -f
  # shellcheck disable=SC2086 # a path each
  set -- $1
  unset IFS
  GIVEN=$ARGUMENTS
  export CONFIGURATION_ROOT GIVEN
  [ $# = 0 ] || in_apache_environment awk "$LOADS" "$@"
}

# main_configuration: the file, of what was compiled in and of the arguments.
main_configuration() {
  find_value -d
  CONFIGURATION_ROOT=${VALUE:-$(built_as HTTPD_ROOT)}
  find_value -f
  main=${VALUE:-$(built_as SERVER_CONFIG_FILE)}
  case $main in '' | /*) ;; *) main=$CONFIGURATION_ROOT/$main ;; esac
}

# inspect_configuration: "ask NAME" of each variable that it uses; "configuration PATH WHY" of what httpd would load with it,
# and others can change. What is not ours is not read on.
inspect_configuration() {
  main_configuration
  patterns=$NEWLINE
  fresh=
  files=
  modules=
  odd=0
  matches=0
  case $main in /*) add_pattern "$main" ;; *) printf 'configuration\tfiles\tnobody knows which\n' && return ;; esac
  while [ "$fresh" ]; do
    others=$(others_in "$fresh")
    [ "$odd" = 0 ] || others="$main${TAB}it includes a name that holds a control character"
    [ "$matches" -lt 20000 ] || others="$main${TAB}it includes more files than are looked at"
    [ "$others" ] || others=$([ -z "$modules" ] || words_of "$modules" strangers_searched_by)
    [ "$others" ] && printf 'configuration\t%s\n' "${others%%"$NEWLINE"*}" && return
    modules=
    fresh=
    lines=$(lines_in "$files")
    take_asked && lines=$(lines_in "$files")
    take_lines
  done
}

# take_asked: the variables in $lines; whether they are asked for the first time, and so had no value yet.
take_asked() {
  new=1
  IFS=$NEWLINE
  set -f
  for line in $lines; do
    case $line in "ask$TAB"*) ;; *) continue ;; esac
    line=${line#*"$TAB"}
    case " $ASKED" in *" $line "*) continue ;; esac
    known=
    if is_settable "$line" ''; then known=1; fi
    ASKED="$ASKED$line "
    printf 'ask\t%s\n' "$line"
    case $NEWLINE$ENVIRONMENT in *"$NEWLINE$line="*) [ "$known" ] || new=0 ;; esac
  done
  unset IFS
  set +f
  return "$new"
}

# take_lines: what is named in $lines, to be looked at and to be read.
take_lines() {
  IFS=$NEWLINE
  set -f
  for line in $lines; do
    IFS=
    set +f
    case $line in ask*) continue ;; esac
    case $patterns in *"$NEWLINE$line$NEWLINE"*) continue ;; esac
    patterns=$patterns$line$NEWLINE
    case $line in
      read*) add_pattern "${line#*"$TAB"}" ;;
      *)
        fresh=$fresh${line#*"$TAB"}$NEWLINE
        modules=$modules$UNIT${line#*"$TAB"}
        ;;
    esac
  done
  unset IFS
  set +f
}
