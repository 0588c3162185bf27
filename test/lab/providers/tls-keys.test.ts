// @module-tag tools
import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerMirror } from "../../../lab/providers/mirror";
import { WorkingFolder } from "./working-folder";

describe("the stand-in of tls, with keys of every algorithm", () => {
  let folder: WorkingFolder;

  beforeAll(async () => {
    folder = await WorkingFolder.make((await providerMirror()).cliConfig);
    await folder.apply(`
      resource "tls_private_key" "RSA" { algorithm = "RSA" }
      resource "tls_private_key" "ECDSA" {
        algorithm   = "ECDSA"
        ecdsa_curve = "P384"
      }
      resource "tls_private_key" "ED25519" { algorithm = "ED25519" }
      resource "tls_private_key" "P224" { algorithm = "ECDSA" }
      data "tls_public_key" "pem" { private_key_pem = tls_private_key.RSA.private_key_pem_pkcs8 }
      data "tls_public_key" "openssh" { private_key_openssh = tls_private_key.ED25519.private_key_openssh }
    `);
  });
  afterAll(() => folder.remove());

  const KEYS = {
    RSA: { pem: "RSA PRIVATE KEY", openssh: /^ssh-rsa \S+\n$/ },
    ECDSA: { pem: "EC PRIVATE KEY", openssh: /^ecdsa-sha2-nistp384 \S+\n$/ },
    ED25519: { pem: "PRIVATE KEY", openssh: /^ssh-ed25519 \S+\n$/ },
  };

  it.each(Object.entries(KEYS))("encodes %s so that others can read it", async (algorithm, expected) => {
    const key = await folder.state(`tls_private_key.${algorithm}`);
    expect(key.private_key_pem).toMatch(
      new RegExp(`^-----BEGIN ${expected.pem}-----\n[^]*-----END ${expected.pem}-----\n$`),
    );
    expect(key.private_key_pem_pkcs8).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(key.private_key_pem === key.private_key_pem_pkcs8).toBe(algorithm === "ED25519");
    expect(key.public_key_openssh).toMatch(expected.openssh);

    const exported = (pem: string) => createPublicKey(createPrivateKey(pem)).export({ type: "spki", format: "pem" });
    expect(exported(key.private_key_pem)).toBe(key.public_key_pem);
    expect(exported(key.private_key_pem_pkcs8)).toBe(key.public_key_pem);

    const file = join(folder.path, algorithm);
    writeFileSync(file, key.private_key_openssh, { mode: 0o600 });
    const derived = execFileSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" });
    expect(derived.trim()).toBe(key.public_key_openssh.trim());
    const fingerprint = (hash: string) =>
      execFileSync("ssh-keygen", ["-l", "-E", hash, "-f", file], { encoding: "utf8" }).split(" ")[1];
    expect(fingerprint("sha256")).toBe(key.public_key_fingerprint_sha256);
    expect(fingerprint("md5")).toBe(`MD5:${key.public_key_fingerprint_md5}`);

    const der = createPublicKey(key.public_key_pem).export({ type: "spki", format: "der" });
    expect(key.id).toBe(createHash("sha1").update(der).digest("hex"));
  });

  it("stores sizes and curves that an algorithm has no use for", async () => {
    expect(await folder.state("tls_private_key.ED25519")).toMatchObject({ rsa_bits: 2048, ecdsa_curve: "P224" });
  });

  it("leaves what OpenSSH does not know of P224 empty", async () => {
    const {
      private_key_openssh,
      public_key_openssh,
      public_key_fingerprint_md5,
      public_key_fingerprint_sha256,
      private_key_pem,
    } = await folder.state("tls_private_key.P224");
    expect([
      private_key_openssh,
      public_key_openssh,
      public_key_fingerprint_md5,
      public_key_fingerprint_sha256,
    ]).toEqual(["", "", "", ""]);
    expect(createPrivateKey(private_key_pem).asymmetricKeyDetails?.namedCurve).toBe("secp224r1");
  });

  it("derives public keys from either form", async () => {
    const { public_key_pem, id } = await folder.state("tls_private_key.RSA");
    expect(await folder.state("data.tls_public_key.pem")).toMatchObject({ algorithm: "RSA", public_key_pem, id });
    const { public_key_openssh } = await folder.state("tls_private_key.ED25519");
    expect(await folder.state("data.tls_public_key.openssh")).toMatchObject({
      algorithm: "ED25519",
      public_key_openssh,
    });
  });

  it("replaces an Ed25519 key even for its RSA size", async () => {
    const { changes } = await folder.plan(
      'resource "tls_private_key" "ED25519" {\nalgorithm = "ED25519"\nrsa_bits = 4096\n}\n',
    );
    expect(changes["tls_private_key.ED25519"]).toBe("replace");
  });

  it("generates an ephemeral key that no state holds", async () => {
    await folder.apply(`
      ephemeral "tls_private_key" "passing" {
        algorithm = "ED25519"
        lifecycle {
          postcondition {
            condition     = startswith(self.public_key_openssh, "ssh-ed25519 ") && self.ecdsa_curve == "P224"
            error_message = "unexpected key"
          }
        }
      }
    `);
    expect((await folder.readState()).resources).toEqual([]);
  });
});
