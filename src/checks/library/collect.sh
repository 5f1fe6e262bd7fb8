# shellcheck shell=sh
# Which mod_wsgi.so is loaded, and which Python library it finds: without LD_LIBRARY_PATH, with the login's,
# with Apache's, and what the processes really have mapped.

# server_root: what the dump says, else the command line, else the built-in one.
server_root() {
  root=$NEWLINE$CONFIG$NEWLINE
  case $root in
    *"${NEWLINE}ServerRoot: \""*) root=${root#*"${NEWLINE}ServerRoot: \""} && root=${root%%"\"$NEWLINE"*} ;;
    *) root= ;;
  esac
  find_value -d
  root=${root:-$VALUE}
  if [ "$root" ]; then printf '%s\n' "$root"; else compiled HTTPD_ROOT; fi
}

# What this check printed for those that come later, else found anew: its time may have been over before that.
module_file() (
  IFS=$NEWLINE
  set -f
  here=
  for line in ${LIBRARY-}; do
    case $here,$line in
      ",@$NONCE part module") here=1 ;;
      "1,@$NONCE "*) return 1 ;; # there is none
      1,*) printf '%s\n' "$line" && return ;;
    esac
  done
  unset IFS
  find_module
)

# told_by_start KIND: the rest of the first such line of what httpd said of a start.
told_by_start() {
  case $NEWLINE$CONFIG in *"$NEWLINE$1$TAB"*) ;; *) return 1 ;; esac
  told=$NEWLINE$CONFIG
  told=${told#*"$NEWLINE$1$TAB"}
  printf '%s\n' "${told%%"$NEWLINE"*}"
}

# awk: the files that LoadModule names for wsgi_module in the files of the configuration, whatever a condition says of the line.
# shellcheck disable=SC2016 # awk's own variables
NAMED_MODULES=$CONFIGURATION_WORDS'
{ text = $0; if (!sub(/^[0-9]+\t[ \t]*/, "", text)) next; n = words_of(text); key = tolower(word[1]) }
key == "define" && n > 2 { if (defined[word[2]] < 8) definition[word[2], ++defined[word[2]]] = word[3] }
key == "loadmodule" && word[2] == "wsgi_module" { wanted[++wants] = word[3] }
END {
  for (i = 1; i <= wants; i++) {
    count = 0; values_of(wanted[i], 0)
    for (j = 1; j <= count; j++) if (found[j] !~ /\001/ && !printed[found[j]]++) print found[j]
  }
}'

# named_module: where the files name one, and no other, that one. Which conditions hold is not for the shell to say.
named_module() {
  file=$(printf '%s\n' "$CONFIG" | in_apache_environment awk "$NAMED_MODULES")
  case $file in '' | *"$NEWLINE"*) return 1 ;; /*) printf '%s\n' "$file" ;; *) printf '%s/%s\n' "$(server_root)" "$file" ;; esac
}

# other_modules FILE: what the files name for wsgi_module besides, where that is there and another file.
other_modules() {
  printf '%s\n' "$CONFIG" | in_apache_environment awk "$NAMED_MODULES" | while IFS= read -r named; do
    case $named in /*) ;; *) named=$(server_root)/$named ;; esac
    # shellcheck disable=SC3013 # POSIX.1-2024 has it, and every shell that this is meant for
    [ -e "$named" ] && ! [ "$named" -ef "$1" ] && printf '%s\n' "$named"
  done
  return 0
}

# What httpd itself has loaded on the way, or could not load; else what the master has mapped; else what the files name.
find_module() {
  told_by_start "module${TAB}wsgi_module" && return
  file=$(told_by_start refused)
  case ${file##*/} in *wsgi*) printf '%s\n' "$file" && return ;; esac
  told_by_start whole && return 1
  file=$(sed -n 's|^[^/]*\(/.*mod_wsgi[^/]*\.so[^ /]*\).*|\1|p' "/proc/$MASTER/maps" 2>/dev/null | sed -n 1p)
  if [ "$file" ]; then printf '%s\n' "$file"; else named_module; fi
}

# start_library: the Python library that a start gets, as the loader inside of httpd has said.
start_library() { told_by_start library; }

