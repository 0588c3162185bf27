// @module-tag unit
import { describe, expect, it } from "vitest";
import { CertificateAuthority } from "../../../constructs/identity/certificate-authority";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { refused, scratch, synthesize } from "../synthesized";

describe("the certificate authority", () => {
  it("is valid for as long as the props say, and renewed before what it signs could outlive it", () => {
    const { terraform } = synthesize((app) => {
      const stack = new PlumblineStack(app, "test", {
        certificates: { days: 100, renewBefore: 10, authorityDays: 1000 },
      });
      stack.deployment.authority.certificateFor(stack, "db", "2001:db8::1");
      return stack;
    });
    expect(terraform.resource.tls_self_signed_cert.authority).toMatchObject({
      is_ca_certificate: true,
      validity_period_hours: 24_000,
      early_renewal_hours: 2_400,
    });
    expect(terraform.resource.tls_locally_signed_cert.tls_certificate).toMatchObject({
      validity_period_hours: 2_400,
      early_renewal_hours: 240,
      allowed_uses: ["digital_signature", "server_auth", "client_auth"],
    });
  });

  it("is not made where nobody needs it", () => {
    const { terraform } = synthesize((app) => new PlumblineStack(app, "test"));
    expect(terraform.resource).not.toHaveProperty("tls_self_signed_cert");
  });

  it.each([
    [{ days: 0 }, "a validity is 0 days; give whole days from 1 up"],
    [{ days: 1.5 }, "a validity is 1.5 days"],
    [{ days: 30, renewBefore: 30 }, "certificates are valid 30 days and renewed 30 days before; renew later"],
    [{ days: 400, authorityDays: 300 }, "the authority is valid 300 days, less than the 400 days of what it signs"],
  ])("refuses %j", (props, message) => {
    expect(refused(() => new CertificateAuthority(new PlumblineStack(scratch(), "test"), "authority", props))).toMatch(
      message,
    );
  });
});
