# shellcheck shell=sh
# ---- who may write: groups, access lists, modes, links --------------------------------------------------

# awk: 1 where none but root and the login belongs to a group: of `passwd` lines, then a line of `group`.
# shellcheck disable=SC2016
GROUP_MEMBERS='
BEGIN { FS = ":"; ours = 1 }
$0 == "" { group = 1; next }
!group { known++; id[$1] = $3; if ($4 == gid && $3 != 0 && $3 != self) ours = 0; next }
{ n = split($4, member, ","); for (i = 1; i <= n; i++) if (!(member[i] in id) || (id[member[i]] != 0 && id[member[i]] != self)) ours = 0 }
END { print known && ours ? 1 : 0 }'

# On macOS accounts are in no file.
directory_users() {
  dscacheutil -q user | awk '/^name: /{n=$2} /^uid: /{u=$2} /^gid: /{print n ":x:" u ":" $2}'
  echo
  dscacheutil -q group -a gid "$1" | awk '/^users: /{ sub(/^users: */, ""); gsub(/ +/, ","); print "g:x:0:" $0 }'
}

accounts() {
  if have getent; then
    getent passwd
    echo
    getent group "$1"
  elif have dscacheutil; then directory_users "$1"
  else
    cat /etc/passwd
    echo
    grep "^[^:]*:[^:]*:$1:" /etc/group
  fi
}

group_is_private() { accounts "$1" 2>/dev/null | awk -v gid="$1" -v self="$US" "$GROUP_MEMBERS"; }

# awk: 1 where no entry of an access list lets another write. The owning group is judged by its members.
# shellcheck disable=SC2016
ACCESS_LIST='
/^#/ || /^default:/ || /^$/ { next }
{ entries++ }
/^ *[0-9]+: / { if (/ allow / && /write|append|add_|delete|chown/) others = 1; next }
{
  sub(/^ +/, ""); n = split($0, entry, ":"); rights = entry[3]
  if (match($0, /#effective:/)) rights = substr($0, RSTART + RLENGTH)
  if (entry[n] == "deny" || entry[1] ~ /^(owner@|group@|mask|other)$/) next
  if (entry[1] == "everyone@") rights = entry[2]
  if (entry[1] == "user" && (entry[2] == "" || entry[2] == "root" || entry[2] == me)) next
  if (entry[1] == "group" && entry[2] == "") next
  if (rights ~ /[wpdDCo]/) others = 1
}
END { print entries && !others ? 1 : 0 }'

# access_list_is_ours PATH: 1 or 0. An `ls` that shows no sign of a list does not tell that there is none.
access_list_is_ours() {
  # shellcheck disable=SC2012 # it alone shows the sign, and macOS the list
  long=$(ls -ldn "$1" 2>/dev/null | sed -n 1p)
  case ${long%% *},$(real "$(command -v ls)") in
    *+,* | *@,* | *busybox* | *toybox*) ;;
    *) echo 1 && return ;;
  esac
  # shellcheck disable=SC2012
  if have getfacl; then getfacl -p "$1" 2>/dev/null || getfacl -q "$1"
  elif have dscacheutil; then ls -lde "$1" | sed '1s/.*/owner@/'
  fi 2>/dev/null | awk -v me="$(id -un)" "$ACCESS_LIST"
}

# mode_of PATH: where there is no `stat`.
mode_of() {
  # shellcheck disable=SC2012 # the one that is everywhere
  ls -ldn "$1" 2>/dev/null | sed -n 1p | {
    read -r bits _ owner owning _ && printf 'stat\t%s %s %s %s\n' "$bits" "$owner" "$owning" "$1"
  }
}

# $modes: mode, owner, group and name, a line each. The names have no control characters: a name is a line.
modes_of() {
  modes=$(stat -c "stat$TAB%A %u %g %n" "$@" 2>/dev/null)
  [ "$modes" ] || modes=$(stat -f "stat$TAB%Sp %u %g %N" "$@" 2>/dev/null)
  [ "$modes" ] || modes=$(for component in "$@"; do mode_of "$component"; done)
}

# targets_of LINK...: links of root's or of the login's alone. Where there is not a line for each, one by one.
targets_of() {
  targets=
  [ $# = 1 ] || targets=$(readlink "$@" 2>/dev/null)
  [ "$targets" ] && printf '%s\n' "$@" "$targets" | awk -v count=$# '
    NR <= count { name[NR] = $0; next }
    { lines++; text = text "link\t" name[lines] "\t" $0 "\n" }
    END { if (lines != count) exit 1; printf "%s", text }' && return
  for component in "$@"; do
    led=$(readlink "$component" 2>/dev/null)
    case $led in *"$NEWLINE"* | *"$TAB"*) led= ;; esac
    printf 'link\t%s\t%s\n' "$component" "$led"
  done
}
