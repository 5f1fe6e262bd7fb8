# shellcheck shell=sh
# The machine itself, and what the login brings along.

# A host of glibc may have musl's loader besides, and programs for it.
libc() {
  getconf GNU_LIBC_VERSION 2>/dev/null && return 0
  for musl in /lib/ld-musl-*.so.1; do
    [ -e "$musl" ] && are_ours "$musl" && "$musl" 2>&1 | sed -n '1,2p' && return 0
  done
  ldd --version 2>&1 | sed -n 1p
}

# Builtins only: what a host is can be told by the barest one.
wanted_release() {
  while IFS= read -r line || [ "$line" ]; do
    case $line in ID=* | ID_LIKE=* | NAME=* | PRETTY_NAME=* | VERSION=* | VERSION_ID=* | VERSION_CODENAME=* | BUILD_ID=*) printf '%s\n' "$line" ;; esac
  done
}

os_release() {
  for file in /etc/os-release /usr/lib/os-release; do
    [ -r "$file" ] && from_file "$file" "$TEXT_SIZE" wanted_release && return 0
  done
  have sw_vers && sw_vers
}

tools() {
  for tool in awk grep sed tr od sort ls readlink timeout ps ldd readelf objdump otool sha256sum shasum dpkg rpm apk pkg; do
    have "$tool" && printf '%s\n' "$tool"
  done
}

# login_files COMMAND...: with the files that may say what a login starts with.
login_files() {
  "$@" "$HOME/.ssh/environment" "$HOME/.profile" "$HOME/.bash_profile" "$HOME/.bash_login" "$HOME/.bashrc" "$HOME/.zshenv" \
    "$HOME/.zprofile" "$HOME/.cshrc" "$HOME/.tcshrc" /etc/environment /etc/profile /etc/profile.d/*.sh /etc/bash.bashrc /etc/bashrc
}

collect_host() {
  part uname uname -srm
  part time date -u +%Y-%m-%dT%H:%M:%SZ
  part os-release os_release
  part libc libc
  part user id
  part shell printf '%s\n' "$LOGIN_SHELL"
  [ "$LOGIN_HIDDEN" ] || part ld-library-path printf '%s\n' "$LOGIN_LD_LIBRARY_PATH"
  [ -z "$LOGIN_LD_LIBRARY_PATH" ] || part set-at login_files set_in LD_LIBRARY_PATH
  part tools tools
  return 0
}
