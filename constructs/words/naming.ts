import { createHash } from "node:crypto";

/**
 * Terraform's name of a construct: the ids from the stack down to it, joined by underscores. The ids "Default" and
 * "Resource" stand for the one main resource of a construct and are left out. The result is a contract: a changed name
 * destroys the resource and creates another one.
 */
export function logicalId(path: readonly string[]): string {
  const id = path
    .filter((part) => part !== "Default" && part !== "Resource")
    .join("_")
    .replace(/[^A-Za-z0-9_]/g, "_");
  return /^[0-9]/.test(id) ? `_${id}` : id;
}

const RULE_NAME_LENGTH = 60;

/**
 * A firewall rule's name from its parts: letters, digits, `.` and `_`, at most 60 characters (the shorter of the two
 * lengths that the vendor documents). A longer one ends in a hash of the whole.
 */
export function firewallRuleName(...parts: readonly string[]): string {
  const name = parts.map((part) => part.replace(/[^A-Za-z0-9_]/g, "_")).join(".");
  // the platform reserves one prefix for its own rules
  const started = /^[A-Za-z_]/.test(name) && !/^CCDEFAULT\./i.test(name) ? name : `_${name}`;
  if (started.length <= RULE_NAME_LENGTH) {
    return started;
  }
  return `${started.slice(0, RULE_NAME_LENGTH - 9)}_${fingerprint(started, 8)}`;
}

/** The first `digits` hexadecimal digits of the SHA-256 of a text or of bytes. */
export function fingerprint(text: string | Uint8Array, digits = 16): string {
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}
