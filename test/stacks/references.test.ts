// @module-tag unit
import { describe, expect, it } from "vitest";
import { editedPlan, synthesizePlan } from "./synthesized-plan";

const INFORMATION = "\ninformation:\n  - ";

/** What is synthesized of a plan whose information begins with these lines. */
function shown(...lines: readonly string[]) {
  const text = lines.map((line) => `${JSON.stringify(line)}\n  - `).join("");
  const { terraform } = synthesizePlan(editedPlan([INFORMATION, `\ninformation:\n  - ${text}`]));
  return { terraform, information: terraform.output.information.value.slice(0, lines.length) as string[] };
}

describe("information", () => {
  it("shows a secret as the command that reveals it", () => {
    const { terraform, information } = shown(
      ...["root: {{ mysql_root.secret }}", "{{ secret.mysql_root.sha256 }}", "{{ rsa_private.key }}"],
    );
    expect(information).toEqual([
      "root: npm run secrets -- mysql_root.secret",
      "npm run secrets -- secret.mysql_root.sha256",
      "npm run secrets -- key.rsa_private",
    ]);
    const { values } = terraform.output.secrets.value;
    expect(terraform.output.secrets.sensitive).toBe(true);
    expect(values).toEqual({
      "key.rsa_private": "${trimspace(tls_private_key.values_key_rsa.private_key_pem)}",
      "mysql_root.secret": "${random_password.values_mysql_root_secret.result}",
      "secret.mysql_root.sha256": "${sha256(random_password.values_mysql_root_secret.result)}",
    });
    expect(terraform.resource.tls_private_key.values_key_rsa).toMatchObject({ algorithm: "RSA", rsa_bits: 2048 });
  });

  it("shows what everyone may know", () => {
    const { information, terraform } = shown(
      ...["{{ x.uuid }}", "{{ ed25519_public.key }}", "{{ rsa_public.local }}", "{{ EU6::sql1.private_host }}"],
    );
    expect(information).toEqual([
      "${random_uuid.values_x_uuid.result}",
      "${trimspace(tls_private_key.values_key_ed25519.public_key_openssh)}",
      "${local.ssh_deployer_public}",
      `\${replace(${terraform.output.nodes.value["EU6::sql1"].private_ipv4.slice(2, -1)}, ".", "-")}`,
    ]);
  });

  it("names the variable of what whoever deploys must give", () => {
    const { terraform, information } = shown(
      ...["{{ environment.AWS-KEY }}", "{{ credentials.password }}", "{{ shared.secret }}"],
    );
    const variables = Object.keys(terraform.variable).filter((name) => /^(environment|credentials|shared)_/.test(name));
    expect(information.toSorted()).toEqual(variables.map((name) => `$TF_VAR_${name}`));
    expect(variables).toEqual([
      "credentials_password",
      expect.stringMatching(/^environment_AWS_KEY_[0-9a-f]{6}$/),
      "shared_secret",
    ]);
    for (const name of variables) {
      expect(terraform.variable[name]).toMatchObject({ sensitive: true, nullable: false });
      expect(terraform.variable[name]).not.toHaveProperty("default");
    }
  });

  it("keeps names apart that Terraform would spell alike", () => {
    const { values } = shown("{{ a.b.secret }}", "{{ a-b.secret }}", "{{ a_b.secret }}").terraform.output.secrets.value;
    expect(new Set(Object.values(values)).size).toBe(3);
  });
});
