/** Signals that call a run off. SIGHUP is what a session that ends sends. */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type Signal = (typeof SIGNALS)[number];
