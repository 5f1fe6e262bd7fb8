# shellcheck shell=sh
# ---- what of others' words leaves the host -------------------------------------------------------------
# A message of httpd quotes the configuration, a command line may hold anything: both hold passwords at times.

# awk: the words that httpd, mod_wsgi, the loader and Python make their messages of. All others are a name or a value.
# shellcheck disable=SC2016 # awk's own variables
MESSAGE_WORDS='
BEGIN {
  split("a able absolute accept access action address addresses after all allow allowed already also am an and another " \
    "any apache apache2 appear appears application application-group applications apr apr-util archive are argument arguments as ascii at attach attribute " \
    "authentication authorization auto available backend bad base base64 be because been before begin below between both " \
    "bind boolean built but by bytes cached call called can cannot certificate certificates change changed channel check child " \
    "children client close closing codec com command compile compiled config configuration configure configured connect connection " \
    "consider contains context control could create created creating daemon data debug declaration default define defined " \
    "defining definition denied deprecated desired destroy determine did different dso directive directives directories directory do does domain " \
    "done down due duplicate duplicates during each either element embedded empty enabled encoding end ended ensure entry environment errno error errors " \
    "event exceeded exceeds exec execute exist existing exists exit expected expression extra fail failed failure fatal fcntl " \
    "file filename files filesystem filter find first flag flags flock following for forbidden format found from full fully " \
    "function garbled get given global globally graceful group groups had handler has have header help home host hostname html " \
    "http httpd id ignored ignoring illegal immediately import in included includes including incompatible inherit initialise initialize initialized " \
    "initializing inside installed instance instead integer interface internal interpreter into invalid io ip is isolated it its " \
    "key keys kilobytes known large last length less level library limit line link list listen listener listening " \
    "listeners load loaded loading local location lock locks log log_config logs long look lookup lower magic main make make_sock making " \
    "many match matching more max maximum may mechanism mechanisms memory merging message minimum misspelled missing mod mode module modules " \
    "mpm mpm-accept multiple must mutex mutexes name name-based named namevirtualhost need needs nested never new no none normal not nothing now " \
    "null number numeric object obsolete occurred of off ok old on once one ones only open opening operation option optional options " \
    "or order other otherwise out outside overlap overwritten own parameter parent parse parsing path paths perhaps permission permissions permitted " \
    "pid pipe piped platform please plugin pool port positive posixsem possible precedence prefix prefork previous previously private " \
    "process process-group processes processing program protocol provided provider proxy pthread public python python-home python-path python2 python3 qualified " \
    "query read reading realm reason received recognized recursive redefine refused regex regular relative reliably " \
    "removed request required requires reserved resolve resource restart restricted result return returned root run running runtime " \
    "same saw sandbox scheme scoreboard script section sections security see segment sem semaphore send serve server servers service set setting settings setup " \
    "shared should shutdown shutting signal since signature site size skipping socket some specified ssl standard start started starting " \
    "startup state statement static status stop stopped string such suitable supplied support supported suppress symbol " \
    "syntax sys system sysvsem tag takes temporary than that the their them then there therefore these this thread threads time timeout tls to too " \
    "top trailing transfer true try two type unable unavailable unclean undefined unexpected unix unknown unless unrecognized unsupported " \
    "until up upgrade uri url usage use used user user/group using valid value values variable version virtual virtualhost virtualhosts warning was webpage " \
    "when where which while will with within without worker working wrapper write writing wrong wsgi xxx yet you your zero " \
    "server\047s can\047t isn\047t doesn\047t won\047t don\047t -t -d -f -c -c/-c -x -- ah elf elfclass32 elfclass64 " \
    "exception exceptions path: sys.path sys.prefix sys.base_prefix sys.base_exec_prefix sys.exec_prefix sys.executable sys._base_executable sys.stdlib_dir " \
    "sys.platlibdir pythonhome pythonpath init_fs_encoding init_import_site modulenotfounderror importerror filenotfounderror permissionerror oserror", words, " ")
  for (i in words) vocabulary[words[i]] = 1
  split("additional administrator alloc_listener api append appropriate balancer ciphers clause closed code colon-delimited " \
    "contents count custom decreasing delimited docs eai email emerg/alert/crit/error/warn/notice/info/debug/trace1/.../trace8 " \
    "existence expires extensions failing fakename followed header-field here i.e identifier include/includeoptional " \
    "increasing ip:port keyword least locate logging manual map matches mime names non-negative optionally overrides " \
    "passing preceded prefix/exec_prefix proxypass|proxypassmatch ran range readable realname replaced requests resolution " \
    "response responses single sockaddr sockets structure target three token undo unrecognised wildcard would", words, " ")
  for (i in words) vocabulary[words[i]] = 1
  # Of loaders, those of macOS and musl among them.
  split("abi absent architecture authority class disallowed dlopen dylib elfosabi enable executable flat have ids image layout mach-o " \
    "mapped mapping mod namespace needed non-platform os policy present prot reason referenced reloc relocatable relocating relocation " \
    "restore short signature signed signing stack suitable team text tried truncated unsigned verification writable zero-fill", words, " ")
  for (i in words) vocabulary[words[i]] = 1
  # What may stand in quotes, beside places and names of modules and directives.
  split("none default flock:/path/to/file fcntl:/path/to/file file:/path/to/file flock fcntl file pthread sysvsem posixsem sem " \
    "xxx on off yes no all add set setifempty append merge unset echo note edit edit* dns double email extended major minor " \
    "arm64 arm64e x86_64 i386 ppc full env= expr= encodings site codecs os python python3 mpm-accept ldap-cache rewrite-map ssl-cache wsgi-daemon", words, " ")
  for (i in words) quotable[words[i]] = 1
  split("acceptfilter acceptmutex acceptpathinfo accessfilename action addcharset adddefaultcharset addencoding addhandler " \
    "addicon addlanguage addmodule addoutputfilter addtype alias aliasmatch allow allowencodedslashes allowoverride anonymous " \
    "authbasicprovider authdigestprovider authgroupfile authldapurl authmerging authname authtype authuserfile " \
    "authzldapauthoritative balancermember browsermatch cacheenable cacheroot clearmodulelist coredumpdirectory customlog dav " \
    "davlockdb dbdriver dbdparams defaulticon defaultlanguage defaultruntimedir defaulttype define deflatecompressionlevel deny directory " \
    "directoryindex directorymatch directoryslash documentroot enablemmap enablesendfile error errordocument errorlog " \
    "errorlogformat expiresactive expiresbytype expiresdefault extendedstatus fallbackresource fcgidmaxprocesses fileetag files " \
    "filesmatch forcetype group h2direct header headername hostnamelookups identitycheck if ifdefine iffile ifmodule ifversion imapbase include " \
    "includeoptional indexignore indexoptions jkmount jkworkersfile keepalive keepalivetimeout languagepriority " \
    "ldapsharedcachesize limit limitexcept limitrequestbody limitrequestfields listen listenbacklog loadfile loadmodule location " \
    "locationmatch lockfile logformat loglevel macro maxclients maxconnectionsperchild maxkeepaliverequests " \
    "maxrequestsperchild maxrequestworkers maxspareservers maxsparethreads mimemagicfile minspareservers minsparethreads mutex namevirtualhost " \
    "options order passengerroot passenv php_admin_flag php_admin_value php_flag php_value phpinidir pidfile port protocol protocols proxy proxymatch " \
    "proxypass proxypassmatch proxypassreverse proxypreserveheost proxypreservehost proxyrequests proxytimeout proxyvia pythonhandler pythonpath readmename redirect " \
    "redirectmatch remoteipheader removehandler removetype requestheader requestreadtimeout require rewritebase rewritecond " \
    "rewriteengine rewritelog rewriteloglevel rewritelock rewritemap rewriteoptions rewriterule satisfy scoreboardfile scriptalias " \
    "scriptaliasmatch scriptsock secruleengine serveradmin serveralias serverlimit servername serverpath serverroot serversignature " \
    "servertokens servertype session sethandler setenv setenvif setenvifnocase setinputfilter setoutputfilter sslcacertificatefile " \
    "sslcacertificatepath sslcertificatechainfile sslcertificatefile sslcertificatekeyfile sslciphersuite sslcompression sslengine " \
    "ssloptions sslpassphrasedialog sslprotocol sslproxyengine sslrandomseed sslrequire sslsessioncache sslsessiontickets sslstaplingcache sslusestapling " \
    "sslverifyclient startservers startthreads substitute suexecusergroup threadlimit threadsperchild threadstacksize timeout " \
    "traceenable transferlog typesconfig undefine unsetenv use usecanonicalname usecanonicalphysicalport user userdir vhost virtualdocumentroot " \
    "virtualhost xbithack xsendfile", words, " ")
  for (i in words) directive[words[i]] = 1
}'

