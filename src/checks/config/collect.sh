# shellcheck shell=sh
# The configuration, as httpd itself reads it where it lets us, and the allow-listed lines of its files.
# Only what is named here leaves the host: a dump holds passwords.

# awk: lets through the section tags and the allow-listed directives, as "NUMBER <tab> DIRECTIVE", below
# "# In file: NAME". -v dump=1 reads httpd's dump (line numbers stand in comments, and only the indentation tells
# where an empty section ends, so that it is kept), else files; -v named=1 puts their names there.
# shellcheck disable=SC2016 # awk's own variables
DIRECTIVE_FILTER='
BEGIN {
  split("loadmodule loadfile include includeoptional undefine listen mutex acceptmutex lockfile serverroot " \
    "serverlimit threadsperchild threadlimit maxrequestworkers maxclients startservers servername serveralias " \
    "usecanonicalname usecanonicalphysicalport alias aliasmatch scriptalias scriptaliasmatch " \
    "user group pidfile defaultruntimedir timeout listencoresbucketsratio documentroot " \
    "accessfilename allowoverride acceptfilter options order satisfy authmerging rewriteengine rewriteoptions", names, " ")
  for (i in names) allowed[names[i]] = 1
  split("virtualhost directory directorymatch location locationmatch files filesmatch ifmodule ifdefine " \
    "ifversion iffile macro", tags, " ")
  for (i in tags) open[tags[i]] = 1
  # Only what they say of everybody: names and addresses stay.
  split("require allow deny", names, " ")
  for (i in names) public[names[i]] = 1
  # Their values may be secrets; that they are there, and for which name, is what counts.
  split("setenv setenvif setenvifnocase passenv use define if elseif else", names, " ")
  for (i in names) masked[names[i]] = 1
  # Which URLs they take counts, and of where to what upstream() and target() let through: the rest may hold passwords.
  split("redirect redirectmatch redirectpermanent redirecttemp proxypass proxypassmatch rewriterule rewritecond " \
    "balancermember", names, " ")
  for (i in names) leading[names[i]] = 1
}
# The next word of the text in $left, with its quotes; "" at its end.
function next_word(   found) {
  sub(/^[ \t]+/, "", left)
  if (!match(left, /^("[^"]*"|\047[^\047]*\047|[^ \t]+)/)) return ""
  found = substr(left, 1, RLENGTH); left = substr(left, RLENGTH + 1)
  return found
}
# Of where a URL is led to what decides: nowhere ("-" and "!"), another server, or something else.
function target(word) {
  gsub(/["\047]/, "", word)
  if (word == "-" || word == "!") return " " word
  if (match(word, /^[A-Za-z][A-Za-z0-9+.-]*:\/\//)) return " " substr(word, 1, RLENGTH) "..."
  return word == "" ? "" : " ..."
}
# Of whom requests are handed on to the scheme, host and port, or the socket, with "..." behind it. What stands before an "@"
# is a password, and what stands behind a slash may be one.
function upstream(word,   socket, scheme, host, rest) {
  gsub(/["\047]/, "", word)
  if (word == "" || word == "-" || word == "!") return word
  # A variable, or a parameter of a macro, that is all of it.
  if (match(word, /^([$][{][A-Za-z0-9_]+[}]|[$][A-Za-z_][A-Za-z0-9_]*)/) && substr(word, RLENGTH + 1) ~ /^(\/[^@]*)?$/) return substr(word, 1, RLENGTH) "..."
  if (match(word, /^[Uu][Nn][Ii][Xx]:[A-Za-z0-9._\/@+,=${}-]+[|]/)) { socket = substr(word, 1, RLENGTH); word = substr(word, RLENGTH + 1) }
  if (!match(word, /^[A-Za-z][A-Za-z0-9+.-]*:\/\//)) return "..."
  scheme = socket substr(word, 1, RLENGTH); host = substr(word, RLENGTH + 1); rest = ""
  if (match(host, /[\/?#]/)) { rest = substr(host, RSTART); host = substr(host, 1, RSTART - 1) }
  if (host ~ /^@|@@/) return scheme "..."
  sub(/.*@/, "", host)
  # A password with a slash ends the host too early.
  if ((rest left) ~ /@/ && host !~ /^(localhost|[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?$/) return scheme "..."
  if (host !~ /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]|[$][{][A-Za-z0-9_]+[}]|[$][A-Za-z_][A-Za-z0-9_]*)(:([0-9]+|[$][{][A-Za-z0-9_]+[}]|[$][A-Za-z_][A-Za-z0-9_]*))?([$][0-9])?$/) return scheme "..."
  return scheme host "..."
}
# Handlers that are another server, "proxy:URL", and the endings behind them.
function handled(word, rest,   first) {
  left = rest; first = next_word(); gsub(/["\047]/, "", first)
  if (first !~ /^[Pp][Rr][Oo][Xx][Yy]:/) return word (first ~ /@|:\/\// ? " ..." left : " " rest)
  rest = left; left = ""
  return word " proxy:" upstream(substr(first, 7)) rest
}
# Names of the flags of a RewriteRule; of values only a status.
function flags(word,   n, i, each, out) {
  gsub(/[]["\047]/, "", word)
  n = split(word, each, ",")
  for (i = 1; i <= n; i++) {
    sub(/^[ \t]+/, "", each[i])
    if (toupper(each[i]) !~ /^(R|REDIRECT|S|SKIP)=[0-9]+$/) sub(/[=|].*/, "", each[i])
    if (toupper(each[i]) ~ /^(C|CHAIN|END|F|FORBIDDEN|G|GONE|H|HANDLER|L|LAST|N|NEXT|NC|NOCASE|P|PROXY|PT|PASSTHROUGH|(R|REDIRECT|S|SKIP)(=[0-9]+)?)$/)
      out = out (out == "" ? "" : ",") each[i]
  }
  return out == "" ? "" : " [" out "]"
}
function led(word, rest,   first, out, next_one, marks) {
  left = rest
  if (name == "rewritecond") return word " ..."
  out = word
  first = next_word()
  if (name == "balancermember") {
    if (first ~ /^["\047]?[Bb][Aa][Ll][Aa][Nn][Cc][Ee][Rr]:/) { out = out " " upstream(first); first = next_word() }
    return out " " upstream(first)
  }
  if (name ~ /^redirect(match)?$/ && tolower(first) ~ /^(permanent|temp|seeother|gone|[0-9][0-9][0-9])$/) { out = out " " first; first = next_word() }
  rest = left
  next_one = next_word()
  # In a section the path is the section itself.
  if (name ~ /^(redirect|proxypass)/ && (first == "!" || first ~ /^["\047]?([A-Za-z][A-Za-z0-9+.-]*:|%)/ || first ~ /^["\047]?[$]/ && (next_one == "" || next_one ~ /^[a-z]+=/))) {
    left = rest
    return name ~ /^proxypass/ ? out " " upstream(first) : out target(first)
  }
  out = out " " first
  if (name ~ /^redirect/) return out target(next_one)
  if (name ~ /^proxypass/) return next_one == "" ? out : out " " upstream(next_one)
  marks = flags(left)
  return out (tolower(marks) ~ /[[,](p|proxy)[],]/ ? " " upstream(next_one) : target(next_one)) marks
}
# <IfDefine NAME=VALUE>: the value as that of the command line is told, "..."; that it is another by a dot more.
function compared(text,   define, value, i, n, given, same) {
  define = text; sub(/^<[^ \t]*[ \t]*/, "", define); gsub(/["\047]|>[ \t]*$/, "", define); sub(/^!/, "", define)
  value = define; sub(/^[^=]*=/, "", value)
  if (value ~ /^\/[A-Za-z0-9._\/@+-]*$/) return text
  n = split(ENVIRON["GIVEN"], given, "\037")
  for (i = 1; i <= n; i++) if (given[i] == "-D" define || given[i] == define && given[i - 1] == "-D") same = 1
  sub(/=.*/, same ? "=...>" : "=....>", text); gsub(/["\047]/, "", text)
  return text
}
function shown(text,   word, rest) {
  sub(/^[ \t]+/, "", text); sub(/[ \t\r]+$/, "", text)
  if (text == "" || text ~ /^#/) return ""
  word = text; sub(/[ \t>].*/, "", word); rest = substr(text, length(word) + 1)
  name = tolower(word); sub(/^<\/?/, "", name)
  if (text ~ /^<\//) return "</" name ">"
  if (name == "ifdefine" && text ~ /=/) return compared(text)
  if (name == "proxy" && text ~ /^</ && tolower(rest) ~ /^[ \t]+["\047]?balancer:/) { left = rest; sub(/>.*/, "", left); rest = next_word(); return word " " upstream(rest) ">" }
  if (text ~ /^</) return (name in open) ? text : "<" name (rest ~ /^>/ ? ">" : " ...>")
  if (name ~ /^(set|add)handler$/) return handled(word, substr(rest, 2))
  if (name ~ /^wsgi/ || (name in allowed)) return text
  # The values of these two are judged where the whole configuration is known.
  if (!dump && (name == "define" || name == "use")) return text
  sub(/^[ \t]+/, "", rest)
  if (name in public) return word " " (tolower(rest) ~ /^((not )?all (granted|denied)|from all)$/ ? rest : "...")
  if (name == "errorlog") { sub(/^[ \t]+/, "", rest); return word " " (rest ~ /^["\047]?[|]/ ? "|..." : rest) }
  if (name in leading) return led(word, rest)
  if (!(name in masked)) return ""
  first = rest; sub(/[ \t].*/, "", first)
  value = substr(rest, length(first) + 1); sub(/^[ \t]+/, "", value)
  return word " " first (value == "" ? "" : " ...")
}
# Before the lines of a file its name, and those of empty files that come before it.
function name_until(file) {
  while (++argument < ARGC) { print "# In file: " ARGV[argument]; if (ARGV[argument] == file) return }
}
FNR == 1 { joined = ""; start = ""; if (named) name_until(FILENAME) }
END { if (named) name_until("") }
{ sub(/\r$/, "") }
dump && /^ *# In file: / { sub(/^ */, ""); print; next }
dump && /^ *# *[0-9]+:$/ { number = $0; gsub(/[^0-9]/, "", number); next }
{
  match($0, /^ */); depth = dump ? substr($0, 1, RLENGTH) : ""
  if (start == "") start = dump ? number : FNR
  if (!dump && $0 ~ /\\$/) { joined = joined substr($0, 1, length($0) - 1); next }
  line = shown(joined $0)
  if (line != "") printf "%s\t%s%s\n", start, depth, line
  joined = ""; start = ""
}'

# awk: masks the values of Define and Use in listed files, but for those that a line that may leave the host is built
# from: `${NAME}` there, or the parameter of a macro there. Passwords are used in lines that do not leave it.
# shellcheck disable=SC2016 # awk's own variables
VALUE_FILTER='
function bare(text) { gsub(/["\047>]/, "", text); return text }
# Whether a parameter stands in a text, not as the beginning of a longer name.
function uses(text, parameter,   at, after) {
  while (at = index(text, parameter)) {
    after = substr(text, at + length(parameter), 1)
    if (after !~ /[A-Za-z0-9_]/) return 1
    text = substr(text, at + length(parameter))
  }
  return 0
}
# What a line is led to stands before a "...": of it only what is no more than a scheme, a host, or a port may leave the host.
function without_targets(text) { gsub(/[^ \t"\047<]*[.][.][.]/, "", text); return text }
function targets_in(text,   out) {
  out = ""
  while (match(text, /[^ \t"\047<]*[.][.][.]/)) { out = out " " substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH) }
  return out
}
function is_plain(text) {
  return bare(text) ~ /^([A-Za-z][A-Za-z0-9+.-]*:\/\/)?([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?\/?$/
}
function note_targets(text,   name) {
  while (match(text, /[$][{][^}]*[}]/)) {
    name = substr(text, RSTART + 2, RLENGTH - 3)
    text = substr(text, RSTART + RLENGTH)
    led_to[name] = 1
  }
}
function note_variables(text,   name) {
  while (match(text, /[$][{][^}]*[}]/)) {
    name = substr(text, RSTART + 2, RLENGTH - 3)
    text = substr(text, RSTART + RLENGTH)
    if (!(name in wanted)) { wanted[name] = 1; if (name in defined) note_variables(defined[name]) }
  }
}
{ rows[NR] = $0; body = $0; sub(/^[0-9]*\t/, "", body); bodies[NR] = body; n = split(body, words); key = tolower(words[1]) }
key == "define" { value = body; sub(/^[^ \t]*[ \t]+[^ \t]+[ \t]*/, "", value); defined[words[2]] = value; next }
key == "<macro" {
  macro = tolower(bare(words[2]))
  for (i = 3; i <= n; i++) parameter[macro, i - 2] = bare(words[i])
  parameters[macro] = n - 2
  next
}
key ~ /^<\/macro/ { macro = ""; next }
key != "use" {
  targets = targets_in(body)
  if (targets != "") body = without_targets(body)
  shown_lines[++shown_count] = body
  if (targets ~ /[$]/) note_targets(targets)
  if (macro != "") for (i = 1; i <= parameters[macro]; i++) {
    if (uses(body, parameter[macro, i])) needed[macro, i] = 1
    if (uses(targets, parameter[macro, i])) leading[macro, i] = 1
  }
}
END {
  for (i = 1; i <= shown_count; i++) note_variables(shown_lines[i])
  # What a needed argument of Use is built from is needed as well.
  for (row = 1; row <= NR; row++) {
    n = arguments_of(bodies[row])
    if (tolower(word[1]) == "use") for (i = 3; i <= n; i++) if ((tolower(word[2]), i - 2) in needed) note_variables(word[i])
  }
  for (row = 1; row <= NR; row++) print masked(rows[row], bodies[row])
}
# Splits at blanks outside of quotes into word[]; the quotes stay.
function arguments_of(text,   n) {
  n = 0
  while (match(text, /"[^"]*"|\047[^\047]*\047|[^ \t]+/)) {
    word[++n] = substr(text, RSTART, RLENGTH)
    text = substr(text, RSTART + RLENGTH)
  }
  return n
}
function masked(row, body,   n, i, out, head) {
  n = arguments_of(body)
  key = tolower(word[1])
  if (key != "define" && key != "use") return row
  head = substr(row, 1, length(row) - length(body))
  if (key == "define") {
    if (n < 3 || (word[2] in wanted) || word[3] ~ /^["\047]?\// || (word[2] in led_to) && is_plain(word[3])) return row
    return head word[1] " " word[2] " ..."
  }
  out = head word[1] " " word[2]
  for (i = 3; i <= n; i++) out = out " " (((tolower(word[2]), i - 2) in needed || (tolower(word[2]), i - 2) in leading && is_plain(word[i])) ? word[i] : "...")
  return out
}'

# awk: the other parts of the dump pass; of a Define only the name, unless it is a path.
# shellcheck disable=SC2016 # awk's own variables
DUMP_SPLITTER='
/^Included configuration files:/ || /^VirtualHost configuration:/ || /^ServerRoot:/ || /^Loaded Modules:/ { config = 0 }
/^# In file: / { config = 1 }
config != want { next }
!want && /^Define: / { print "Define: " shown(substr($0, 9)); next }
{ print }'

# directives OPTION... FILE...: by one awk.
directives() { GIVEN=$ARGUMENTS awk "$@"; }

modules_directory() {
  prefix=${BINARY%/*}/..
  for directory in "$prefix/lib/apache2/modules" "$prefix/lib64/httpd/modules" "$prefix/lib/httpd/modules" \
    "$prefix/modules" "$prefix/libexec/apache24" "$prefix/libexec/apache2" "$prefix/lib64/apache2" \
    "$prefix/lib64/apache2-prefork" "$prefix/lib/apache2" "$prefix/lib/httpd/modules"; do
    [ -e "$directory/mod_info.so" ] && are_ours "$directory/mod_info.so" "$directory"/mod_mpm_*.so "$directory/mod_unixd.so" && (cd "$directory" && pwd -P) && return 0
  done
  return 1
}

# Never without -t: a release that does not know a define would start a server.
dump_old() { httpd -t -D DUMP_MODULES; }
dump_plain() { httpd -t -D DUMP_INCLUDES -D DUMP_VHOSTS -D DUMP_RUN_CFG -D DUMP_MODULES; }
dump_all() {
  httpd -t -D DUMP_INCLUDES -D DUMP_VHOSTS -D DUMP_RUN_CFG -D DUMP_MODULES -D DUMP_CONFIG \
    -C "LoadModule info_module $INFO/mod_info.so"
}

take_dump() {
  case $VERSION in
    2.2.*) DUMP=$(dump_old) ;;
    2.[4-9]* | [3-9]*)
      DUMP=
      INFO=$(modules_directory) && DUMP=$(dump_all)
      case $DUMP in
        *"Loaded Modules:"*) ;;
        *) DUMP=$(dump_plain) ;;
      esac
      ;;
    *) return 3 ;;
  esac
  dump_status=$?
  printf '%s\n' "$DUMP" | awk -v want=0 "$DEFINES_FILTER$DUMP_SPLITTER"
  return "$dump_status"
}

dumped_directives() {
  printf '%s\n' "$DUMP" | awk -v want=1 "$DEFINES_FILTER$DUMP_SPLITTER" | directives -v dump=1 "$DIRECTIVE_FILTER"
}

# absolute PATH: as httpd sees it, below the server root.
absolute() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$ROOT/$1" ;;
  esac
}

compiled_root() {
  find_value -d
  printf '%s\n' "${VALUE:-$(compiled HTTPD_ROOT)}"
}

main_file() {
  ROOT=$(compiled_root)
  find_value -f
  absolute "${VALUE:-$(compiled SERVER_CONFIG_FILE)}"
}

# awk: what Include may name, of the lines behind a "--"; before it stands what was read until then. "?" is before what holds a
# variable that nobody knows.
# shellcheck disable=SC2016 # awk's own variables
INCLUDES=$CONFIGURATION_WORDS'
$0 == "--" { here = 1; next }
{ text = $0; if (!sub(/^[0-9]+\t[ \t]*/, "", text)) next; key = tolower(text); sub(/[ \t].*/, "", key) }
key !~ /^(define|include|includeoptional)$/ { next }
{ n = words_of(text) }
key == "define" { if (n > 2 && defined[word[2]] < 8) definition[word[2], ++defined[word[2]]] = word[3]; next }
here && n > 1 {
  count = 0; values_of(word[2], 0)
  for (i = 1; i <= count; i++) print (found[i] ~ /\001/ ? "?" word[2] : found[i])
}'

# tell_closed PATTERN: that this login may not see what lies there.
tell_closed() {
  fixed=${1%%[*?[]*}
  if [ "$fixed" != "$1" ]; then fixed=${fixed%/*}; fi
  if [ -d "$fixed" ]; then
    if [ -r "$fixed" ] && [ -x "$fixed" ]; then return; fi
  else
    closed_above "$fixed" >/dev/null || return
  fi
  printf '%s: Permission denied\n' "$fixed" >&2
}

# read_file NAME DEPTH: its allow-listed lines, then those of the files that it includes.
read_file() {
  case $READ in *"$NEWLINE$1$NEWLINE"*) return 0 ;; esac
  [ "$2" -gt 16 ] && return 0
  READ="$READ$1$NEWLINE"
  printf '# In file: %s\n' "$1"
  # What is known of its directory is known for the next one as well.
  [ -f "$1" ] && place "$1"
  lines=$(from_file "$1" "$TEXT_SIZE" directives "$DIRECTIVE_FILTER") || return 0
  printf '%s\n' "$lines"
  root=$(printf '%s\n' "$lines" | awk 'tolower($2) == "serverroot" { gsub(/["\047]/, "", $3); print $3; exit }')
  ROOT=${root:-$ROOT}
  includes=$(printf '%s\n' "$DEFINED" -- "$lines" | in_apache_environment awk "$INCLUDES")
  DEFINED=$DEFINED$NEWLINE$lines
  for pattern in $includes; do
    case $pattern in
      '?'*)
        printf '%s is not read: nobody knows what the variable is\n' "${pattern#?}" >&2
        continue
        ;;
    esac
    pattern=$(absolute "$pattern")
    tell_closed "$pattern"
    [ -d "$pattern" ] && pattern="$pattern/*"
    IFS=
    # shellcheck disable=SC2086 # a glob, with IFS empty: blanks do not split
    for found in $pattern; do
      IFS=$NEWLINE
      is_odd "$found" && printf '%s is not read: its name holds a control character\n' "$(shown_text "$found")" >&2 && continue
      if [ -f "$found" ] || [ -L "$found" ]; then read_file "$found" $(($2 + 1)); fi
    done
    IFS=$NEWLINE
  done
}

# filtered FILE...: by one awk, as a server may have hundreds of files. Only such as nobody else has a say in.
filtered() { [ $# = 0 ] || directives -v named=1 "$DIRECTIVE_FILTER" "$@"; }

# read_named: the files of $named in their order. Many an awk ends at the first file that it cannot open: that one is
# read alone, and so is one that others have a say in.
read_named() {
  set --
  # shellcheck disable=SC2086 # a name a line
  for file in $(own_files "$TEXT_SIZE" $named); do
    case $file in
      +*)
        [ $# -lt 100 ] || { filtered "$@"; set --; }
        set -- "$@" "${file#+}"
        ;;
      *)
        filtered "$@"
        set --
        printf '# In file: %s\n' "${file#-}"
        from_file "${file#-}" "$TEXT_SIZE" directives "$DIRECTIVE_FILTER"
        ;;
    esac
  done
  filtered "$@"
}

# The files that httpd named, else those that we find by following Include.
read_files() (
  main=$(main_file)
  named=$(printf '%s\n' "$DUMP" | sed -n '/^Included configuration files:/,/^[A-Z#]/s/^ *([0-9*]*) //p')
  ROOT=$(compiled_root)
  DEFINED=
  IFS=$NEWLINE
  READ=$NEWLINE
  if [ "$named" ]; then
    read_named
  else
    read_file "$main" 0
  fi
)

shown_files() {
  FILES=$(read_files | awk "$VALUE_FILTER")
  printf '%s\n' "$FILES"
}

# awk: what <IfFile> asks for, whatever its variables are.
# shellcheck disable=SC2016 # awk's own variables
ASKED_FILES=$CONFIGURATION_WORDS'
{ text = $0; if (!sub(/^[0-9]+\t[ \t]*/, "", text)) next; key = tolower(text); sub(/[ \t>].*/, "", key) }
key == "define" { if (words_of(text) > 2 && defined[word[2]] < 8) definition[word[2], ++defined[word[2]]] = word[3]; next }
key == "<iffile" {
  sub(/^[^ \t]*[ \t]+/, "", text); sub(/[ \t]*>[ \t]*$/, "", text)
  if (!words_of(text)) next
  sub(/^!/, "", word[1]); wanted[++wants] = word[1]
}
END {
  for (i = 1; i <= wants; i++) {
    count = 0; values_of(wanted[i], 0)
    for (j = 1; j <= count; j++) if (found[j] !~ /\001/) print found[j]
  }
}'

# Those of the files that <IfFile> asks for that exist.
existing_files() (
  case $FILES in *'<'[Ii][Ff][Ff][Ii][Ll][Ee]*) ;; *) return 0 ;; esac
  ROOT=$(printf '%s\n' "$FILES" | awk 'tolower($2) == "serverroot" { gsub(/["\047]/, "", $3); print $3; exit }')
  ROOT=${ROOT:-$(compiled_root)}
  printf '%s\n' "$FILES" | in_apache_environment awk "$ASKED_FILES" | sort -u |
    while IFS= read -r file; do
      [ -e "$(absolute "$file")" ] && printf '%s\n' "$file"
    done
)

# Variables of Apache's environment that the files use: places, and the accounts that it runs as.
used_variables() {
  for name in $ASKED; do
    # shellcheck disable=SC2016 # a variable of Apache's configuration
    case $FILES in *'${'"$name}"* | *'${'"$name:"*) ;; *) continue ;; esac
    case $NEWLINE$ENVIRONMENT in *"$NEWLINE$name="*) ;; *) continue ;; esac
    value=$NEWLINE$ENVIRONMENT
    value=${value##*"$NEWLINE$name="}
    value=${value%%"$NEWLINE"*}
    case $name,$value in
      *,*[!A-Za-z0-9._/@+,-]*) continue ;;
      *,/* | APACHE_RUN_USER,* | APACHE_RUN_GROUP,* | MOD_WSGI_USER,* | MOD_WSGI_GROUP,*) printf '%s=%s\n' "$name" "$value" ;;
    esac
  done
}

# sockets_of MASTER: on which its daemon groups listen. Anybody may give a socket such a name: it counts where nobody else
# could have made it, or where the configuration has it made.
sockets_of() (
  for table in "/proc/$1/net/unix" /proc/net/unix; do [ -r "$table" ] && break; done
  sockets=$(sed -n "s|^[^/]*\(/.*\.$1\.[^ ]*\.sock\)\$|\1|p" "$table" | sort -u)
  IFS=$NEWLINE
  set -f
  before=
  for socket in $sockets; do
    prefix=${socket%".$1."*}
    [ "$prefix" = "$before" ] || counted=
    before=$prefix
    [ "$counted" ] || { is_made_by_server "$prefix" && counted=1; }
    [ "$counted" ] && printf '%s\n' "$socket"
  done
)

# is_made_by_server PREFIX
is_made_by_server() {
  case $CONFIG$NEWLINE in *"WSGISocketPrefix $1$NEWLINE"* | *"WSGISocketPrefix \"$1\"$NEWLINE"*) return 0 ;; esac
  place "${1%/*}"
  [ -z "$STEERED$open" ]
}

# awk: what WSGIPythonHome and the python-home= of daemon groups may be, whatever their variables are.
# shellcheck disable=SC2016 # awk's own variables
HOMES=$CONFIGURATION_WORDS'
function want(text) { gsub(/^["\047]|["\047]$/, "", text); if (text != "") wanted[++wants] = text }
{ text = $0; if (!sub(/^[0-9]+\t[ \t]*/, "", text)) next; key = tolower(text); sub(/[ \t].*/, "", key) }
key !~ /^(define|wsgipythonhome|wsgidaemonprocess)$/ { next }
{ n = words_of(text) }
key == "define" { if (n > 2 && defined[word[2]] < 8) definition[word[2], ++defined[word[2]]] = word[3]; next }
key == "wsgipythonhome" { want(word[2]); next }
match(text, /python-home=("[^"]*"|\047[^\047]*\047)/) { want(substr(text, RSTART + 12, RLENGTH - 12)); next }
{ for (i = 3; i <= n; i++) if (sub(/^python-home=/, "", word[i])) want(word[i]) }
END {
  for (i = 1; i <= wants; i++) {
    count = 0; values_of(wanted[i], 0)
    for (j = 1; j <= count; j++) if (found[j] !~ /\001/ && !printed[found[j]]++) print found[j]
  }
}'

# WSGIPythonHome of the server and python-home= of the daemon groups, a line each.
configured_homes() { printf '%s\n' "$CONFIG" | in_apache_environment awk "$HOMES"; }

# Users and groups that serve requests, as the configuration names them: "user NAME", "group NAME".
who_serves() {
  printf '%s\n' "$CONFIG" | awk '
    function bare(text) { gsub(/["\047]/, "", text); return text }
    function put(kind, names,   n, i, name) { n = split(bare(names), name, ","); for (i = 1; i <= n; i++) print kind " " name[i] }
    sub(/^User: name="/, "") { sub(/".*/, ""); print "user " $0; next }
    sub(/^Group: name="/, "") { sub(/".*/, ""); print "group " $0; next }
    { key = tolower($2) }
    (key == "user" || key == "group") && $3 !~ /[$]/ { print key " " bare($3) }
    key == "wsgidaemonprocess" {
      for (i = 3; i <= NF; i++) {
        if (sub(/^["\047]?user=/, "", $i)) print "user " bare($i)
        if (sub(/^["\047]?(supplementary-groups|group)=/, "", $i)) put("group", $i)
      }
    }' | sort -u
}

# each_name NAMES COMMAND...: with each of the names. One is a line, whatever stands in it.
each_name() (
  all_names=$1
  shift
  IFS=$NEWLINE
  set -f
  for user in $all_names; do
    unset IFS
    "$@" "$user"
  done
)

collect_config() {
  VERSION=$(built_version)
  [ "$VERSION" ] || return 3
  part main-file main_file
  mark part dump
  take_dump
  mark "done" $?
  [ "$DUMP" ] && part directives dumped_directives
  part files shown_files
  part existing existing_files
  # What decides conditions of files that httpd itself does not show.
  case $DUMP in
    *'# In file:'*) ;;
    *)
      part built-version printf '%s\n' "$VERSION"
      part arguments told_arguments "$ARGUMENTS"
      part compiled-in httpd -l
      part compiled-root compiled_root
      part variables used_variables
      ;;
  esac
  # Exit status and message of a real check: unlike a dump it looks at certificates too.
  ask_start
  part syntax start_syntax
  part start told_start
  part hidden hidden_from_start
  return 0
}
