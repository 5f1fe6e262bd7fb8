# shellcheck shell=sh
# Asks the URLs that the inventory names, on hosts whose SSH server does not forward connections. $OBSERVE has a line
# for each: URL, HOST and PORT to connect to.

# Status line, headers that tell something, and the body if the test script wrote it: no other page leaves the host.
# shellcheck disable=SC2016 # awk's own variables
ANSWER_FILTER='
{ sub(/\r$/, ""); sub(/^  /, "") }
body { text = text $0 "\n"; next }
/^HTTP\// { print; headers = 1; next }
headers && /^$/ { print ""; body = 1; next }
# wget puts no line between.
headers && /^[{]/ { print ""; body = 1; text = $0 "\n"; next }
headers && tolower($0) ~ /^location:/ { sub(/[?#].*/, ""); print; next }
headers && tolower($0) ~ /^(server|content-type):/ { print }
END { if (index(text, "\"wsgi-audit\"")) printf "%s", text }'

PYTHON_REQUEST='
import socket, ssl, sys
url, host, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
scheme, rest = url.split("://", 1)
name, slash, path = rest.partition("/")
name = name.rsplit("]", 1)[0] + "]" if name.startswith("[") else name.split(":")[0]
stream = socket.create_connection((host, port), 10)
if scheme == "https":
    context = ssl.SSLContext(getattr(ssl, "PROTOCOL_TLS_CLIENT", ssl.PROTOCOL_SSLv23))
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    stream = context.wrap_socket(stream, server_hostname=name)
head = "GET /%s HTTP/1.0\r\nHost: %s\r\nUser-Agent: wsgi-audit\r\nConnection: close\r\n\r\n" % (path, name)
stream.sendall(head.encode("ascii"))
data = b""
while len(data) < 65536:
    chunk = stream.recv(65536)
    if not chunk: break
    data += chunk
getattr(sys.stdout, "buffer", sys.stdout).write(data[:65536])
'

# name_in URL: its host, without a port.
name_in() { printf '%s\n' "$1" | sed 's|^[a-z]*://||; s|/.*||; s|:[0-9]*$||'; }

with_curl() {
  curl -sSi -k --http1.1 --noproxy '*' -m 10 --connect-to "::$2:$3" -H "Host: $(name_in "$1")" -A wsgi-audit "$1"
}

with_wget() {
  path=$(printf '%s\n' "$1" | sed 's|^http://[^/]*||')
  wget -q -S -O - -T 10 -t 1 --no-proxy --max-redirect=0 --header "Host: $(name_in "$1")" "http://$2:$3$path" 2>&1
}

# asker URL: the first tool that can.
asker() {
  for tool in curl python3 python2 python wget; do
    case $tool,$1 in wget,https:*) continue ;; esac
    have "$tool" && printf '%s\n' "$tool" && return
  done
  return 127
}

# ask TOOL URL HOST PORT: from a directory that nobody else fills. Python would take its modules from there.
ask() {
  asked_with=$1
  shift
  cd / || return
  case $asked_with in
    curl) with_curl "$@" ;;
    wget) with_wget "$@" ;;
    *) "$asked_with" -c "$PYTHON_REQUEST" "$@" ;;
  esac
}

# observed URL HOST PORT: nothing at all is a failure; what a pipe ends with is its last command's matter.
observed() {
  tool=$(asker "$1") || { echo 'no curl, python or wget' >&2 && return 127; }
  answer=$(ask "$tool" "$@" | head -c 65536 | tr -d '\0')
  [ "$answer" ] || return 1
  printf '%s\n' "$answer" | awk "$ANSWER_FILTER"
}

collect_observe() {
  printf '%s\n' "$OBSERVE" | while read -r url host port; do
    [ "$url" ] && part "$url" observed "$url" "$host" "$port"
  done
  return 0
}
