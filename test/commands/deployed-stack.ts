import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DeployedNode, Outputs } from "../../commands/terraform/outputs";
import { type Project, STACK } from "./project";

/** An Ed25519 key pair as ssh-keygen makes it. */
export function makeKey(folder: string, name: string): { readonly privateKey: string; readonly publicKey: string } {
  const path = join(folder, name);
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path]);
  return { privateKey: readFileSync(path, "utf8"), publicKey: readFileSync(`${path}.pub`, "utf8").trim() };
}

export const HOST_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBase64OfAKeyThatNobodyHasMadeUpForReal00";

export function sampleNode(changes: Partial<DeployedNode> = {}): DeployedNode {
  return {
    name: "master-sql",
    location: "EU6",
    public_ipv4: "203.0.113.7",
    private_ipv4: "10.1.0.6",
    ipv6: "2001:db8:a::7",
    host_key: HOST_KEY,
    ssh_user: "ubuntu",
    ssh_port: 22,
    ...changes,
  };
}

/** What a deployed stack gives, with two nodes at two locations. */
export function sampleOutputs(deployerKey: string): Outputs {
  return {
    information: ["MySQL replication from EU6 to NA9", 'source: npm run ssh -- master-sql, then "mysql"'],
    nodes: {
      "EU6::master-sql": sampleNode(),
      "NA9::slave-sql": sampleNode({
        name: "slave-sql",
        location: "NA9",
        public_ipv4: "198.51.100.9",
        private_ipv4: "10.2.0.6",
        ipv6: "2001:db8:b::9",
      }),
    },
    unattended: {},
    // these nodes do not exist
    expectations: { machines: "left out", nodes: {} },
    replications: {},
    secrets: {
      deployer_key: deployerKey,
      passwords: { replicator: "Replicator-secret-1", "db01-reader": "Reader-secret-2" },
      admin_passwords: { "EU6::master-sql": "Admin-secret-3", "NA9::slave-sql": "Admin-secret-4" },
      values: {
        "mysql_root.secret": "Root-secret-5",
        "secret.mysql_root.sha256": "6fd1",
        "key.rsa_private": "-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----",
      },
    },
  };
}

/** Deploys outputs with the real Terraform: as JSON by hand, no provider. */
export function deployOutputs(project: Project, outputs: Readonly<Record<string, unknown>>): void {
  mkdirSync(project.stackFolder, { recursive: true });
  const output = Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, { value, sensitive: name === "secrets" }]),
  );
  const text = JSON.stringify({
    terraform: { backend: { local: { path: `../../../state/terraform.${STACK}.tfstate` } } },
    output,
  });
  writeFileSync(join(project.stackFolder, "cdk.tf.json"), text);
  const terraform = (...args: string[]) =>
    execFileSync("terraform", args, { cwd: project.stackFolder, env: project.env, stdio: "pipe" });
  terraform("init", "-input=false");
  terraform("apply", "-auto-approve", "-input=false");
}
