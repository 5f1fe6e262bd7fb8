#!/bin/sh
# Build step of every image: OpenSSH, and three logins that take the key a container is started with.
set -eu
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -qy install --no-install-recommends openssh-server procps sudo gawk original-awk
update-alternatives --set awk /usr/bin/mawk # Debian's own; the others wait for a test
rm -rf /var/lib/apt/lists/*
mkdir -p /run/sshd
for login in auditor sudoer; do
  useradd --create-home --shell /bin/bash "$login"
  usermod --password '*' "$login" # not locked, which sshd would refuse, yet without a password
done
printf 'sudoer ALL=(ALL) NOPASSWD: ALL\n' >/etc/sudoers.d/sudoer

# Many tests at once from one address must not meet sshd's defences, of which older releases know only one.
conf=/etc/ssh/sshd_config.d/fleet.conf
printf '%s\n' 'PasswordAuthentication no' 'PermitRootLogin prohibit-password' 'UseDNS no' 'MaxStartups 200' >"$conf"
if /usr/sbin/sshd -T -o PerSourcePenalties=no >/dev/null 2>&1; then echo 'PerSourcePenalties no' >>"$conf"; fi
rm /etc/ssh/ssh_host_*_key* # every host makes its own when it starts
