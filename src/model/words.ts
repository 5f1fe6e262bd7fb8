/** Words of the documents that code names as well. They stand apart from the schemas, which take long to load. */

export const SNAPSHOT_SCHEMA = "wsgi-audit/snapshot/1";
export const AUDIT_SCHEMA = "wsgi-audit/audit/1";

/** The worst first. */
export const SEVERITIES = ["error", "warning", "info"] as const;

export const HOST_STATUSES = ["ok", "partial", "unreachable", "failed", "skipped"] as const;

/**
 * How a host is reached: SSH in process, by the system's `ssh`, not at all, as it is this machine, or by a command of the
 * user's own.
 */
export const TRANSPORTS = ["ssh2", "openssh", "local", "command"] as const;
