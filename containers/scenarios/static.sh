# shellcheck shell=sh
# A mod_wsgi that has Python inside.
put_packages "$(local_packages)" 4.2.16
start_source_apache mod_wsgi-static.so
