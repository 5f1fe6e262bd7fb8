import { UNCHECKED } from "./mapping.js";
import { PASSWORD_NAMES } from "./passwords.js";

const MAPPED = new Set(
  [
    "host port user ssh_host ssh_port ssh_user private_key_file ssh_private_key_file connection",
    "ssh_args ssh_common_args ssh_extra_args become become_method become_user sudo_user",
  ]
    .join(" ")
    .split(" ")
    .map((name) => `ansible_${name}`),
);

/** What these change is not how a host is reached: file transfers, shared connections, how modules are sent. */
const NO_MATTER =
  /^ansible_(ssh_)?(pipelining|transfer_method|control_path(_dir)?|scp_.*|sftp_.*|executable_.*|use_tty|retries)$/;

const ABOUT_REACHING =
  /^ansible_(ssh_|paramiko_|become|sudo|su_|timeout$|connect_timeout$|remote_(addr|user|port)$|private_key|jump|proxy|bastion|gateway)/;

const HOST_KEYS = /^ansible_(ssh_|paramiko_)?host_key_(checking|auto_add)$/;

/** What is to be said of a variable that could change the way to a host and does not; undefined for all others. */
export function noteOn(name: string): string | undefined {
  if (!name.startsWith("ansible_") || MAPPED.has(name) || PASSWORD_NAMES.has(name) || NO_MATTER.test(name))
    return undefined;
  if (HOST_KEYS.test(name)) return UNCHECKED;
  return ABOUT_REACHING.test(name) ? `${name.replace(/\p{Cc}/gu, "?")} is not taken over` : undefined;
}
