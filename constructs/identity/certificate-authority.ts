import { CertRequest } from "@cdktf/provider-tls/lib/cert-request";
import { LocallySignedCert } from "@cdktf/provider-tls/lib/locally-signed-cert";
import { PrivateKey } from "@cdktf/provider-tls/lib/private-key";
import { SelfSignedCert } from "@cdktf/provider-tls/lib/self-signed-cert";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { CERTIFICATES } from "../../platform/baseline/certificates";
import type { ApplyValue } from "../../templates/apply-value";
import { refuse } from "../words/refusal";

export interface CertificateAuthorityProps {
  /**
   * Days for which a node's certificate is valid.
   * @default 365
   */
  readonly days?: number;
  /**
   * Days before its expiry when a certificate is renewed: a plan then shows it, and an apply replaces it in place.
   * @default 30
   */
  readonly renewBefore?: number;
  /**
   * Days for which the authority's own certificate is valid.
   * @default 3650
   */
  readonly authorityDays?: number;
}

/** What a node needs to prove its identity and to check others: PEM texts. */
export interface Certificate {
  readonly authority: ApplyValue;
  readonly certificate: ApplyValue;
  /** PKCS#8. */
  readonly key: ApplyValue;
}

const HOURS = 24;

/** A private certificate authority for the connections between databases. Its key never leaves Terraform's state. */
export class CertificateAuthority extends Construct {
  private readonly key: PrivateKey;
  private readonly certificate: SelfSignedCert;
  private readonly days: number;
  /** Days before its expiry when a certificate is renewed. */
  readonly renewBefore: number;

  constructor(scope: Construct, id: string, props: CertificateAuthorityProps = {}) {
    super(scope, id);
    this.days = props.days ?? CERTIFICATES.days;
    this.renewBefore = props.renewBefore ?? CERTIFICATES.renewBefore;
    const authorityDays = props.authorityDays ?? CERTIFICATES.authorityDays;
    refuse(scope, id, [
      ...[this.days, this.renewBefore, authorityDays].map(
        (days) => !(Number.isInteger(days) && days >= 1) && `a validity is ${days} days; give whole days from 1 up`,
      ),
      this.renewBefore >= this.days &&
        `certificates are valid ${this.days} days and renewed ${this.renewBefore} days before; renew later`,
      authorityDays < this.days &&
        `the authority is valid ${authorityDays} days, less than the ${this.days} days of what it signs`,
    ]);
    this.key = new PrivateKey(this, "key", { algorithm: "ECDSA", ecdsaCurve: "P256" });
    this.certificate = new SelfSignedCert(this, "Resource", {
      privateKeyPem: this.key.privateKeyPem,
      isCaCertificate: true,
      subject: [{ commonName: `${TerraformStack.of(this).node.id} certificate authority`, organization: "Plumbline" }],
      allowedUses: ["cert_signing", "crl_signing"],
      validityPeriodHours: authorityDays * HOURS,
      // no certificate may outlive the authority that signed it
      earlyRenewalHours: this.days * HOURS < authorityDays * HOURS ? this.days * HOURS : this.renewBefore * HOURS,
    });
  }

  /**
   * A server certificate whose SAN contains the node's name and IPv6 address.
   * @param scope the node
   * @param ipv6 canonical address, as an expression
   */
  certificateFor(scope: Construct, name: string, ipv6: string): Certificate {
    const key = new PrivateKey(scope, "tls_key", { algorithm: "ECDSA", ecdsaCurve: "P256" });
    const request = new CertRequest(scope, "tls_request", {
      privateKeyPem: key.privateKeyPem,
      subject: [{ commonName: name }],
      dnsNames: [name],
      ipAddresses: [ipv6],
    });
    const certificate = new LocallySignedCert(scope, "tls_certificate", {
      certRequestPem: request.certRequestPem,
      caPrivateKeyPem: this.key.privateKeyPem,
      caCertPem: this.certificate.certPem,
      allowedUses: ["digital_signature", "server_auth", "client_auth"],
      validityPeriodHours: this.days * HOURS,
      earlyRenewalHours: this.renewBefore * HOURS,
    });
    const until = { label: "certificate valid until", value: certificate.validityEndTime };
    return {
      authority: {
        name: "authority",
        expression: this.certificate.certPem,
        trigger: { label: "authority valid until", value: this.certificate.validityEndTime },
      },
      certificate: { name: "certificate", expression: certificate.certPem, trigger: until },
      key: { name: "certificate_key", expression: key.privateKeyPemPkcs8, trigger: until },
    };
  }
}
