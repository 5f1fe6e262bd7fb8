# shellcheck shell=sh
# ---- whose files may be run ----------------------------------------------------------------------------
# What is run, sourced or loaded belongs to root or to the login, and nobody else can put another in its place: judged
# on the path that is used, each directory that leads to it, each link on the way and what that leads to.

# Between the words of a list, and what stands in it instead of any other control character.
UNIT=$(printf '\037')
STRAY=$(printf '\036')
# Where the bits of a mode do not say all of an access list. On Linux those of the group are its widest.
ACCESS_LISTS=
[ -r /proc/self/stat ] || ACCESS_LISTS=1

# real PATH: symbolic links resolved, where the host can.
real() { readlink -f "$1" 2>/dev/null || printf '%s\n' "$1"; }

# awk: text as one line that says what it holds; of the control characters of a name no line is ever made.
# shellcheck disable=SC2016 # awk's own variables
SHOWN='
function shown(text,   i, c, out) {
  if (text !~ /[\001-\037\177]/) return text
  if (!hexadecimal[c = sprintf("%c", 127)]) {
    for (i = 1; i < 32; i++) hexadecimal[sprintf("%c", i)] = sprintf("\\x%02x", i)
    hexadecimal[c] = "\\x7f"; hexadecimal["\n"] = "\\n"; hexadecimal["\t"] = "\\t"
  }
  for (i = 1; i <= length(text); i++) { c = substr(text, i, 1); out = out ((c in hexadecimal) ? hexadecimal[c] : c) }
  return out
}'

# shown_text TEXT
# shellcheck disable=SC2016
shown_text() { awk "$SHOWN"'BEGIN { print shown(ARGV[1]) }' "$1"; }

# is_odd TEXT: it holds a control character.
is_odd() {
  case $1 in *[[:cntrl:]]* | *"$NEWLINE"* | *"$TAB"* | *"$UNIT"* | *"$STRAY"*) return 0 ;; esac
  return 1
}

# awk: its arguments are paths, $LEARNED (else its input) what is known of their components. It asks for more ("ask KIND
# WHAT"), or says "PATH <tab> WHY" of each.
# shellcheck disable=SC2016
JUDGE='
function ask(kind, what) {
  pending = 1
  if (!((kind, what) in asking)) { asking[kind, what] = 1; print "ask\t" kind "\t" what }
}
# What is wrong with one component; a directory with a sticky bit is judged with what lies in it.
function fault(at,   m) {
  m = mode[at]
  if (user[at] != 0 && user[at] != self) return at " belongs to user " user[at]
  if (m ~ /^l/) return ""
  if (substr(m, 6, 1) == "w") {
    if (!(group[at] in private)) { ask("group", group[at]); return "" }
    if (!(at in acl)) { ask("acl", at); return "" }
    if (!private[group[at]] && m !~ /^d........[tT]/) return "group " group[at] " may write to " at
    if (!acl[at] && m !~ /^d........[tT]/) return "an access list lets others write to " at
    if (!private[group[at]] || !acl[at]) shared = at
  } else if (lists) {
    if (!(at in acl)) { ask("acl", at); return "" }
    if (!acl[at]) return "an access list lets others write to " at
  }
  if (substr(m, 9, 1) == "w") {
    if (m !~ /^d........[tT]/) return "everybody may write to " at
    shared = at
  }
  return ""
}
function judge(path,   todo, at, here, part, why, links, above) {
  if (path !~ /^\//) return "is no absolute path"
  if (path ~ /[\001-\037\177]/) return "its name holds a control character"
  todo = path; at = ""; shared = ""
  if (!("/" in asked)) ask("path", "/")
  else if (why = fault("/")) return why
  for (;;) {
    sub(/^\/+/, "", todo)
    if (todo == "") return ""
    part = todo; sub(/\/.*/, "", part); todo = substr(todo, length(part) + 1)
    if (part == ".") continue
    if (part == "..") { sub(/\/[^\/]*$/, "", at); shared = ""; continue }
    here = at "/" part; above = shared; shared = ""
    if (!(here in asked)) { ask_all(here, todo); return "" }
    if (here in made) return here " is a file system that user " made[here] " has made"
    if (!(here in mode)) return above == "" ? "" : "everybody may make " here
    # Of a directory that others write to, even a sticky one, only a directory is known to be where its owner made it.
    if (above != "" && mode[here] !~ /^d/) return "others may put something into " above
    if (why = fault(here)) return why
    if (pending) return ""
    if (mode[here] !~ /^l/) { at = here; continue }
    if (!(here in target)) { ask("link", here); return "" }
    if (target[here] == "" || ++links > 40) return here " leads nowhere"
    if (target[here] ~ /^\//) at = ""
    todo = target[here] "/" todo
  }
}
# The rest of the path as well, as if no link came: most paths have none.
function ask_all(at, rest,   part) {
  ask("path", at)
  while (sub(/^\/+/, "", rest) && rest != "") {
    part = rest; sub(/\/.*/, "", part); rest = substr(rest, length(part) + 1)
    if (part == "." || part == "..") return
    at = at "/" part
    if (!(at in asked)) ask("path", at)
  }
}
function learn(text,   said, field, at) {
  split(text, said, "\t"); at = said[2]
  if (said[1] == "asked") asked[at] = 1
  if (said[1] == "link") target[at] = said[3]
  if (said[1] == "group") private[at] = said[3]
  if (said[1] == "acl") acl[at] = said[3]
  if (said[1] == "made") made[at] = said[3]
  if (said[1] != "stat") return
  split(at, field, " "); sub(/^[^ ]+ +[^ ]+ +[^ ]+ /, "", at)
  mode[at] = field[1]; user[at] = field[2]; group[at] = field[3]
}
BEGIN {
  count = ARGC; ARGC = 1
  if (ENVIRON["LEARNED"] != "") { lines = split(ENVIRON["LEARNED"], line, "\n"); for (i = 1; i <= lines; i++) learn(line[i]) }
  else while ((getline text) > 0) learn(text)
  for (i = 1; i < count; i++) {
    pending = 0
    why = judge(ARGV[i])
    if (!pending) print shown(ARGV[i]) "\t" why
  }
}'
