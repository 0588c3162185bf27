// @module-tag tools
// @module-tag needs/terraform
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PopulatedCloud } from "./populated-cloud";
import { Project } from "./project";

const PASSWORD = "a-password-that-is-shown-nowhere";
const networkdomain = "${ddcloud_networkdomain.EU6.id}";

/** What a synthesis of the plan would want of a node with two disks. */
const SERVER = {
  ...{ name: "web", networkdomain, image: "Ubuntu 22.04 64-bit 2 CPU", power_state: "start" },
  primary_network_adapter: { vlan: "${ddcloud_vlan.EU6_front.id}" },
  lifecycle: { ignore_changes: ["image", "networkdomain", "admin_password"] },
};
const NAT = { networkdomain, private_ipv4: "${ddcloud_server.EU6_web.primary_adapter_ipv4}" };
const VLAN = { name: "front", networkdomain, ipv4_base_address: "10.1.0.0", ipv4_prefix_size: 24 };
const DOMAIN = { name: "Tiny", datacenter: "EU6", plan: "ESSENTIALS" };

interface Standing {
  readonly kind: string;
  readonly name: string;
  readonly reason?: string;
  readonly adopt?: { readonly block: string; readonly changes: readonly string[] };
  readonly choice?: { readonly adopted?: string; readonly unmanaged: string; readonly anew?: string };
}

