# shellcheck shell=sh
# Asks Python itself, and only where the user opted in: a private httpd of one process loads the installation's
# module with its environment, runs one script inside the interpreter that comes up, and ends itself. Never as root:
# -X keeps its privileges, and site code would run with them.

# Runs in any Python from 2.6 on. `os._exit` ends the whole -X process, as the last thing that happens.
PROBE_SCRIPT='
import os, sys
def quoted(text):
    plain = lambda c: c if 32 <= ord(c) < 127 and c not in "\"\\" else "\\u%04x" % (ord(c) & 0xffff)
    return "\"" + "".join(plain(c) for c in str(text)) + "\""
def encoded(value):
    if value is None: return "null"
    if isinstance(value, list): return "[" + ",".join(encoded(each) for each in value) + "]"
    return quoted(value)
def mapped():
    try:
        lines = open("/proc/self/maps").read().splitlines()
    except Exception:
        return None
    paths = [line.split(None, 5)[5] for line in lines if "/" in line]
    return sorted(set(path for path in paths if "libpython" in path or path.endswith("/Python")))
def preferred():
    try:
        import locale
        return locale.getpreferredencoding(False)
    except Exception:
        return None
answer = {
    "version": sys.version, "prefix": sys.prefix, "exec_prefix": sys.exec_prefix,
    "base_prefix": getattr(sys, "base_prefix", getattr(sys, "real_prefix", sys.prefix)),
    "path": list(sys.path), "filesystem_encoding": sys.getfilesystemencoding(),
    "preferred_encoding": preferred(), "mapped": mapped(),
}
line = "PROBE {" + ",".join(quoted(key) + ":" + encoded(answer[key]) for key in sorted(answer)) + "}\n"
os.write(1, line.encode("ascii"))
os._exit(0)
'

# What a server cannot do without, as the installation loads it: one MPM, unixd, and files loaded by hand.
probe_modules() {
  static=$(httpd -l 2>/dev/null)
  lines=$(printf '%s\n' "$CONFIG" | awk '
    { gsub(/["\047]/, "") }
    tolower($2) == "loadmodule" && $3 ~ /^(mpm_.*|unixd)_module$/ { print $3, $4 }
    tolower($2) == "loadfile" { print "-", $3 }' | awk '!seen[$0]++')
  case $static in *prefork.c* | *worker.c* | *event.c*) ;; *) probe_module 'mpm_.*_module' mpm_prefork ;; esac
  case $static in *mod_unixd.c*) ;; *) probe_module unixd_module unixd ;; esac
  printf '%s\n' "$lines" | sed -n 's/^- //p' | while IFS= read -r file; do
    file=$(placed "$file")
    # Lines of sections that do not apply stand there as well.
    [ -f "$file" ] && printf 'LoadFile "%s"\n' "$file"
  done
}

# expanded TEXT: one ${NAME} at its start, from Apache's environment.
expanded() {
  # shellcheck disable=SC2016
  name=${1#*'${'}
  printf '%s%s\n' "$(apache_value "${name%%\}*}")" "${name#*\}}"
}

# placed PATH: below the server root, a variable at its start expanded.
placed() {
  # shellcheck disable=SC2016
  case $1 in
    '${'*) expanded "$1" ;;
    *) absolute "$1" ;;
  esac
}

