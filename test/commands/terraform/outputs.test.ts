// @module-tag tools
// @module-tag needs/terraform
// @module-tag needs/ssh
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Failure } from "../../../commands/cli/command";
import { type Outputs, readOutputs } from "../../../commands/terraform/outputs";
import { deployOutputs, HOST_KEY, makeKey, sampleNode, sampleOutputs } from "../deployed-stack";
import { Project, STACK } from "../project";

describe("outputs of a stack", () => {
  let project: Project;
  let key: string;
  beforeEach(() => {
    project = new Project();
    key = makeKey(project.folder, "deployer").privateKey;
  });
  afterEach(() => {
    binary = {};
    project.remove();
  });

  const stack = () => ({ name: STACK, folder: project.stackFolder, relativeFolder: `cdktf.out/stacks/${STACK}` });
  let binary: NodeJS.ProcessEnv = {};
  const read = (...names: (keyof Outputs)[]) => readOutputs(stack(), { ...project.env, ...binary }, ...names);
  const failure = async (...names: (keyof Outputs)[]): Promise<string> => {
    const error = await read(...names).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(Failure);
    const { message, hints } = error as Failure;
    return [message, ...hints].join("\n");
  };

  it("are read from Terraform's state as they were deployed", async () => {
    const outputs = sampleOutputs(key);
    deployOutputs(project, outputs);
    expect(await read("information", "nodes", "unattended", "expectations", "secrets")).toEqual(outputs);
  });

  it("have no nodes without steps where a stack says nothing of such", async () => {
    const { unattended: _, ...outputs } = sampleOutputs(key);
    deployOutputs(project, outputs);
    expect((await read("unattended")).unattended).toEqual({});
  });

  it("take a node without a public address", async () => {
    const nodes = { "EU6::inner": sampleNode({ name: "inner", public_ipv4: null }) };
    deployOutputs(project, { nodes });
    expect((await read("nodes")).nodes["EU6::inner"]?.public_ipv4).toBeNull();
  });

  it("of a stack that was never synthesized are an error that says so", async () => {
    expect(await failure("nodes")).toMatch(/never deployed from this folder.*\n.*npm run deploy/);
  });

  it("of a stack that was synthesized and no more are an error that says so", async () => {
    mkdirSync(project.stackFolder, { recursive: true });
    writeFileSync(join(project.stackFolder, "cdk.tf.json"), "{}");
    expect(await failure("nodes")).toMatch(/stack tiny is not deployed: its state has no outputs/);
  });

  it("of a stack whose backend was never initialised here are an error that names the command", async () => {
    deployOutputs(project, sampleOutputs(key));
    rmSync(join(project.stackFolder, ".terraform"), { recursive: true });
    expect(await failure("nodes")).toMatch(/^stack tiny was never initialised from this folder.*\nnpm run diff/);
  });

  /** A program in Terraform's place that prints a warning first, as OpenTofu does. */
  function warning(then: string): void {
    const program = join(project.folder, "tofu");
    writeFileSync(program, `#!/bin/bash\nprintf '\\nWarning: Unable to open CLI configuration file\\n\\n'\n${then}\n`, {
      mode: 0o755,
    });
    binary = { TERRAFORM_BINARY_NAME: program };
  }

  it("are read behind a warning", async () => {
    deployOutputs(project, sampleOutputs(key));
    warning('exec terraform "$@"');
    expect((await read("nodes")).nodes["EU6::master-sql"]).toEqual(sampleNode());
  });

  it("that are no outputs are an error in the program's words", async () => {
    deployOutputs(project, sampleOutputs(key));
    warning("echo 'the state is elsewhere' >&2");
    expect(await failure("nodes")).toBe(
      "cannot read the outputs of stack tiny: Terraform printed no JSON\n" +
        "Warning: Unable to open CLI configuration file\nthe state is elsewhere",
    );
  });

  it("that Terraform cannot read are an error in Terraform's words", async () => {
    deployOutputs(project, sampleOutputs(key));
    writeFileSync(project.stateFile, "no state");
    expect(await failure("nodes")).toMatch(/cannot read the outputs of stack tiny\n[\s\S]*state/);
  });

  it("of a deployment that broke off are an error that names what is missing", async () => {
    deployOutputs(project, { information: ["half way"] });
    expect(await failure("nodes", "secrets")).toContain("its state has no output nodes, secrets");
    expect((await read("information")).information).toEqual(["half way"]);
  });

  it.each([
    ["a host key of another kind", { host_key: "ssh-rsa AAAAB3Nza" }, "host_key is no Ed25519 public key"],
    ["a host key of two lines", { host_key: `${HOST_KEY}\nssh-ed25519 AAAA` }, "host_key is no Ed25519 public key"],
    ["an address that is none", { public_ipv4: "203.0.113.700" }, "public_ipv4 is no IPv4 address"],
    ["an IPv4 address as IPv6", { ipv6: "203.0.113.7" }, "ipv6 is no IPv6 address"],
    ["a port out of range", { ssh_port: 65536 }, "ssh_port is no port"],
    ["an account that carries an option", { ssh_user: "-oProxyCommand=x" }, "ssh_user is no account"],
    ["a name that is none", { name: "master sql" }, "name is no host name"],
  ])("with %s are refused", async (_, changes, expected) => {
    deployOutputs(project, { nodes: { "EU6::master-sql": sampleNode(changes) } });
    expect(await failure("nodes")).toContain(`nodes.EU6::master-sql.${expected}`);
  });

  it.each([
    ["a role that is none", { role: "primary" }, "mysql.role is not of the kind"],
    ["a database whose name is more than a name", { database: "db`; DROP" }, "mysql.database is no name of a database"],
    ["a source that is no node", { source: "a b" }, "mysql.source is no node id"],
  ])("with expectations of %s are refused", async (_, changes, expected) => {
    const common = {
      role: "source",
      server_id: 1,
      database: "db01",
      populated: true,
      certificate_days: 30,
      settings: {},
    };
    const mysql = { ...common, ...changes };
    const nodes = { "EU6::a": { disks: [], peers: [], mysql } };
    deployOutputs(project, { expectations: { machines: "contextualised", nodes } });
    expect(await failure("expectations")).toContain(`expectations.nodes.EU6::a.${expected}`);
  });

  it("are refused all at once, and no message shows a value", async () => {
    const { nodes } = sampleOutputs(key);
    const { ipv6: _, ...incomplete } = sampleNode();
    const secrets = { deployer_key: "HIDDEN-1", passwords: { a: ["HIDDEN-2"] }, admin_passwords: "HIDDEN-3" };
    deployOutputs(project, { nodes: { ...nodes, "EU6::b": incomplete, "no id": sampleNode() }, secrets });
    const message = await failure("nodes", "secrets");
    expect(message).toContain("nodes.EU6::b.ipv6 is missing");
    expect(message).toContain("nodes.no id is no node id");
    expect(message).toContain("secrets.deployer_key is no OpenSSH key");
    expect(message).toContain("secrets.passwords.a is not of the kind string");
    expect(message).toContain("secrets.admin_passwords is not of the kind Object");
    expect(message).not.toContain("HIDDEN");
  });
});
