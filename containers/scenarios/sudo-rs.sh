# shellcheck shell=sh
# sudo-rs in the place of sudo, and nothing to audit.
rm /usr/bin/sudo
ln -s "$(command -v sudo-rs || echo /usr/lib/cargo/bin/sudo)" /usr/bin/sudo
printf '%s\n' 'root ALL=(ALL:ALL) ALL' '@includedir /etc/sudoers.d' >/etc/sudoers
