# shellcheck shell=sh
# httpd, Python and mod_wsgi linked to musl, where Alpine has them; what a script meets is busybox.
truth_site 80 >/etc/apache2/conf.d/zz-truth.conf
/usr/sbin/httpd -k start
wait_for_server /run/apache2/httpd.pid
