import { createHash } from "node:crypto";

/** What `ssh -v` reports about a connection. */
export interface Transcript {
  /** Fingerprint of the host key that the server showed, `SHA256:...`. */
  readonly hostKey: string | undefined;
  /**
   * Login methods that the server offers to this account, e.g. `publickey`; empty if the connection did not get that
   * far.
   */
  readonly offered: readonly string[];
  readonly authenticated: boolean;
  /**
   * The server refuses connections for now: logins from this address have failed recently (PerSourcePenalties), or too
   * many are in progress (MaxStartups).
   */
  readonly isPutOff: boolean;
  /** Error messages of ssh, or of the command on the node, without debugging output. */
  readonly complaints: readonly string[];
}

/** Reads the standard error of `ssh -v` (OpenSSH 8.4 to 10). */
export function readTranscript(stderr: string): Transcript {
  const lines = stderr.split("\n").map((line) => line.replace(/\r$/, ""));
  const authenticated = lines.findIndex((line) => /^Authenticated to .* using /.test(line));
  // what follows the login comes from the node's programs, not from ssh
  const before = authenticated < 0 ? lines : lines.slice(0, authenticated);
  const told = (pattern: RegExp) => before.flatMap((line) => pattern.exec(line)?.[1] ?? []);
  const methods = told(/^debug1: Authentications that can continue: (.*)$/).flatMap((list) => list.split(","));
  return {
    hostKey: told(/^debug1: Server host key: \S+ (SHA256:\S+)$/).at(-1),
    offered: [...new Set(methods.map((method) => method.trim()))].filter((method) => method !== "").sort(),
    authenticated: authenticated >= 0,
    isPutOff: before.some((line) => /banner line \d+: (Not allowed at this time|Exceeded MaxStartups)$/.test(line)),
    complaints: lines.filter((line) => line.trim() !== "" && !NOISE.test(line)).map((line) => line.trim()),
  };
}

/** Lines that are not errors. */
const NOISE = /^(debug\d: |OpenSSH_|Authenticated to |Transferred: |Bytes per second: |Warning: Permanently added |@)/;

/** The fingerprint of a public key in OpenSSH form, as ssh writes it. */
export function fingerprintOf(publicKey: string): string {
  const [, base64 = ""] = publicKey.trim().split(/\s+/);
  const digest = createHash("sha256").update(Buffer.from(base64, "base64")).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}
