# shellcheck shell=sh
# What all pieces of the script stand on.

# What the programs of a service find without being told.
STANDARD_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
NEWLINE='
'
TAB=$(printf '\t')

have() { command -v "$1" >/dev/null 2>&1; }

# need_awk: without it much would look as if it were not there; 127 says that it could not be looked at.
need_awk() { have awk || { echo 'there is no awk on this host' >&2; return 127; }; }
