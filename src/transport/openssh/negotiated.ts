import type { Connection } from "../../model/snapshot.js";
import { clean } from "../failures.js";

/** The key or the certificate of the server, before anybody has judged it. */
export const SHOWN_KEY = /Server host (?:key|certificate): (\S+) (SHA256:[^\s,]+)/;

/** Or a session of a shared connection, which was authenticated before. */
export const AUTHENTICATED =
  /^Authenticated to .* using "([^"]+)"|mux_client_request_session: master session id: \d+/m;

/** What was negotiated. */
export function connectionIn(text: string): Connection {
  const of = (pattern: RegExp) => pattern.exec(text)?.[1];
  const [, type, fingerprint] = SHOWN_KEY.exec(text) ?? [];
  const server = of(/remote software version (.*)/);
  const kex = of(/kex: algorithm: (\S+)/);
  const cipher = of(/kex: client->server cipher: (\S+)/);
  const authenticatedBy = of(AUTHENTICATED);
  return {
    ...(server && { server: clean(server) }),
    ...(kex && { kex }),
    ...(cipher && { cipher }),
    ...(type && fingerprint && { hostKey: { type, fingerprint } }),
    ...(authenticatedBy && { authenticatedBy }),
  };
}
