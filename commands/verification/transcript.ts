import { createHash } from "node:crypto";

/** What `ssh -v` told of a connection. */
export interface Transcript {
  /** Fingerprint of the host key that the server showed, `SHA256:...`. */
  readonly hostKey: string | undefined;
  /** Ways to log in that the server offered to this account, e.g. `publickey`; none where it did not come to that. */
  readonly offered: readonly string[];
  readonly authenticated: boolean;
  /**
   * The server would not talk now: logins from this address failed a moment ago (PerSourcePenalties), or too many are
   * at it (MaxStartups).
   */
  readonly isPutOff: boolean;
  /** What ssh, or the command on the node, complained about, without what is there for debugging only. */
  readonly complaints: readonly string[];
}

/** Reads the standard error of `ssh -v` (OpenSSH 8.4 to 10). */
export function readTranscript(stderr: string): Transcript {
  const lines = stderr.split("\n").map((line) => line.replace(/\r$/, ""));
  const authenticated = lines.findIndex((line) => /^Authenticated to .* using /.test(line));
  // what comes after the login is said by the node's programs, not by ssh
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

/** Lines that are no complaints. */
const NOISE = /^(debug\d: |OpenSSH_|Authenticated to |Transferred: |Bytes per second: |Warning: Permanently added |@)/;

/** The fingerprint of a public key in OpenSSH form, as ssh writes it. */
export function fingerprintOf(publicKey: string): string {
  const [, base64 = ""] = publicKey.trim().split(/\s+/);
  const digest = createHash("sha256").update(Buffer.from(base64, "base64")).digest("base64");
  return `SHA256:${digest.replace(/=+$/, "")}`;
}
