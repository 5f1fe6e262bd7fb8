# shellcheck shell=sh
# httpd and mod_wsgi built from source, under /usr/local/apache2.
put_packages "$(local_packages)" 4.2.16
start_source_apache mod_wsgi.so
