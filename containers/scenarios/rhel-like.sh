# shellcheck shell=sh
# httpd where Red Hat has it: conf.modules.d, /etc/sysconfig, packages of rpm, one directory for programs.
truth_site 80 >/etc/httpd/conf.d/truth.conf
# As the service does, which the container has not.
set -a
# shellcheck disable=SC1091 # it is in the container
. /etc/sysconfig/httpd
set +a
/usr/sbin/httpd -k start
wait_for_server /run/httpd/httpd.pid
