# shellcheck shell=sh
# sshd as it comes, with its penalties for addresses whose logins fail, and nothing to audit.
sed -i '/PerSourcePenalties/d' /etc/ssh/sshd_config.d/fleet.conf
