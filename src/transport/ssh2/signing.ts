import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { ParsedKey } from "ssh2";

/** Digest by type of key; ed25519 has one of its own. RSA is always told which. */
const DIGEST: Readonly<Record<string, string>> = {
  "ecdsa-sha2-nistp256": "sha256",
  "ecdsa-sha2-nistp384": "sha384",
  "ecdsa-sha2-nistp521": "sha512",
  "ssh-rsa": "sha1",
  "ssh-dss": "sha1",
};

/**
 * The same key, opened once. ssh2 reads its PEM anew for every signature, which takes longer than signing: it is done
 * for every host.
 */
export function opened(key: ParsedKey): ParsedKey {
  if (!key.isPrivateKey()) return key;
  let object: KeyObject | undefined;
  key.sign = ((data: Buffer, digest?: string) => {
    try {
      object ??= createPrivateKey(key.getPrivatePEM());
      return sign(digest ?? DIGEST[key.type], data, object);
    } catch (error) {
      return error as Error;
    }
  }) as ParsedKey["sign"];
  return key;
}
