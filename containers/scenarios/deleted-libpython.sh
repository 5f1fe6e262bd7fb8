# shellcheck shell=sh
# A package upgrade as dpkg does it, by renaming a new file over the old one, without a restart of Apache.
put_packages "$(local_packages)" 4.2.16
start_apache
# A change in the very second of the start tells nothing.
sleep 2
library=$(libpython)
cp -p "$library" "$library.dpkg-new"
mv "$library.dpkg-new" "$library"
