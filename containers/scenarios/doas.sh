# shellcheck shell=sh
# doas instead of sudo, and nothing to audit. The logins are told apart by their rules.
rm /usr/bin/sudo /usr/bin/sudo-rs
for login in allowed asked unknown; do
  useradd --create-home --shell /bin/bash "$login"
  usermod --password '*' "$login"
  give_key "$login" "/home/$login"
done
printf '%s\n' 'permit nopass allowed as root cmd /bin/sh args -s' 'permit asked as root' >/etc/doas.conf