# shellcheck disable=SC2016 # awk's own variables
BUILT_FOR='
BEGIN { FS = "[\047\"]" }
/^WITH_HTTPD_PACKAGE = True/ { exit }
/^ *SBINDIR = [\047"]/ { at = $2 }
/^PROGNAME = [\047"]/ { print at "/" $2; exit }'

# The httpd that pip built mod_wsgi for, as it is recorded beside it. Not where it brought one of its own.
built_for() {
  program=$(from_file "${1%/*}/apxs_config.py" "$TEXT_SIZE" awk "$BUILT_FOR") || return
  [ "$program" ] && real "$program"
}

digest() { from_file "$1" "$LIBRARY_SIZE" sum_up; }

sum_up() {
  if have sha256sum; then sha256sum
  elif have shasum; then shasum -a 256
  elif have sha256; then sha256 -r
  else openssl dgst -sha256
  fi
}

# The package that a file belongs to. A host may have the tool of another system besides its own: the first that knows the file.
package_of() {
  if have dpkg-query && owner=$(dpkg_owner "$1"); then dpkg-query -W "${owner%%:*}"
  elif have rpm; then rpm -qf "$1"
  elif have apk; then apk info -W "$1"
  elif have pkg; then pkg which "$1"
  elif have dpkg-query; then return 1
  else return 127
  fi
}

# dpkg keeps both names of a merged /usr apart.
dpkg_owner() {
  dpkg-query -S "$1" 2>/dev/null || dpkg-query -S "/usr$1" 2>/dev/null || dpkg-query -S "${1#/usr}" 2>/dev/null
}

apache_library_path() { apache_value LD_LIBRARY_PATH; }

# library_file: the Python library, as what this check printed tells it.
library_file() { start_library || found_library "${LIBRARY-}"; }

# compiled_landmarks VERSION: in which directories that are compiled into the library a standard library is; nothing where in
# none. Which one of them it takes for its prefix is not for sure. What the login may not see is told as well.
compiled_landmarks() (
  version=$1
  of_library=
  for_all=0
  other=
  IFS=$NEWLINE
  set -f
  for line in $LIBRARY; do
    case $line in
      '@'*) other=1 ;;
      # Apache's own stands last.
      'compiled /'*)
        [ -z "$other" ] || { of_library= && for_all=0 && other=; }
        of_library=$of_library${line#compiled }$NEWLINE
        for_all=$((for_all + 1))
        ;;
    esac
  done
  # What has been cut off may be it; some would rather look around the library.
  case $for_all,$version in 0,* | [0-9][0-9][0-9]*,* | *,3.1[4-9] | *,3.[2-9][0-9]) return 3 ;; esac
  for at in $of_library; do
    for file in "$at/os.py" "$at/lib/python$version/os.py" "$at/lib64/python$version/os.py" \
      "$at/lib/python$version/os.pyc" "$at/lib64/python$version/os.pyc" \
      "$at/lib/python${version%.*}${version#*.}.zip" "$at/lib64/python${version%.*}${version#*.}.zip"; do
      if [ -e "$file" ]; then printf '%s\n' "$file"; else closed_above "$file"; fi
    done
  done
  return 0
)

collect_library() {
  # A program that did not answer -V is not asked again.
  is_answered || return 3
  part server-root server_root
  if [ "$MASTER" ]; then
    part mapped mapped
    part copies copies
  fi
  file=$(find_module)
  part module printf '%s\n' "$file"
  [ "$file" ] || return 0
  part listing ls -lL "$file" || return 0
  part real real "$file"
  # Lines that a condition passes over where one is loaded.
  case $CONFIG in *!wsgi_module* | *!mod_wsgi.c*) part others other_modules "$file" ;; esac
  part digest digest "$file"
  part package package_of "$(real "$file")"
  [ -f "${file%/*}/apxs_config.py" ] && part built-for built_for "$file"
  part versions versions_in "$file"
  part dynamic dynamic_section "$file"
  if [ ! -r /proc/self/stat ] && have otool; then
    part program printf '%s\n' "$BINARY"
    part program-dynamic dynamic_section "$BINARY"
    part placed mach_places "$file"
  fi
  part python-inside python_inside "$file"
  prepare_trace "$file"
  part clean trace "$file"
  clean=$(found_library "${TRACED:-$(trace "$file" 2>/dev/null)}")
  part hidden hidden_from_trace "$clean" "$file"
  [ "$LOGIN_LD_LIBRARY_PATH" ] && part login trace_with "$LOGIN_LD_LIBRARY_PATH" "$file"
  path=$(apache_library_path)
  part apache-path printf '%s\n' "$path"
  [ "$path" ] && part apache trace_with "$path" "$file"
  other=$(start_library || { [ "$path" ] && found_library "$(trace_with "$path" "$file" 2>/dev/null)"; })
  [ "$clean" ] && part library python_library "$clean"
  [ "$other" ] && [ "$other" != "$clean" ] && part apache-library python_library "$other"
  return 0
}
