# shellcheck shell=sh
# Apache, mod_wsgi and Python as the release packages them.
start_apache
