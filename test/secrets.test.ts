// @module-tag unit
// No secret is text in what is synthesized: each is a reference, and stands nowhere that others can read it.
import { describe, expect, it } from "vitest";
import { editedPlan, synthesizePlan } from "./stacks/synthesized-plan";

const { terraform, files } = synthesizePlan(
  editedPlan(["    databases:\n", "    users: [{name: reader, on: db01, rights: [SELECT]}]\n    databases:\n"]),
);

/** Attributes that hold a secret. */
const SECRET = /random_password\.\w+\.result|\.private_key(_pem|_openssh|_pem_pkcs8)?\b/;

interface Place {
  readonly path: readonly string[];
  readonly text: string;
}

function strings(value: unknown, path: readonly string[] = []): Place[] {
  if (typeof value === "string") {
    return [{ path, text: value }];
  }
  if (typeof value !== "object" || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, item]) => strings(item, [...path, key]));
}

const places = strings(terraform).filter(({ text }) => SECRET.test(text));

describe("a secret", () => {
  it("stands in the output at all, or this test means nothing", () => {
    expect(places.length).toBeGreaterThan(20);
  });

  it("is used in no other place than these", () => {
    const kinds = places.map(({ path }) =>
      path
        .map((part) => (/^\d+$/.test(part) ? "#" : part))
        .filter((_, index) => index !== 2)
        .join(" > "),
    );
    expect([...new Set(kinds)].sort()).toEqual([
      "locals > EU6_sql1_configure_files",
      "locals > NA9_sql2_configure_files",
      "locals > replication_sql_NA9_sql2_link_files",
      "locals > replication_sql_NA9_sql2_seed_files",
      "locals > replication_sql_source_files",
      "output > secrets > admin_passwords > EU6::sql1",
      "output > secrets > admin_passwords > NA9::sql2",
      "output > secrets > deployer_key",
      "output > secrets > passwords > reader at sql",
      "output > secrets > passwords > replicator of sql",
      "resource > ddcloud_server > admin_password",
      "resource > null_resource > connection > private_key",
      "resource > null_resource > provisioner > # > local-exec > environment > ADMIN_PASSWORD",
      "resource > null_resource > provisioner > # > local-exec > environment > DEPLOYER_KEY",
      "resource > null_resource > provisioner > # > local-exec > environment > HOST_KEY_PRIVATE",
      "resource > tls_cert_request > private_key_pem",
      "resource > tls_locally_signed_cert > ca_private_key_pem",
      "resource > tls_self_signed_cert > private_key_pem",
    ]);
  });

  it("is in an output only where that is sensitive", () => {
    expect(terraform.output.secrets.sensitive).toBe(true);
    const open = Object.entries<{ sensitive?: boolean }>(terraform.output).filter(([, { sensitive }]) => !sensitive);
    expect(strings(Object.fromEntries(open)).filter(({ text }) => SECRET.test(text))).toEqual([]);
  });

  it("is in no trigger and in no command", () => {
    const shown = places.filter(
      ({ path }) => path.includes("triggers") || path.includes("command") || path.includes("inline"),
    );
    expect(shown).toEqual([]);
  });

  it("is in no user-data: a function of the node alone", () => {
    const data = Object.keys(files).filter((path) => path.includes("/boot/"));
    expect(data.length).toBe(6);
    // Terraform fills in nothing there
    expect(data.filter((path) => path.endsWith(".tftpl"))).toEqual([]);
  });

  it("is in no file as text: what looks like one is a variable", () => {
    for (const [path, text] of Object.entries(files)) {
      expect(text, path).not.toMatch(/-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}/);
      for (const [, value] of text.matchAll(/^\s*(?:password|SOURCE_PASSWORD)\s*=\s*(.+)$/gim)) {
        if (path.endsWith(".tftpl")) {
          expect(value, path).toMatch(/\$\{\w+\}/);
        }
      }
    }
  });

  it("of the platform comes from the environment alone", () => {
    for (const provider of terraform.provider.ddcloud) {
      expect(Object.keys(provider)).not.toContain("username");
      expect(Object.keys(provider)).not.toContain("password");
    }
    expect(Object.keys(terraform.variable).sort()).toEqual(["endpoints", "retry_delay", "ssh_port"]);
  });
});
