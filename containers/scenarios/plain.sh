# shellcheck shell=sh
# Apache, mod_wsgi and Python as the release packages them.
put_packages "$(local_packages)" 4.2.16
start_apache
