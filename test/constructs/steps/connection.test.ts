// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/ssh
// @module-tag needs/sshd
// With the real Terraform and a real sshd: what a step logs in with.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { providerMirror } from "../../../lab/providers/mirror";
import { makeKey } from "../../commands/deployed-stack";
import { SshServer } from "../../commands/ssh-server";
import { nodeIn, oneNetwork, synthesize } from "../synthesized";

interface Connection {
  readonly type: string;
  readonly [argument: string]: unknown;
}

/** The connections of all steps of a node. */
function connections(): Connection[] {
  const { terraform } = synthesize((app) => {
    const { stack, network } = oneNetwork(app);
    nodeIn(network, "front");
    return stack;
  });
  return Object.values(terraform.resource.null_resource as Record<string, { connection?: Connection }>).flatMap(
    ({ connection }) => connection ?? [],
  );
}

describe("the connection of a step", () => {
  it("is told by every step, and asks no agent", () => {
    const all = connections();
    expect(all.length).toBeGreaterThan(2);
    expect(all.filter(({ agent }) => agent !== "false")).toEqual([]);
  });
});

describe("the connection of a step in Terraform", () => {
  let folder: string;
  let server: SshServer;
  let environment: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-connection-"));
    const deployer = makeKey(folder, "deployer");
    const host = makeKey(folder, "host");
    server = await SshServer.start(folder, "host", deployer.publicKey);
    const { cliConfig } = await providerMirror({ root: resolve(__dirname, "../../..") });
    environment = { ...process.env, TF_CLI_CONFIG_FILE: cliConfig, CHECKPOINT_DISABLE: "1" };
    const [connection] = connections();
    const here = {
      host: "127.0.0.1",
      port: server.port,
      user: server.user,
      private_key: deployer.privateKey,
      host_key: host.publicKey,
      script_path: join(folder, "terraform_%RAND%.sh"),
      timeout: "30s",
    };
    const step = {
      connection: { ...connection, ...here },
      provisioner: [{ "remote-exec": { inline: [`touch ${join(folder, "was-here")}`] } }],
    };
    const configuration = {
      terraform: { required_providers: { null: { source: "hashicorp/null" } } },
      resource: { null_resource: { step } },
    };
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(configuration));
  });
  afterAll(() => {
    server.stop();
    rmSync(folder, { recursive: true });
  });

  const terraform = (words: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    execFileSync("terraform", words, {
      cwd: folder,
      env: { ...environment, ...more },
      encoding: "utf8",
      stdio: "pipe",
    });

  it("stands where SSH_AUTH_SOCK names an agent that is gone", () => {
    terraform(["init", "-input=false"]);
    const said = terraform(["apply", "-auto-approve", "-input=false", "-no-color"], {
      SSH_AUTH_SOCK: join(folder, "gone"),
    });
    expect(said).toContain("Apply complete! Resources: 1 added");
  });
});
