// @module-tag tools
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { occurrences, secretValues } from "../../../../lab/rehearsal/proof/secret-values";

function newKey(type: "ed25519" | "rsa" = "ed25519"): { readonly secret: string; readonly shown: string } {
  const folder = mkdtempSync(join(tmpdir(), "plumbline-test-"));
  try {
    execFileSync("ssh-keygen", [
      "-q",
      "-t",
      type,
      ...(type === "rsa" ? ["-b", "2048"] : []),
      "-N",
      "",
      "-C",
      "",
      "-f",
      join(folder, "key"),
    ]);
    return {
      secret: readFileSync(join(folder, "key"), "utf8"),
      shown: readFileSync(join(folder, "key.pub"), "utf8"),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function stateOf(...resources: readonly (readonly [type: string, attributes: Record<string, unknown>])[]): string {
  return JSON.stringify({
    resources: resources.map(([type, attributes]) => ({ mode: "managed", type, instances: [{ attributes }] })),
  });
}

describe("what must not be found where it does not belong", () => {
  it("is every password of the state", () => {
    const state = stateOf(["random_password", { result: "f6Zq-one" }], ["ddcloud_vlan", { name: "f6Zq-two" }]);
    expect(secretValues(state)).toEqual(["f6Zq-one"]);
  });

  it("is found in a private key, and neither in its public key nor in another private key", {
    tags: "needs/ssh",
  }, () => {
    const [key, other] = [newKey(), newKey()];
    const secrets = secretValues(stateOf(["tls_private_key", { private_key_openssh: key.secret }]));
    expect(occurrences(`before\n${key.secret}after`, secrets)).toBeGreaterThan(0);
    expect(occurrences(key.shown, secrets)).toBe(0);
    expect(occurrences(other.secret, secrets)).toBe(0);
  });

  it("is not found in the public key of a pair whose private key contains lines of it", { tags: "needs/ssh" }, () => {
    const key = newKey("rsa");
    const attributes = { private_key_openssh: key.secret, public_key_openssh: key.shown.trim() };
    const secrets = secretValues(stateOf(["tls_private_key", attributes]));
    expect(occurrences(key.shown, secrets)).toBe(0);
    expect(occurrences(key.secret, secrets)).toBeGreaterThan(0);
  });

  it("is found in a key in PEM form as well", () => {
    const body = "MC4CAQAwBQYDK2VwBCIEIJ4vVvYmJqg1Zk5w3o5t6n7u8v9wAbCdEfGhIjKlMnOp";
    const pem = `-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\n`;
    expect(secretValues(stateOf(["tls_private_key", { private_key_pem: pem }]))).toEqual([body]);
  });
});
