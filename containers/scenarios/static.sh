# shellcheck shell=sh
# A mod_wsgi that has Python inside.
start_source_apache mod_wsgi-static.so
