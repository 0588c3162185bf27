import { execFileSync } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerMirror } from "../../../lab/providers/mirror";
import { type Problem, WorkingFolder } from "./working-folder";

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
      expect(subjectKeyId).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
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

  describe("with keys of every algorithm", () => {
    const KEYS = {
      RSA: { pem: "RSA PRIVATE KEY", openssh: /^ssh-rsa \S+\n$/ },
      ECDSA: { pem: "EC PRIVATE KEY", openssh: /^ecdsa-sha2-nistp384 \S+\n$/ },
      ED25519: { pem: "PRIVATE KEY", openssh: /^ssh-ed25519 \S+\n$/ },
    };

    beforeAll(() =>
      folder.apply(`
        resource "tls_private_key" "RSA" { algorithm = "RSA" }
        resource "tls_private_key" "ECDSA" {
          algorithm   = "ECDSA"
          ecdsa_curve = "P384"
        }
        resource "tls_private_key" "ED25519" { algorithm = "ED25519" }
        resource "tls_private_key" "P224" { algorithm = "ECDSA" }
        data "tls_public_key" "pem" { private_key_pem = tls_private_key.RSA.private_key_pem_pkcs8 }
        data "tls_public_key" "openssh" { private_key_openssh = tls_private_key.ED25519.private_key_openssh }
      `),
    );

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
  });

  describe("on what does not fit", () => {
    const KEY = 'resource "tls_private_key" "k" { algorithm = "ED25519" }\n';

    const certificate =
      (parameters: Record<string, string>, blocks = 'subject { common_name = "c" }') =>
      (title: string) => {
        const usual = {
          private_key_pem: "tls_private_key.k.private_key_pem",
          validity_period_hours: "1",
          allowed_uses: '["server_auth"]',
        };
        const lines = Object.entries({ ...usual, ...parameters }).map(([argument, value]) => `${argument} = ${value}`);
        return `resource "tls_self_signed_cert" "${title}" {\n${lines.join("\n")}\n${blocks}\n}\n`;
      };

    type Unfit = Record<string, [configuration: (title: string) => string, message: string]>;

    const UNFIT_TO_APPLY: Unfit = {
      "a key that is no PEM": [certificate({ private_key_pem: '"no key"' }), "found no PEM block"],
      "a key in the form of OpenSSH": [
        certificate({ private_key_pem: "tls_private_key.k.private_key_openssh" }),
        '"OPENSSH PRIVATE KEY" is not a private key',
      ],
      "a CA without a subject": [certificate({ is_ca_certificate: "true" }, ""), "needs a subject"],
      "an address that is none": [certificate({ ip_addresses: '["10.0.0.256"]' }), '"10.0.0.256" is no IP address'],
      "an authority key id without a subject key id": [
        certificate({ set_authority_key_id: "true" }),
        "needs an issuer that has a subject key id",
      ],
    };

    const UNFIT_TO_VALIDATE: Unfit = {
      "an unknown use": [certificate({ allowed_uses: '["server"]' }), 'got: "server"'],
      "two subjects": [certificate({}, "subject {}\nsubject {}"), "at most 1"],
      "a negative validity": [certificate({ validity_period_hours: "-1" }), "at least 0"],
      "an unknown algorithm": [
        (title) => `resource "tls_private_key" "${title}" { algorithm = "DSA" }\n`,
        'got: "DSA"',
      ],
      "an unknown curve": [
        (title) => `resource "tls_private_key" "${title}" {\nalgorithm = "ECDSA"\necdsa_curve = "P192"\n}\n`,
        'got: "P192"',
      ],
      "two private keys for one public key": [
        (title) => `data "tls_public_key" "${title}" {\nprivate_key_pem = "a"\nprivate_key_openssh = "b"\n}\n`,
        "one (and only one) of",
      ],
      "no private key for a public key": [(title) => `data "tls_public_key" "${title}" {}\n`, "No attribute specified"],
    };

    const name = (title: string) => title.replaceAll(" ", "_");
    const every = (unfit: Unfit) =>
      KEY +
      Object.entries(unfit)
        .map(([title, [configuration]]) => configuration(name(title)))
        .join("");

    const found: Record<"apply" | "validate", Problem[]> = { apply: [], validate: [] };

    beforeAll(async () => {
      await folder.configure(every(UNFIT_TO_APPLY));
      await folder.plan();
      found.apply = await folder.problems("apply");
      await folder.configure(every(UNFIT_TO_VALIDATE));
      found.validate = await folder.problems("validate");
    });

    const told = (problems: Problem[], title: string) =>
      problems
        .filter(({ place }) => place.includes(`${name(title)} `) || place.includes(`"${name(title)}"`))
        .map(({ text }) => text);

    it.each(Object.entries(UNFIT_TO_APPLY))("fails to apply, not to plan, %s", (title, [, message]) => {
      expect(told(found.apply, title).join("\n")).toContain(message);
    });

    it("keeps nothing of what failed", async () => {
      expect((await folder.resources()).map(({ address }) => address)).toEqual(["tls_private_key.k"]);
    });

    it.each(Object.entries(UNFIT_TO_VALIDATE))("fails to validate %s", (title, [, message]) => {
      expect(told(found.validate, title).join("\n")).toContain(message);
    });

    it("fails to validate a proxy of two kinds", async () => {
      await folder.configure(`${KEY}provider "tls" {\nproxy {\nurl = "http://127.0.0.1:1"\nfrom_env = true\n}\n}\n`);
      const [problem] = await folder.problems("validate");
      expect(problem?.text).toContain("proxy[0].from_env");
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
