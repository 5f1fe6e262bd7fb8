# shellcheck shell=sh
# httpd and mod_wsgi built from source, under /usr/local/apache2.
start_source_apache mod_wsgi.so
