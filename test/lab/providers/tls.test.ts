// @module-tag tools
import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerMirror } from "../../../lab/providers/mirror";
import { WorkingFolder } from "./working-folder";

const HOUR = 60 * 60 * 1000;

/** As the constructs use it: a CA and a server certificate for an IPv6 address. */
const chain = (leaf = "") => `
  resource "tls_private_key" "ca" { algorithm = "ED25519" }
  resource "tls_self_signed_cert" "ca" {
    private_key_pem       = tls_private_key.ca.private_key_pem
    is_ca_certificate     = true
    validity_period_hours = 48
    allowed_uses          = ["cert_signing", "crl_signing"]
    subject {
      common_name  = "Plumbline CA"
      organization = "Plumbline"
    }
  }
  resource "tls_private_key" "node" {
    algorithm   = "ECDSA"
    ecdsa_curve = "P256"
  }
  resource "tls_cert_request" "node" {
    private_key_pem = tls_private_key.node.private_key_pem
    dns_names       = ["master-sql.example"]
    ip_addresses    = ["2001:db8::10", "10.0.0.10"]
    uris            = ["spiffe://example/node"]
    subject { common_name = "master-sql" }
  }
  resource "tls_locally_signed_cert" "node" {
    cert_request_pem      = tls_cert_request.node.cert_request_pem
    ca_private_key_pem    = tls_private_key.ca.private_key_pem
    ca_cert_pem           = tls_self_signed_cert.ca.cert_pem
    validity_period_hours = 24
    allowed_uses          = ["digital_signature", "key_encipherment", "server_auth"]
    ${leaf}
  }
`;