# awk: messages, with "..." for what is neither such a word nor a place, a module or a directive.
# shellcheck disable=SC2016
MESSAGE_FILTER='
function is_directive(word) { word = tolower(word); return (word in directive) || word ~ /^wsgi[a-z]+$/ }
function is_module(word) { return word ~ /^[a-z0-9_]+_module$/ || word ~ /^(mod_[a-z0-9_]+|lib[A-Za-z0-9_+-]+)([.](c|so))?([.][A-Za-z0-9_.-]+)?$/ }
function is_symbol(word) { return word ~ /^_*(Py|PyPy|ap_|apr_|unixd_|wsgi_|ssl_|SSL_|EVP_|OPENSSL_|CRYPTO_|XML_|dl|pthread_)[A-Za-z0-9_]*$/ }
# A name that the loader of macOS fills in.
function is_search(word) { return word ~ /^@(rpath|loader_path|executable_path)\/[A-Za-z0-9._\/@+-]+$/ }
function is_version(word) { return word ~ /^(GLIBC|GLIBCXX|CXXABI|OPENSSL)_[0-9.]+$/ || word ~ /^(Python|Apache|mod_wsgi|OpenSSL|apache2?)\/[0-9][0-9.]*$/ }
# A path, up to the first character that none should have.
function place(word,   rest) {
  if (word !~ /^\// && word !~ /^[A-Za-z0-9._-]+\/[A-Za-z0-9._\/-]*[.](so|conf|py|wsgi|pem|crt)$/) return ""
  match(word, /^[A-Za-z0-9._\/@+~-]+(:[0-9]+)?/)
  rest = substr(word, RLENGTH + 1)
  return substr(word, 1, RLENGTH) (rest == "" ? "" : "...")
}
function quoted(word,   first, whole) {
  if (word == "" || (tolower(word) in quotable) || is_directive(word) || is_module(word) || is_version(word)) return word
  if (before ~ /command $/) return "..."
  if (is_search(word) || is_symbol(word)) return word
  first = word
  sub(/[ \t].*/, "", first)
  whole = place(first)
  return whole == "" ? "..." : whole (first == word ? "" : " ...")
}
function number_after(last) { return last ~ /^(line|found|need|pid|tid|version|at|status|signal|errno|python)$/ }
function address_after(last) { return last ~ /^(address|using|port)$/ }
function bare(word,   low) {
  low = tolower(word)
  if ((low in vocabulary) || is_directive(word) || is_module(word) || is_version(word)) return word
  if (word ~ /^(AH|WSGI)[0-9][0-9][0-9][0-9][0-9]?$/ || word ~ /^[0-9]*$/ && (word == "" || number_after(last))) return word
  if (address_after(last) && word ~ /^\[?[0-9a-fA-F:.]*[.:][0-9a-fA-F:.]*\]?(:[0-9]+)?$/) return word
  if (number_after(last) && word ~ /^[0-9]+([.][0-9]+)*$/ || word ~ /^[0-9]-?[0-9]?$/) return word
  if (word ~ /^(pid|tid)=[0-9]+$/ || word ~ /^apr_[a-z_]+[(]?$/ || is_symbol(word) || is_search(word)) return word
  if (word ~ /^dlopen\(\//) return "dlopen(" place(substr(word, 8))
  if (word ~ /^[-+=&|:?]$/ || last == "variable" && word ~ /^[$][{][A-Z_]+$/) return word
  if (match(word, /^(https?|ldaps?|ajp|fcgi|scgi|wss?|uwsgi|unix|balancer|file):\/\//)) return substr(word, 1, RLENGTH) "..."
  return place(word)
}
# A word with what stands around it.
function told(token,   head, tail, shown, closing) {
  head = ""; tail = ""
  while (token ~ /^[(<[{]/) { head = head substr(token, 1, 1); token = substr(token, 2) }
  if (match(token, /^[0-9]+\)./)) { head = head substr(token, 1, RLENGTH - 1); token = substr(token, RLENGTH) }
  while (token ~ /[]).,;:!?>}]$/ && !(token ~ /\]$/ && token ~ /^\[?[0-9a-fA-F:]+\]$/)) {
    tail = substr(token, length(token)) tail; token = substr(token, 1, length(token) - 1)
  }
  # The end of a section is no path.
  if (closing = head ~ /<$/ && token ~ /^\//) { head = head "/"; token = substr(token, 2) }
  shown = closing && !is_directive(token) ? "" : bare(token)
  last = tolower(token)
  return head (shown == "" && token != "" ? "..." : shown) tail
}
function message(text,   out, quote, end, at, token) {
  out = ""; last = ""; before = ""
  while (text != "") {
    if (match(text, /^[ \t]+/)) { out = out substr(text, 1, RLENGTH); before = out; text = substr(text, RLENGTH + 1); continue }
    if (match(text, /^([A-Za-z_]+=)?[(<[]*["\047`]/)) {
      token = substr(text, 1, RLENGTH - 1); quote = substr(text, RLENGTH, 1); text = substr(text, RLENGTH + 1)
      if (quote == "`") quote = "\047"
      # An apostrophe inside of what is quoted is no end.
      at = 0
      while ((end = index(substr(text, at + 1), quote)) && substr(text, at + end + 1, 1) ~ /[A-Za-z0-9_]/) at += end
      if (token ~ /=$/ && token !~ /^[(<[]*(process|application)=$/) token = "...="
      out = out token quote quoted(end ? substr(text, 1, at + end - 1) : "?") quote
      text = end ? substr(text, at + end + 1) : ""
      last = ""
      continue
    }
    token = text; sub(/[ \t].*/, "", token); text = substr(text, length(token) + 1)
    out = out told(token)
  }
  while (sub(/[.][.][.]([ ,]+[.][.][.])+/, "...", out)) continue
  return out
}
NR > 200 { exit }
{
  stamp = ""
  while (match($0, /^\[(([A-Z][a-z][a-z] )?[A-Z][a-z][a-z] +[0-9]+ [0-9:.]+ [0-9]+|[a-z0-9_]*:?(emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])|pid [0-9]+(:tid [0-9]+)?)\] /)) {
    stamp = stamp substr($0, 1, RLENGTH); $0 = substr($0, RLENGTH + 1)
  }
  print stamp message(substr($0, 1, 4000))
}'

# told_messages: of standard input, that of httpd's complaints which may leave the host.
told_messages() { awk "$MESSAGE_WORDS$MESSAGE_FILTER"; }

# awk: the arguments of a command line, of which -D NAME=VALUE keeps its value where that is a place.
# shellcheck disable=SC2016
DEFINES_FILTER='
function shown(define,   value) {
  value = define
  if (!sub(/^[^=]*=/, "", value) || value ~ /^\/[A-Za-z0-9._\/@+-]*$/) return define
  sub(/=.*/, "=...", define)
  return define
}
function arguments(text,   n, i, word, out, taken) {
  n = split(text, word, "\037")
  for (i = 1; i <= n; i++) {
    if (taken == "-D") word[i] = shown(word[i])
    else if (taken == "" && word[i] ~ /^-D./) word[i] = "-D" shown(substr(word[i], 3))
    taken = (taken == "" && word[i] ~ /^-[Ddf]$/) ? word[i] : ""
    out = out (i > 1 ? "\037" : "") word[i]
  }
  return out
}'

# told_arguments TEXT: the arguments of a line of the discovery.
told_arguments() {
  case $1 in
    *=*) printf '%s\n' "$1" | awk "$DEFINES_FILTER"'{ print arguments($0) }' ;;
    *) printf '%s\n' "$1" ;;
  esac
}

# told_discovery TEXT: its lines. Of a program that is only named, what stands behind its name may be an argument.
told_discovery() {
  # Nothing of that is there.
  case $1 in *=* | *"$TAB"[!/0-9-]*) ;; *) printf '%s\n' "$1" && return ;; esac
  printf '%s\n' "$1" | awk "$DEFINES_FILTER"'
    BEGIN { FS = OFS = "\t" }
    $3 !~ /^\// && $1 != "unseen" { sub(/ .*/, "", $3) }
    NF > 3 { $4 = arguments($4) }
    { print }'
}
