/** What is wrong with the environment of a host, and what that may cost. */
export interface EnvironmentFault {
  /** Played as root in a container of the image `bookworm`, once it serves SSH. */
  shell: string;
  /** `auditor` by default. */
  login?: { user: string; become?: string };
  /** Facts that cannot be had with it; each has to say why. All others are those of a host that is well. */
  lost?: RegExp;
  /** Facts that truly are different there. */
  differ?: RegExp;
  /** Of the login's whole answer; `partial` only where a check could not look at all. */
  status: "ok" | "partial";
  /** Seconds for the host. */
  bound: number;
}

/** Generous, as a dozen of hosts on a slow machine cost each other; a hang is longer. */
const BOUND = 120;

/** A tool of that name before the system's own. */
const wrapper = (name: string, body: string) =>
  `printf '%s\n' '#!/bin/sh' ${body
    .split("\n")
    .map((line) => `'${line}'`)
    .join(" ")} >/usr/local/bin/${name} && chmod 755 /usr/local/bin/${name}`;

const useAwk = (name: string) => `update-alternatives --set awk /usr/bin/${name}`;

/** What is open for writing keeps a file system from being made read-only: Apache's places come to lie on others. */
const READ_ONLY = `. /scenarios/lib.sh && apache2ctl stop && wait_until test ! -e /run/apache2/apache2.pid &&
  for place in /var/log /run; do mount -t tmpfs none $place; done &&
  mkdir -p /var/log/apache2 /run/sshd /run/lock && apache2ctl start &&
  wait_for_server /run/apache2/apache2.pid && mount -o remount,bind,ro / &&
  ! touch /usr/local/proof 2>/dev/null`;

const fillUp = (place: string) =>
  `mount -t tmpfs -o size=64k none ${place} && chmod 1777 ${place} && { cat /dev/zero >${place}/full 2>/dev/null || true; }`;

/** Of processes, and what is read from them. */
const OF_PROCESSES =
  /^(host\.installations|apache\.(running|environment)|processes\.|python\.library\.(mapped|deleted))/;

export const environmentFaults: Readonly<Record<string, EnvironmentFault>> = {
  "read-only root": { shell: READ_ONLY, status: "ok", bound: BOUND },
  "full disk": { shell: `${fillUp("/tmp")} && ${fillUp("/var/tmp")}`, status: "ok", bound: BOUND },
  "no /tmp": { shell: "rm -rf /tmp /var/tmp", status: "ok", bound: BOUND },
  "processes of others hidden": {
    shell: "mount -o remount,hidepid=2 /proc",
    lost: OF_PROCESSES,
    status: "ok",
    bound: BOUND,
  },
  "processes of others hidden, but not to root": {
    shell: "mount -o remount,hidepid=2 /proc",
    login: { user: "sudoer", become: "auto" },
    // What any other login is denied.
    differ: /^python\.library\.(mapped|deleted)$/,
    status: "ok",
    bound: BOUND,
  },
  "/proc gone": {
    shell: "mount -t tmpfs none /proc",
    lost: OF_PROCESSES,
    status: "partial",
    bound: BOUND,
  },
  "no timeout": { shell: "rm $(command -v timeout)", status: "ok", bound: BOUND },
  // mawk is Debian's; RHEL has the first, BSDs and macOS have the second. That of busybox is the scenario `dropbear`.
  "awk is gawk": { shell: useAwk("gawk"), status: "ok", bound: BOUND },
  "awk is Kernighan's": { shell: useAwk("original-awk"), status: "ok", bound: BOUND },
  "no awk": {
    shell: "rm /usr/bin/awk /usr/bin/mawk",
    lost: /^(?!host\.)|^host\.(installations|\w+_masters|left_out)$/,
    status: "partial",
    bound: BOUND,
  },
  "grep without -E": {
    shell: wrapper(
      "grep",
      'case $1 in -*E*) echo "grep: illegal option -- E" >&2; exit 2 ;; esac\nexec /bin/grep "$@"',
    ),
    status: "ok",
    bound: BOUND,
  },
  "10,000 processes": {
    shell:
      "perl -e 'for (1 .. 10_000) { fork or do { sleep 3600; exit } } sleep 3600' >/dev/null 2>&1 & . /scenarios/lib.sh; ten_thousand() { [ $(ls -d /proc/[0-9]* | wc -l) -gt 10000 ]; }; wait_until ten_thousand",
    status: "ok",
    bound: 2 * BOUND,
  },
  "clock in 1970": {
    shell: wrapper("date", 'exec /bin/date -d @0 "$@"'),
    status: "ok",
    bound: BOUND,
  },
};
