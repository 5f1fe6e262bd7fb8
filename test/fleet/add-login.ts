import type { FleetHost } from "./fleet.js";

/** LOGIN PASSWORD SUDOERS */
const ADD_LOGIN = `set -e
id "$1" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$1"
printf '%s:%s\\n' "$1" "$2" | chpasswd
mkdir -p "/home/$1/.ssh"
cat /home/auditor/.ssh/authorized_keys >"/home/$1/.ssh/authorized_keys"
chown -R "$1" "/home/$1/.ssh"
printf '%s\\n' "$3" >"/etc/sudoers.d/$1"`;

/** A login with the key of the fleet, a password, and its lines of sudoers. */
export async function addLogin(host: FleetHost, login: string, password: string, sudoers: string) {
  const { exitCode, stderr } = await host.exec(["sh", "-c", ADD_LOGIN, "sh", login, password, sudoers]);
  if (exitCode !== 0) throw new Error(`no login ${login} on ${host.name}: ${stderr}`);
}
