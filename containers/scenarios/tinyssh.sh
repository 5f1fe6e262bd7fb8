# shellcheck shell=sh
# tinysshd serves SSH: one cipher, keys of ed25519 alone, and no configuration.
start_apache

keys=/etc/tinyssh/sshkeydir
rm -rf "$keys" /etc/ssh/ssh_host_*
mkdir -p /etc/tinyssh
tinysshd-makekey "$keys"
tinysshd-printkey "$keys" | sed 's/^.*\(ssh-ed25519 \)/\1/' >/etc/ssh/ssh_host_ed25519_key.pub
# It serves one connection, and is told which by whoever listens.
serve_ssh() {
  echo 'Server listening on 22'
  exec socat TCP-LISTEN:22,fork,reuseaddr,nodelay "EXEC:tinysshd -- $keys"
}
