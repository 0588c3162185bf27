// @module-tag tools
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { CloudOptions } from "../../lab/cloud/cloud";
import { Terminal } from "./cli/terminal";
import { PopulatedCloud } from "./populated-cloud";
import { Project } from "./project";

const PASSWORD = "a-password-that-is-shown-nowhere";
const DOMAIN = "${ddcloud_networkdomain.EU6.id}";

/** What a synthesis of the plan would want, as far as orphans are held against it. */
const RESOURCES = {
  ddcloud_networkdomain: { EU6: { name: "Tiny", datacenter: "EU6" } },
  ddcloud_vlan: {
    EU6_front: { name: "front", networkdomain: DOMAIN, ipv4_base_address: "10.1.0.0", ipv4_prefix_size: 24 },
  },
  ddcloud_server: { EU6_web: { name: "web", networkdomain: DOMAIN } },
  ddcloud_nat: {
    EU6_web_nat: { private_ipv4: "${ddcloud_server.EU6_web.primary_adapter_ipv4}", networkdomain: DOMAIN },
  },
  ddcloud_firewall_rule: { EU6_web_tcp_22: { name: "web.tcp_22", networkdomain: DOMAIN } },
};

describe("orphans", () => {
  let project: Project;
  let platform: PopulatedCloud;

  beforeEach(async () => {
    project = new Project();
    platform = new PopulatedCloud(PASSWORD);
    await platform.cloud.listen();
    initialise();
  });

  afterEach(async () => {
    await platform.cloud.stop();
    project.remove();
  });

  /** A stack that Terraform has been initialised for, and what its configuration wants. */
  function initialise(): void {
    const file = join(project.stackFolder, "cdk.tf.json");
    const terraform = { backend: { local: { path: "../../../state/terraform.tiny.tfstate" } } };
    mkdirSync(project.stackFolder, { recursive: true });
    writeFileSync(file, JSON.stringify({ terraform }));
    execFileSync("terraform", ["init", "-input=false"], { cwd: project.stackFolder, env: project.env, stdio: "pipe" });
    writeFileSync(file, JSON.stringify({ terraform, resource: RESOURCES }));
  }

  /** Writes what a deployment leaves behind: the resources' attributes by their address. */
  function writeState(deployed: Readonly<Record<string, Readonly<Record<string, string>>>>): void {
    const provider = 'provider["registry.terraform.io/dimensiondataresearch/ddcloud"].eu';
    const resources = Object.entries(deployed).map(([address, attributes]) => {
      const [type, name] = address.split(".");
      return { mode: "managed", type, name, provider, instances: [{ schema_version: 0, attributes }] };
    });
    mkdirSync(join(project.folder, "state"), { recursive: true });
    const state = { version: 4, terraform_version: "1.5.0", serial: 1, lineage: "lab", outputs: {}, resources };
    writeFileSync(project.stateFile, JSON.stringify(state));
  }

  async function orphans(...args: string[]) {
    const finished = await project.run("orphans", args, platform.environment);
    expect(finished.stdout + finished.stderr).not.toContain(PASSWORD);
    return finished;
  }

  /** Kind, name and what can be done, of each. */
  async function named(): Promise<string[]> {
    const { stdout } = await orphans("--json");
    return JSON.parse(stdout).orphans.map(
      ({ kind, name, adopt }: { kind: string; name: string; adopt?: object }) =>
        `${kind} ${name}: ${adopt ? "import" : "delete"}`,
    );
  }

  async function restart(settings: CloudOptions["settings"]): Promise<void> {
    await platform.cloud.stop();
    platform = new PopulatedCloud(PASSWORD, { ...(settings && { settings }) });
    await platform.cloud.listen();
  }

  it("finds none where nothing is, and none where the state knows all", async () => {
    expect(await orphans()).toMatchObject({ code: 0, stdout: expect.stringContaining("no orphans at EU6") });

    const domain = await platform.domain("Tiny");
    const vlan = await platform.vlan(domain);
    writeState({ "ddcloud_networkdomain.EU6": { id: domain }, "ddcloud_vlan.EU6_front": { id: vlan } });
    expect(await orphans()).toMatchObject({ code: 0, stderr: "" });
  });

  it("names a VLAN that the state does not know, with its import block and its deletion", async () => {
    const domain = await platform.domain("Tiny");
    const vlan = await platform.vlan(domain);
    writeState({ "ddcloud_networkdomain.EU6": { id: domain } });
    const { code, stdout } = await orphans();
    expect(code).toBe(1);
    expect(stdout).toContain(`EU6  VLAN front (NORMAL, ${vlan})\n`);
    expect(stdout).toContain("adopt it: write this into cdktf.out/stacks/tiny/adopted.tf, npm run deploy");
    expect(stdout).toContain(`  import {\n         to = ddcloud_vlan.EU6_front\n         id = "${vlan}"\n       }\n`);
    expect(stdout).toContain(`or delete it: npm run orphans -- --delete ${vlan}\n`);
    expect(stdout).toContain("1 orphan at EU6");
  });

  it("tells programs the same as JSON", async () => {
    const domain = await platform.domain("Tiny");
    const { code, stdout } = await orphans("--json", "--plan", "fittings.yaml");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      orphans: [
        {
          ...{ kind: "network domain", id: domain, name: "Tiny", location: "EU6", state: "NORMAL" },
          address: "ddcloud_networkdomain.EU6",
          adopt: {
            file: "cdktf.out/stacks/tiny/adopted.tf",
            block: `import {\n  to = ddcloud_networkdomain.EU6\n  id = "${domain}"\n}\n`,
            changes: [],
          },
          delete: `npm run orphans -- --plan fittings.yaml --delete ${domain}`,
        },
      ],
    });
  });

  it("names everything where the state is lost, in the order in which it can be deleted", async () => {
    const domain = await platform.domain("Tiny");
    const server = await platform.server(domain, await platform.vlan(domain));
    await platform.publicIpBlock(domain);
    await platform.natRule(domain, platform.addressOf(server));
    await platform.firewallRule(domain, "web.tcp_22");
    await platform.addressList(domain, "operators");
    await platform.portList(domain, "ports");
    expect(await named()).toEqual([
      "firewall rule web.tcp_22: delete",
      expect.stringMatching(/^NAT rule \S+ for 10\.1\.0\.\d+: delete$/),
      "server web: delete",
      "address list operators: delete",
      "port list ports: delete",
      "VLAN front: import",
      expect.stringMatching(/^public IP block \S+ \(2 addresses\): delete$/),
      "network domain Tiny: import",
    ]);
  });

  it("adopts a NAT rule of a server that the state knows", async () => {
    const domain = await platform.domain("Tiny");
    const vlan = await platform.vlan(domain);
    const server = await platform.server(domain, vlan);
    await platform.publicIpBlock(domain);
    await platform.natRule(domain, platform.addressOf(server));
    writeState({
      "ddcloud_networkdomain.EU6": { id: domain },
      "ddcloud_vlan.EU6_front": { id: vlan },
      "ddcloud_server.EU6_web": { id: server, primary_adapter_ipv4: platform.addressOf(server) },
    });
    // the block comes and goes with the network domain, which is known
    expect(await named()).toEqual([expect.stringMatching(/^NAT rule \S+ for 10\.1\.0\.\d+: import$/)]);
  });

  it("says why a server cannot be adopted", async () => {
    const domain = await platform.domain("Tiny");
    const vlan = await platform.vlan(domain);
    await platform.server(domain, vlan);
    writeState({ "ddcloud_networkdomain.EU6": { id: domain }, "ddcloud_vlan.EU6_front": { id: vlan } });
    const { stdout } = await orphans();
    expect(stdout).toContain(
      "it cannot be adopted: an import of a server learns neither its image nor its network domain",
    );
    expect(stdout).not.toContain("import {");
  });

  it("adopts nothing in the place of what the state has already", async () => {
    const domain = await platform.domain("Tiny");
    await platform.vlan(domain);
    writeState({ "ddcloud_networkdomain.EU6": { id: domain }, "ddcloud_vlan.EU6_front": { id: "another" } });
    const { stdout } = await orphans();
    expect(stdout).toContain(
      "it cannot be adopted: ddcloud_vlan.EU6_front is another one in Terraform's state: another",
    );
  });

  it("says so of what the plan does not have", async () => {
    const domain = await platform.domain("Tiny");
    await platform.vlan(domain, "by-hand", "10.7.0.0");
    writeState({ "ddcloud_networkdomain.EU6": { id: domain } });
    expect((await orphans()).stdout).toContain("the plan has nothing that it could be: look who made it");
  });

  it("never names the platform's own rules or what lies in other network domains", async () => {
    const own = await platform.domain("Tiny");
    writeState({ "ddcloud_networkdomain.EU6": { id: own } });
    const others = [await platform.domain("Tiny", "EU7"), await platform.domain("TinyToo")];
    for (const other of others) {
      await platform.firewallRule(other, "theirs");
    }
    expect([...platform.cloud.organisation("EU").all("firewallRule")].length).toBeGreaterThan(15);
    expect(await orphans()).toMatchObject({ code: 0, stdout: expect.stringContaining("no orphans") });
  });

  it("gives no deletion while the platform works on it", async () => {
    await restart({ delaysMs: { deployNetworkDomain: 600_000 } });
    const domain = await platform.domain("Tiny");
    const { stdout } = await orphans();
    expect(stdout).toContain("the platform still works on it");
    expect(stdout).not.toContain("--delete");
    const { code, stderr } = await orphans("--delete", domain, "--auto-approve");
    expect([code, stderr]).toEqual([1, expect.stringContaining("is PENDING_ADD")]);
  });

  it("advises to delete what failed", async () => {
    platform.cloud.faults.add({ operation: "deployNetworkDomain", fault: { kind: "failed" } });
    await platform.domain("Tiny");
    const { stdout } = await orphans();
    expect(stdout).toContain("it cannot be adopted: it is FAILED_ADD");
  });

  describe("--delete", () => {
    let domain: string;
    let vlan: string;
    let server: string;
    const there = (id: string) => platform.cloud.organisation("EU").get("server", id) !== undefined;

    beforeEach(async () => {
      domain = await platform.domain("Tiny");
      vlan = await platform.vlan(domain);
      server = await platform.server(domain, vlan);
      writeState({ "ddcloud_networkdomain.EU6": { id: domain } });
    });

    it("powers a server off, deletes it, and then has no more of it", async () => {
      const done = await orphans("--delete", server, "--auto-approve");
      expect(done).toMatchObject({ code: 0, stdout: `deleted: server web at EU6 (${server})\n` });
      expect(there(server)).toBe(false);
      expect(await orphans("--delete", vlan, "--auto-approve")).toMatchObject({ code: 0 });
      expect(await orphans()).toMatchObject({ code: 0 });
    });

    it("tells what the platform has against it", async () => {
      const { code, stderr } = await orphans("--delete", vlan, "--auto-approve");
      expect([code, stderr]).toEqual([1, expect.stringContaining("region EU answers HAS_DEPENDENCY")]);
    });

    it("refuses what the state knows", async () => {
      const { code, stderr } = await orphans("--delete", domain, "--auto-approve");
      expect([code, stderr]).toEqual([
        1,
        expect.stringContaining(`${domain} is no orphan: Terraform's state knows it as ddcloud_networkdomain.EU6`),
      ]);
      expect(platform.cloud.organisation("EU").get("networkDomain", domain)).toBeDefined();
    });

    it("refuses default rules, what is of other network domains, and what is nothing", async () => {
      const other = await platform.domain("Other");
      const rule = [...platform.cloud.organisation("EU").all("firewallRule")].find(
        ({ networkDomainId }) => networkDomainId === domain,
      );
      for (const id of [other, rule?.id ?? "", "nothing"]) {
        const { code, stderr } = await orphans("--delete", id, "--auto-approve");
        expect([code, stderr]).toEqual([1, expect.stringContaining(`no orphan of this plan has the id ${id}`)]);
      }
      expect(platform.cloud.organisation("EU").get("networkDomain", other)).toBeDefined();
    });

    it("tells where the platform could not delete it", async () => {
      platform.cloud.faults.add({ operation: "deleteServer", fault: { kind: "failed" } });
      const { code, stderr } = await orphans("--delete", server, "--auto-approve");
      expect([code, stderr]).toEqual([1, expect.stringContaining("server web is not deleted: it is FAILED_DELETE")]);
    });

    it("without a terminal wants the approval beforehand", async () => {
      const { code, stderr } = await orphans("--delete", server);
      expect([code, stderr]).toEqual([64, expect.stringContaining("--auto-approve")]);
      expect(there(server)).toBe(true);
    });

    it.each([
      ["yes\r", 0, false],
      ["y\r", 1, true],
    ])("on a terminal asks, and takes %j for %i", async (answer, code, stays) => {
      const terminal = new Terminal(project, "orphans", ["--delete", server], platform.environment);
      await terminal.shows(/Only yes is taken/);
      terminal.press(answer);
      expect((await terminal.finished).code).toBe(code);
      expect(there(server)).toBe(stays);
    });

    it("wants --auto-approve for nothing else", async () => {
      expect((await orphans("--auto-approve")).code).toBe(64);
    });
  });

  it("says what to do where the stack was never synthesized or initialised here", async () => {
    rmSync(join(project.stackFolder, ".terraform"), { recursive: true });
    expect(await orphans()).toMatchObject({ code: 1, stderr: expect.stringContaining("never initialised") });
    rmSync(project.stackFolder, { recursive: true });
    expect(await orphans()).toMatchObject({ code: 1, stderr: expect.stringContaining("npm run diff") });
  });

  it("tells of credentials that are refused", async () => {
    const wrong = { ...platform.environment, MCP_PASSWORD: "wrong" };
    const { code, stderr } = await project.run("orphans", [], wrong);
    expect([code, stderr]).toEqual([1, expect.stringContaining("region EU refuses the credentials")]);
  });
});