describe("adopt", () => {
  let project: Project;
  let platform: PopulatedCloud;
  let domain: string;
  let vlan: string;
  let server: string;

  beforeEach(async () => {
    project = new Project();
    platform = new PopulatedCloud(PASSWORD);
    await platform.cloud.listen();
    domain = await platform.domain("Tiny");
    vlan = await platform.vlan(domain);
    server = await platform.server(domain, vlan);
    want({});
    execFileSync("terraform", ["init", "-input=false"], { cwd: project.stackFolder, env: project.env, stdio: "pipe" });
    want({ server: SERVER });
  });

  afterEach(async () => {
    await platform.cloud.stop();
    project.remove();
  });

  /** Writes what a synthesis makes; nothing that needs a provider where no server is given. */
  function want({ server: wanted, vlan: network = VLAN }: { readonly server?: object; readonly vlan?: object }): void {
    const terraform = { backend: { local: { path: "../../../state/terraform.tiny.tfstate" } } };
    const resource = {
      ddcloud_networkdomain: { EU6: DOMAIN },
      ddcloud_vlan: { EU6_front: network },
      ddcloud_server: { EU6_web: wanted },
      ddcloud_nat: { EU6_web_nat: NAT },
      ddcloud_firewall_rule: { EU6_web_tcp_22: { name: "web.tcp_22", networkdomain } },
    };
    mkdirSync(project.stackFolder, { recursive: true });
    const configuration = wanted === undefined ? { terraform } : { terraform, resource };
    writeFileSync(join(project.stackFolder, "cdk.tf.json"), JSON.stringify(configuration));
  }

  async function adopt(...args: string[]) {
    const finished = await project.run("adopt", args, platform.environment);
    expect(finished.stdout + finished.stderr).not.toContain(PASSWORD);
    return finished;
  }

  async function standing(kind: string): Promise<Standing> {
    const { code, stdout } = await adopt("--json");
    expect(code).toBe(0);
    return (JSON.parse(stdout).standing as Standing[]).find((one) => one.kind === kind) as Standing;
  }

  it("prints import blocks for what a deployment takes over, and writes them on demand", async () => {
    await platform.publicIpBlock(domain);
    const nat = await platform.natRule(domain, platform.addressOf(server));
    const { code, stdout } = await adopt("--write", "adopted.tf");
    const written = readFileSync(join(project.folder, "adopted.tf"), "utf8");
    const pairs = [...written.matchAll(/import \{\n {2}to = (.*)\n {2}id = "(.*)"\n\}\n/g)].map(([, to, id]) => [
      to,
      id,
    ]);
    expect(pairs).toEqual([
      ["ddcloud_nat.EU6_web_nat", nat],
      ["ddcloud_server.EU6_web", server],
      ["ddcloud_vlan.EU6_front", vlan],
      ["ddcloud_networkdomain.EU6", domain],
    ]);
    expect(code).toBe(0);
    for (const [to] of pairs) {
      expect(stdout).toContain(`import {\n  to = ${to}\n`);
    }
    expect(stdout).toContain("4 to adopt, 1 to choose at EU6\n");
    // again, over its own file
    expect((await adopt("--write", "adopted.tf")).code).toBe(0);
  });

  it("writes over no other file, and none where nothing can be adopted", async () => {
    writeFileSync(join(project.folder, "mine.tf"), "# mine\n");
    const { code, stderr } = await adopt("--write", "mine.tf");
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("mine.tf is there already, and holds more than import blocks"),
    ]);
    expect(readFileSync(join(project.folder, "mine.tf"), "utf8")).toBe("# mine\n");
    await platform.cloud.stop();
    platform = new PopulatedCloud(PASSWORD);
    await platform.cloud.listen();
    expect((await adopt("--write", "none.tf")).stdout).toContain("nothing to adopt at EU6");
    expect(existsSync(join(project.folder, "none.tf"))).toBe(false);
  });

  it("says of a server whose node is not adopted what to write, how to leave it, and what a new one costs", async () => {
    const { lifecycle, ...plain } = SERVER;
    want({ server: plain });
    const { choice, reason } = await standing("server");
    expect(reason).toContain("learns neither its image nor its network domain");
    expect(choice?.adopted).toContain("{adopted: true, contextualise: never, destroy: never}");
    expect(choice?.unmanaged).toContain("take the node web out of the plan");
    expect(choice?.anew).toContain("its data is lost");
    expect(await adopt()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("     adopt it: write into the node web"),
    });
  });

  it("prints no block that would take a disk away, or make a network anew", async () => {
    want({ server: { ...SERVER, disk: [{ scsi_unit_id: 1, size_gb: 50, speed: "STANDARD" }] } });
    expect((await standing("server")).reason).toMatch(/the plan lacks disk 0.*Write disks: \[0 10 standard\]/);
    want({ server: SERVER, vlan: { ...VLAN, ipv4_prefix_size: 23 } });
    expect((await standing("VLAN")).reason).toContain("Write subnet: 10.1.0.0/24");
    want({ server: SERVER, vlan: { ...VLAN, attached_vlan_gateway_addressing: "HIGH" } });
    expect((await standing("VLAN")).reason).toContain("the LOW addresses of its range, and the plan says HIGH");
  });

  it("prints no block for a server in another network, with other cards or at another address", async () => {
    const back = { ...SERVER, additional_network_adapter: [{ vlan: "${ddcloud_vlan.EU6_front.id}" }] };
    want({ server: back });
    expect((await standing("server")).reason).toContain("it has 1 network cards, and in the plan 2");
    want({ server: { ...SERVER, primary_network_adapter: { vlan: "${ddcloud_vlan.EU6_back.id}" } } });
    expect((await standing("server")).reason).toContain(
      "its card 1 is in the network front, and in the plan in another",
    );
    want({ server: { ...SERVER, primary_network_adapter: { ...SERVER.primary_network_adapter, ipv4: "10.1.0.99" } } });
    expect((await standing("server")).reason).toContain("and in the plan 10.1.0.99");
  });

  it("adopts neither of two servers of one name, and tells what a deployment changes at one", async () => {
    want({ server: { ...SERVER, cpu_count: 7, disk: [{ scsi_unit_id: 0, size_gb: 20, speed: "STANDARD" }] } });
    expect((await standing("server")).adopt?.changes).toEqual([
      expect.stringMatching(/^\d CPUs become 7$/),
      "disk 0 grows from 10 to 20 GB: the server is shut down for that",
    ]);
    await platform.server(domain, vlan);
    expect((await standing("server")).reason).toContain("2 of that name stand there");
  });

  it("tells of rules whether the plan's own have other names", async () => {
    await platform.firewallRule(domain, "Web.TCPv4_22.plumbery");
    expect((await standing("firewall rule")).choice?.anew).toContain("with other names, beside it");
    await platform.firewallRule(domain, "web.tcp_22");
    const { stdout } = await adopt("--json");
    const anew = (JSON.parse(stdout).standing as Standing[]).find(({ name }) => name === "web.tcp_22")?.choice?.anew;
    expect(anew).toContain("the platform takes a name once: delete this one first");
  });
});
