# shellcheck shell=sh
# For hosts on which one fault is made after another: what they were before the first, and that again. Sourced after lib.sh.
SLATE=/var/lib/slate

# What faults and remedies change; not every image has all of it.
slate_paths() {
  for path in /etc/apache2 /etc/environment /etc/ld.so.conf.d /usr/local/apache2/conf /srv \
    /usr/lib/*-linux-gnu/libpython3.*.so*; do
    [ ! -e "$path" ] || echo "${path#/}"
  done
}

keep_slate() {
  mkdir -p "$SLATE"
  ls -d /opt/* >"$SLATE/opt" 2>/dev/null || true
  # shellcheck disable=SC2046 # words
  tar -C / -cf "$SLATE/files.tar" $(slate_paths)
}

httpd_gone() { ! pgrep -x 'apache2|httpd' >/dev/null; }

clean_slate() {
  pkill -KILL -x 'apache2|httpd' || true
  wait_until httpd_gone
  for path in $(slate_paths); do rm -rf "/${path:?}"; done
  tar -C / -xf "$SLATE/files.tar"
  for path in /opt/* /etc/apache2-*; do grep -qxF "$path" "$SLATE/opt" || rm -rf "$path"; done
  ldconfig
  rm -rf /var/log/apache2/* /run/apache2 /usr/local/apache2/logs/*
}

# pids_gone PID...
pids_gone() {
  for pid; do
    [ ! -d "/proc/$pid" ] || return 1
  done
}

# children_of MASTER
children_of() { pgrep -P "$1" || true; }

# taken_over MASTER COMMAND: runs it, and waits until every process that the master had before is gone.
taken_over() {
  children=$(children_of "$1")
  eval "$2"
  # shellcheck disable=SC2086 # words
  wait_until pids_gone $children
}

# status_of PORT NAME PATH: of the answer of the virtual host of that name; "none" without one. The host's own Python may be the fault.
status_of() {
  # shellcheck disable=SC2016 # bash's own
  timeout 60 bash -c 'exec 3<>"/dev/tcp/127.0.0.1/$1" && printf "GET %s HTTP/1.0\r\nHost: %s\r\n\r\n" "$3" "$2" >&3 &&
    read -r -u 3 protocol status rest && echo "$status"' bash "$@" 2>/dev/null || echo none
}

# What was logged goes with the rotation of a log.
rotate_logs() {
  for log in /var/log/apache2*/error.log /srv/*/error.log /usr/local/apache2/logs/error_log; do
    [ ! -f "$log" ] || mv "$log" "$log.1"
  done
}