# probe_module NAMES DEFAULT: its LoadModule line, out of the configuration, else out of the modules' directory.
probe_module() {
  line=$(printf '%s\n' "$lines" | grep "^$1 " | sed -n 1p)
  [ "$line" ] || line="$2_module $(modules_directory)/mod_$2.so"
  printf 'LoadModule %s "%s"\n' "${line%% *}" "$(placed "${line#* }")"
}

# Its name is unguessable and its mode 0700; what an earlier run had to leave behind is swept.
probe_directory() {
  umask 077
  for directory in "${TMPDIR:-/tmp}" /var/tmp /dev/shm; do
    find "$directory" -maxdepth 1 -type d -user "$(id -u)" -name 'wsgi-audit.??????' -mmin +10 -exec rm -rf {} + 2>/dev/null
    PROBE=$(mktemp -d "$directory/wsgi-audit.XXXXXX" 2>/dev/null) && [ -d "$PROBE" ] && return 0
  done
  PROBE=
  return 1
}

probe_away() { [ -z "$PROBE" ] || rm -rf "$PROBE" 2>/dev/null || rm -rf "$PROBE"; }

# Of the variables of Python those that the answer depends on; that they lead to nothing of others was made sure of.
probe_program() {
  for variable in PYTHONHOME PYTHONPATH PYTHONUTF8 PYTHONCOERCECLOCALE PYTHONIOENCODING; do
    value=$(apache_value "$variable") && export "$variable=$value"
  done
  HOME=/nonexistent
  PYTHONDONTWRITEBYTECODE=1
  export HOME PYTHONDONTWRITEBYTECODE
  "$BINARY" "$@"
}

probe_httpd() { in_apache_environment probe_program "$@" >"$PROBE/out" 2>"$PROBE/start"; }

# Whether anything that would be loaded or run, whatever the home, can be changed by others.
probe_of_strangers() {
  [ -z "$PROGRAM_LEFT$CONFIGURATION_LEFT" ] || return 0
  paths=$(apache_value PYTHONHOME):$(apache_value PYTHONPATH)
  [ "$paths" = : ] && return 1
  [ "$(directories_of "$paths" strangers_in_python)" ]
}

# Lines that httpd, mod_wsgi and Python write when they cannot start; what site code may print stays here.
probe_log() {
  cat "$PROBE/start" "$PROBE/log" 2>/dev/null |
    awk '
      /AH[0-9][0-9][0-9][0-9][0-9]:/ || /WSGI[0-9][0-9][0-9][0-9]:/ || /mod_wsgi [(]pid/ || /(Error|Exception): / ||
      /Python path configuration|Fatal Python error|Cannot load|Invalid command/ || /^(httpd|apache2): / ||
      / *(PYTHONHOME|PYTHONPATH|sys[.][a-z_]+|home|isolated|program name) = / { print; if (++lines == 60) exit }' |
    told_messages
}

# probe_home HOME: one start of the private server; another port where somebody listens on the first.
probe_home() {
  attempt=0
  while [ "$attempt" -lt 4 ]; do
    attempt=$((attempt + 1))
    : >"$PROBE/out"
    : >"$PROBE/log"
    set -- "$1" -X -d "$PROBE" -f /dev/null -C "DefaultRuntimeDir $PROBE"
    IFS=$NEWLINE
    for line in $MODULES; do set -- "$@" -C "$line"; done
    unset IFS
    limited 10 probe_httpd_with "$@" \
      -C "LoadModule wsgi_module \"$MODULE\"" -C "ServerName probe.invalid" -C "PidFile $PROBE/pid" \
      -C "Listen 127.0.0.1:$((20000 + ($$ * 7 + attempt * 613) % 20000))" \
      -C "ErrorLog $PROBE/log" -C "LogLevel warn wsgi:info" \
      -C "WSGIImportScript $PROBE/probe.py process-group=%{GLOBAL} application-group=%{GLOBAL}"
    probe_status=$?
    cat "$PROBE/start" "$PROBE/log" 2>/dev/null | grep -q AH00072 || break
  done
  sed -n 's/^PROBE //p' "$PROBE/out" | sed -n 1p
  probe_log >&2
  return "$probe_status"
}

# strangers_in_python PREFIX...: of what Python runs when it starts from there, what others can change.
strangers_in_python() {
  count=$#
  for prefix in "$@"; do
    for file in "$prefix" "$prefix"/bin/python* "$prefix"/lib*/python[23]* "$prefix"/lib*/python[23]*/*site.py \
      "$prefix"/lib*/python[23]*/*customize.py "$prefix"/lib*/python[23]*/*-packages \
      "$prefix"/lib*/python[23]*/*-packages/*.pth "$prefix"/lib*/python[23]*/*-packages/*customize.py "$prefix"/*customize.py; do
      [ -e "$file" ] && set -- "$@" "$file"
      # What may still come to lie there.
      [ -d "$file" ] && set -- "$@" "$file/module"
    done
  done
  shift "$count"
  [ $# = 0 ] || strangers "$@"
}

# probe_own_home HOME: not where others decide what Python would run, nor where the environment that it was made of is theirs.
probe_own_home() {
  case $1 in
    -) set -- - /usr /usr/local ;;
    *)
      base=$(from_file "$1/pyvenv.cfg" "$TEXT_SIZE" sed -n 's/^ *home *= *//p' 2>/dev/null | sed -n 1p)
      set -- "$1" "$1" ${base:+"${base%/*}"}
      ;;
  esac
  chosen=$1
  shift
  others=$(strangers_in_python "$@")
  if [ "$others" ]; then
    printf '%s\n' "$chosen is not probed: others decide what is run from there" >&2
    return 5
  fi
  probe_home "$chosen"
}

# probe_httpd_with HOME OPTIONS...
probe_httpd_with() {
  prefix=$1
  shift
  [ "$prefix" = - ] || set -- "$@" -C "WSGIPythonHome \"$prefix\""
  probe_httpd "$@"
}

# Why there is no probe, in a word.
probe_refusal() {
  [ "$(id -u)" = 0 ] && echo root && return
  case $(built_version) in 2.4.*) ;; *) echo old-httpd && return ;; esac
  [ "$MODULE" ] || { echo no-module && return; }
  probe_of_strangers && echo strangers && return
  probe_directory || { echo no-directory && return; }
  # Another user's directory would decide what runs as us.
  printf '%s' "$PROBE_SCRIPT" >"$PROBE/probe.py" || echo no-space
}

# Homes of the server and of its groups; a server without a home of its own has what it finds by itself.
probed_homes() {
  printf '%s\n' "$CONFIG" | awk 'tolower($2) == "wsgipythonhome" { found = 1 } END { exit found }' && echo -
  configured_homes
}

collect_probe() {
  PROBE=
  trap probe_away EXIT
  trap 'exit 143' HUP INT TERM
  MODULE=$(module_file)
  ROOT=$(server_root)
  mark part refusal
  probe_refusal
  mark "done" 0
  [ -s "${PROBE:-/nonexistent}/probe.py" ] || return 0
  MODULES=$(probe_modules)
  homes=$(probed_homes | sed -n 1,8p)
  IFS=$NEWLINE
  for prefix in $homes; do
    unset IFS
    part "probe $prefix" probe_own_home "$prefix"
    IFS=$NEWLINE
  done
  unset IFS
  return 0
}
