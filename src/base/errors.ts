/** Where in a host's life an attempt failed. */
export type Stage =
  | "secret"
  | "resolve"
  | "jump"
  | "dial"
  | "ident"
  | "kex"
  | "hostkey"
  | "auth"
  | "channel"
  | "exec"
  | "deadline"
  | "output";

/** What went wrong, in one word that scripts can test. */
export type TransportCode =
  | "dns"
  | "refused"
  | "unroutable"
  | "timeout"
  | "reset"
  | "throttled"
  | "not-ssh"
  | "no-common-algorithm"
  | "hostkey-unknown"
  | "hostkey-changed"
  | "hostkey-revoked"
  | "auth-failed"
  | "secret-unavailable"
  | "channel-refused"
  | "forward-denied"
  | "abuse"
  | "interrupted"
  | "no-shell"
  | "become-refused"
  | "password-refused"
  | "password-held-back"
  | "script-mismatch"
  | "truncated"
  | "too-much-output"
  | "internal";

/** The command line asks for something that cannot be done; exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A signal came before there was anything to report; exit code 130. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** Something could not be written, most of the time because a disk is full; exit code 1, told in one line. */
export class WriteError extends Error {
  override readonly name = "WriteError";
}

/** A mistake in an inventory, with the place it stands at; exit code 2. */
export class InventoryError extends Error {
  override readonly name = "InventoryError";

  /** `line` and `column` count from 1; 0 means the whole file. `source` is the offending line. */
  constructor(
    message: string,
    readonly file: string,
    readonly line = 0,
    readonly column = 0,
    readonly source = "",
  ) {
    super(message);
  }
}

/** A host could not be reached or did not answer; always a value in the snapshot, never the end of a run. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  /** What SSH in process lacks and OpenSSH's own client may have. */
  onlyOpenssh?: string;
  /** Where nothing in common was found: what the server offers of that kind of algorithm. */
  offered?: { kind: "kex" | "serverHostKey" | "cipher" | "hmac"; names: readonly string[] };

  constructor(
    readonly stage: Stage,
    readonly code: TransportCode,
    message: string,
    /** The command or the setting that mends it. */
    readonly hint?: string,
    /** True for failures that another dial may cure: a throttling server, never a refused login. */
    readonly retryable = false,
  ) {
    super(message);
  }
}

/** No stream to a port of the host could be opened. `prohibited`: the SSH server does not forward at all. */
export class ForwardError extends Error {
  override readonly name = "ForwardError";

  constructor(
    readonly code: "prohibited" | "refused" | "failed",
    message: string,
  ) {
    super(message);
  }
}

/** A check's parser met output that it does not understand. */
export class ParseError extends Error {
  override readonly name = "ParseError";

  constructor(
    message: string,
    /** The line that was not understood. */
    readonly line: string,
  ) {
    super(message);
  }
}
