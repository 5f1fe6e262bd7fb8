# shellcheck shell=sh
# One included file is for root only.
printf 'SetEnv TOKEN not-for-everybody\n' >/etc/apache2/conf-enabled/secret.conf
chmod 600 /etc/apache2/conf-enabled/secret.conf
start_apache