describe("the stand-in of tls", () => {
  let folder: WorkingFolder;

  beforeAll(async () => {
    folder = await WorkingFolder.make((await providerMirror()).cliConfig);
  });
  afterAll(() => folder.remove());

  describe("with a chain of certificates", () => {
    beforeAll(() => folder.apply(chain()));

    it("issues a CA that signs a leaf with the names of its request", async () => {
      const caState = await folder.state("tls_self_signed_cert.ca");
      const leafState = await folder.state("tls_locally_signed_cert.node");
      const ca = new X509Certificate(caState.cert_pem);
      const leaf = new X509Certificate(leafState.cert_pem);
      expect(ca.ca).toBe(true);
      expect(ca.verify(ca.publicKey)).toBe(true);
      expect(leaf.ca).toBe(false);
      expect(leaf.checkIssued(ca)).toBe(true);
      expect(leaf.verify(ca.publicKey)).toBe(true);
      expect(leaf.issuer).toBe("O=Plumbline\nCN=Plumbline CA");
      expect(leaf.subject).toBe("CN=master-sql");
      expect(leaf.subjectAltName?.split(", ")).toEqual([
        "DNS:master-sql.example",
        "IP Address:2001:DB8:0:0:0:0:0:10",
        "IP Address:10.0.0.10",
        "URI:spiffe://example/node",
      ]);
      expect(leaf.checkIP("2001:db8::10")).toBe("2001:db8::10");
      expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
      expect(leaf.checkPrivateKey(createPrivateKey((await folder.state("tls_private_key.node")).private_key_pem))).toBe(
        true,
      );
    });

    it("stores what the published provider stores", async () => {
      const ca = await folder.state("tls_self_signed_cert.ca");
      const leaf = await folder.state("tls_locally_signed_cert.node");
      const serial = (pem: string) => BigInt(`0x${new X509Certificate(pem).serialNumber}`).toString();
      expect(ca).toMatchObject({
        ...{ id: serial(ca.cert_pem), key_algorithm: "ED25519", early_renewal_hours: 0, ready_for_renewal: false },
        ...{ set_subject_key_id: false, set_authority_key_id: false, is_ca_certificate: true },
        ...{ dns_names: null, ip_addresses: null, uris: null },
      });
      expect(ca.subject).toEqual([
        {
          ...{ common_name: "Plumbline CA", organization: "Plumbline", organizational_unit: null, country: null },
          ...{ locality: null, province: null, postal_code: null, street_address: null },
          ...{ serial_number: null, email_address: null },
        },
      ]);
      expect(leaf).toMatchObject({ id: serial(leaf.cert_pem), ca_key_algorithm: "ED25519", is_ca_certificate: false });
      expect(leaf).not.toHaveProperty("subject");
      expect(leaf.validity_start_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d)$/);
      expect(Date.parse(leaf.validity_end_time) - Date.parse(leaf.validity_start_time)).toBe(24 * HOUR);
      expect(Math.abs(Date.parse(leaf.validity_start_time) - Date.now())).toBeLessThan(HOUR);
    });

    it("identifies the CA's key in both certificates", async () => {
      for (const name of ["self_signed_cert.ca", "locally_signed_cert.node"]) {
        writeFileSync(join(folder.path, `${name}.pem`), (await folder.state(`tls_${name}`)).cert_pem);
      }
      const text = (name: string) =>
        execFileSync("openssl", ["x509", "-noout", "-text", "-in", join(folder.path, `${name}.pem`)], {
          encoding: "utf8",
        });
      const id = (identifier: string, printed: string) =>
        printed.match(new RegExp(`${identifier} Key Identifier:\\s+(?:keyid:)?([0-9A-F:]{59})`))?.[1];
      const subjectKeyId = id("Subject", text("self_signed_cert.ca"));
      const key = createPublicKey((await folder.state("tls_private_key.ca")).public_key_pem);
      const bits = key.export({ type: "spki", format: "der" }).subarray(-32);
      // the published provider hashes the bits of an Ed25519 key as an ASN.1 octet string
      const digest = createHash("sha1")
        .update(Buffer.from([4, 32]))
        .update(bits)
        .digest("hex");
      expect(subjectKeyId?.replaceAll(":", "").toLowerCase()).toBe(digest);
      expect(id("Authority", text("locally_signed_cert.node"))).toBe(subjectKeyId);
      expect(id("Subject", text("locally_signed_cert.node"))).toBeUndefined();
    });

    it("has nothing to do afterwards", async () => {
      expect((await folder.plan()).changes).toEqual({});
    });

    it("replaces what hangs on a replaced key or CA", async () => {
      expect((await folder.plan(undefined, ["-replace=tls_private_key.ca"])).changes).toEqual({
        "tls_private_key.ca": "replace",
        "tls_self_signed_cert.ca": "replace",
        "tls_locally_signed_cert.node": "replace",
      });
      expect((await folder.plan(undefined, ["-replace=tls_self_signed_cert.ca"])).changes).toEqual({
        "tls_self_signed_cert.ca": "replace",
        "tls_locally_signed_cert.node": "replace",
      });
    });

    it("replaces on every argument but early_renewal_hours", async () => {
      const leaf = async (parameters: string) =>
        (await folder.plan(chain(parameters))).changes["tls_locally_signed_cert.node"];
      expect(await leaf("early_renewal_hours = 2")).toBe("update");
      expect(await leaf("set_subject_key_id = true")).toBe("replace");
      expect(await leaf("is_ca_certificate = true")).toBe("replace");
      const empty = chain().replace('common_name  = "Plumbline CA"', 'common_name = "Other CA"');
      expect((await folder.plan(empty)).changes["tls_self_signed_cert.ca"]).toBe("replace");
    });

    it("gives no list and an empty list the same certificate", async () => {
      const empty = chain().replace("is_ca_certificate     = true", "is_ca_certificate = true\ndns_names = []");
      expect((await folder.plan(empty)).changes["tls_self_signed_cert.ca"]).toBe("update");
    });

    it("changes early_renewal_hours in place, and renews when the hours are passed", async () => {
      const { id } = await folder.state("tls_locally_signed_cert.node");
      await folder.apply(chain("early_renewal_hours = 23"));
      expect(await folder.state("tls_locally_signed_cert.node")).toMatchObject({
        id,
        early_renewal_hours: 23,
        ready_for_renewal: false,
      });

      // raised past the whole validity: due in this very plan
      const raised = await folder.plan(chain("early_renewal_hours = 25"));
      expect(raised.changes).toEqual({ "tls_locally_signed_cert.node": "replace" });
      expect(raised.change("tls_locally_signed_cert.node").replace_paths).toEqual([["ready_for_renewal"]]);
      await folder.apply();
      const renewed = await folder.state("tls_locally_signed_cert.node");
      expect(renewed.id).not.toBe(id);
      expect(renewed.ready_for_renewal).toBe(false);

      // the new one is due at once, too: found by the read of the next plan, or without it
      expect((await folder.plan()).changes).toEqual({ "tls_locally_signed_cert.node": "replace" });
      expect((await folder.plan(undefined, ["-refresh=false"])).changes).toEqual({
        "tls_locally_signed_cert.node": "replace",
      });
      await folder.terraform(["apply", "-auto-approve", "-refresh-only"]);
      expect(await folder.state("tls_locally_signed_cert.node")).toMatchObject({
        id: renewed.id,
        ready_for_renewal: true,
      });
    });
  });

  it("renews a self-signed certificate as well", async () => {
    await folder.apply(
      chain().replace("validity_period_hours = 48", "validity_period_hours = 48\nearly_renewal_hours = 48"),
    );
    await folder.terraform(["apply", "-auto-approve", "-refresh-only"]);
    expect(await folder.state("tls_self_signed_cert.ca")).toMatchObject({ ready_for_renewal: true });
    expect((await folder.plan()).changes).toEqual({
      "tls_self_signed_cert.ca": "replace",
      "tls_locally_signed_cert.node": "replace",
    });
  });

  it("only warns of a signer that is no CA", async () => {
    await folder.configure(
      chain()
        .replace("is_ca_certificate     = true", "")
        .replace('subject {\n      common_name  = "Plumbline CA"', 'subject {\n      common_name = "No CA"'),
    );
    const { failed, text } = await folder.outcome(["apply", "-auto-approve"]);
    expect(failed).toBe(false);
    expect(text).toContain("Warning: the signer is no certificate authority");
  });

  it("reads certificates from a text and from a server", async () => {
    await folder.apply(chain());
    const { cert_pem } = await folder.state("tls_locally_signed_cert.node");
    const ca = (await folder.state("tls_self_signed_cert.ca")).cert_pem;
    const { private_key_pem } = await folder.state("tls_private_key.node");
    const server = createServer({ key: private_key_pem, cert: cert_pem + ca });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = `tls://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sources = (verify: boolean) => `${chain()}
      data "tls_certificate" "text" { content = tls_locally_signed_cert.node.cert_pem }
      data "tls_certificate" "server" {
        url          = "${address}"
        verify_chain = ${verify}
      }
    `;
    try {
      await folder.apply(sources(false));
      const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint.replaceAll(":", "").toLowerCase();
      const { certificates } = await folder.state("data.tls_certificate.server");
      expect(certificates).toMatchObject([
        { cert_pem: ca, is_ca: true, subject: "CN=Plumbline CA,O=Plumbline" },
        { cert_pem, is_ca: false, issuer: "CN=Plumbline CA,O=Plumbline", sha1_fingerprint: fingerprint(cert_pem) },
      ]);
      const [read] = (await folder.state("data.tls_certificate.text")).certificates;
      expect(read).toEqual(certificates[1]);
      expect(read).toMatchObject({ signature_algorithm: "Ed25519", public_key_algorithm: "ECDSA", version: 3 });

      await folder.configure(sources(true));
      expect(await folder.outcome(["plan"])).toMatchObject({ failed: true, text: expect.stringContaining("x509") });
    } finally {
      server.close();
    }
  });
});
