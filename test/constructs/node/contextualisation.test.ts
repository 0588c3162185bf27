// @module-tag unit

import { describe, expect, it } from "vitest";
import { MysqlReplication } from "../../../constructs/mysql/replication";
import { Network } from "../../../constructs/network/network";
import { Disk } from "../../../constructs/node/disk";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { Port } from "../../../constructs/words/port";
import { Size } from "../../../constructs/words/size";
import { nodeFile } from "../../../templates/node-file";
import { domainAt, nodeIn, oneNetwork, refused, scratch, synthesize } from "../synthesized";

function oneNode(disks: readonly Disk[] = []) {
  return synthesize((app) => {
    const { stack, network } = oneNetwork(app);
    nodeIn(network, "n", { disks });
    return stack;
  });
}

describe("the steps of a node", () => {
  const { terraform, files } = oneNode([Disk.standard(Size.gigabytes(50))]);
  const steps = terraform.resource.null_resource;

  it("are adopt, grow, boot, configure and ready", () => {
    expect(Object.keys(steps)).toEqual(["EU6_n_adopt", "EU6_n_boot", "EU6_n_configure", "EU6_n_grow", "EU6_n_ready"]);
  });

  it("leave out grow where there is no disk but the image's", () => {
    const { null_resource } = oneNode().terraform.resource;
    expect(Object.keys(null_resource)).not.toContain("EU6_n_grow");
    expect(null_resource.EU6_n_boot.depends_on).toEqual(["null_resource.EU6_n_adopt"]);
  });

  it("of a first deployment run again for another server only", () => {
    const { effect: _, step, unfinished, ...adopt } = steps.EU6_n_adopt.triggers;
    expect(unfinished).toContain("steps.test/EU6_n_adopt");
    expect(step).toBe("EU6::n adopt");
    expect(adopt).toEqual({ server: "${ddcloud_server.EU6_n.id}" });
    const { effect: __, step: ______, unfinished: ____, ...boot } = steps.EU6_n_boot.triggers;
    expect(boot).toEqual({ server: "${ddcloud_server.EU6_n.id}" });
    const { effect: ___, step: _______, unfinished: _____, ...grow } = steps.EU6_n_grow.triggers;
    expect(grow).toEqual({ server: "${ddcloud_server.EU6_n.id}", disks: "1: 50 GB" });
  });

  it("wait for each other all the same", () => {
    expect(steps.EU6_n_grow.depends_on).toEqual(["null_resource.EU6_n_adopt"]);
    expect(steps.EU6_n_boot.depends_on).toEqual(["null_resource.EU6_n_grow"]);
    expect(steps.EU6_n_configure.triggers["after boot"]).toBe("${null_resource.EU6_n_boot.id}");
    expect(steps.EU6_n_ready.triggers["after grow"]).toBe("${null_resource.EU6_n_grow.id}");
    expect(steps.EU6_n_ready.triggers["after configure"]).toBe("${null_resource.EU6_n_configure.id}");
  });

  it("say what they do to a running node, which is no reason to run", () => {
    for (const [id, step] of Object.entries<{ triggers: { effect: string }; lifecycle: object }>(steps)) {
      expect(step.triggers.effect, id).toMatch(/\w{3}/);
      expect(step.lifecycle, id).toEqual({ ignore_changes: ['triggers["effect"]'] });
    }
  });

  it("name each file they write by its path on the node, with a hash of its text", () => {
    const { triggers } = steps.EU6_n_configure;
    for (const path of ["/etc/hosts", "/etc/plumbline/firewall.nft", "/home/ubuntu/.ssh/authorized_keys"]) {
      expect(triggers[path]).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(triggers["configure.sh"]).toMatch(/^[0-9a-f]{16}$/);
  });

  it("pin the node's own host key, and log in as ubuntu with the deployer's", () => {
    for (const id of ["EU6_n_grow", "EU6_n_boot", "EU6_n_configure", "EU6_n_ready"]) {
      expect(steps[id].connection).toMatchObject({
        type: "ssh",
        user: "ubuntu",
        host_key: "${local.EU6_n_host_key_public}",
        private_key: "${tls_private_key.ssh_deployer.private_key_openssh}",
        script_path: "/home/ubuntu/.plumbline/terraform_%RAND%.sh",
      });
    }
  });

  it("end at the first command that fails", () => {
    for (const step of Object.values<{ provisioner: { "remote-exec"?: { inline: string[] } }[] }>(steps)) {
      for (const { "remote-exec": remote } of step.provisioner) {
        if (remote) {
          expect(remote.inline[0]).toBe("set -eu");
        }
      }
    }
  });

  it("upload all their files over one connection, and run what they unpack there", () => {
    for (const id of ["EU6_n_grow", "EU6_n_boot", "EU6_n_configure", "EU6_n_ready"]) {
      const uploads = steps[id].provisioner.filter((one: object) => "file" in one);
      expect(uploads).toHaveLength(1);
      const { destination, content } = uploads[0].file;
      expect(content).toBe(`\${templatefile("scripts/unpack.sh.tftpl", {"files" = local.${id}_files})}`);
      const run = steps[id].provisioner.flatMap(
        (one: { "remote-exec"?: { inline: string[] } }) => one["remote-exec"]?.inline ?? [],
      );
      expect(run.filter((line: string) => line.startsWith("sh "))).toEqual([`sh ${destination}`]);
      expect(run[1]).toBe(`sh ${destination}`);
    }
  });

  it("boot over three connections, since the node restarts in between", () => {
    const sessions = steps.EU6_n_boot.provisioner.filter((one: object) => "remote-exec" in one);
    expect(sessions).toHaveLength(3);
    // Terraform's own tries come 20 s apart
    const commands = steps.EU6_n_boot.provisioner.map((one: Record<string, { command?: string }>) =>
      Object.entries(one).map(([kind, { command }]) => command ?? kind),
    );
    const reach = ["bash scripts/reach.sh"];
    expect(commands.slice(1, -1)).toEqual([["file"], ["remote-exec"], reach, ["remote-exec"], reach, ["remote-exec"]]);
    expect(files["scripts/reach.sh"]).toBeDefined();
  });

  it("upload what lies in the output, by paths that stay true wherever it is copied to", () => {
    const contents = Object.entries<Record<string, string>>(terraform.locals)
      .filter(([name]) => name.endsWith("_files"))
      .flatMap(([, local]) => Object.values(local));
    const sources = contents.flatMap((content) => content.match(/file(?:base64)?\("([^"]+)"/)?.[1] ?? []);
    expect(sources.length).toBeGreaterThan(10);
    for (const source of sources) {
      expect(Object.keys(files)).toContain(source);
    }
  });

  it("give the first login its secrets by the environment, and show them nowhere", () => {
    const [, { "local-exec": login }] = steps.EU6_n_adopt.provisioner;
    expect(login.command).toBe("bash scripts/adopt.sh");
    expect(login.environment.ADMIN_PASSWORD).toBe("${nonsensitive(random_password.EU6_n_admin.result)}");
  });

  it("let the neighbours in the node's own network in, whom the platform's firewall never sees", () => {
    const rules = files["nodes/EU6/n/configure/firewall.nft.tftpl"];
    expect(rules).toMatch(/^\s*ip6 saddr \$\{EU6_web_ipv6_range\} accept$/m);
    expect(rules).toMatch(/^\s*ip saddr 10\.0\.0\.0\/24 accept$/m);
  });

  it("let operators' keys in", () => {
    const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJLB6hqQhbTB0XQpkN4WWwSvWQ6c6lMXrXb1W2NYQd1Q ada";
    const { files: withKey } = synthesize((app) => {
      const stack = new PlumblineStack(app, "test", { operatorKeys: [key] });
      const domain = domainAt(stack, "EU6");
      nodeIn(new Network(domain, "web", { ipv4: "10.0.0.0/24" }), "n");
      return stack;
    });
    expect(withKey["nodes/EU6/n/configure/authorized-keys.tftpl"]).toContain(key);
    expect(files["nodes/EU6/n/configure/authorized-keys.tftpl"]).not.toContain("ada");
  });
});

describe("what others contribute to a node", () => {
  const motd = nodeFile({ name: "configure/motd", target: "/etc/motd", text: "hello\n" });
  const { terraform, files } = synthesize((app) => {
    const { stack, network } = oneNetwork(app);
    const { contextualisation } = nodeIn(network, "n");
    contextualisation.contribute({
      name: "web",
      packages: ["nginx", "nftables"],
      userData: (fill) => ({
        runcmd: [["echo", fill({ name: "x", expression: "${local.x}", trigger: { label: "x", value: "" } })]],
      }),
      firstBoot: { functions: "greet() { echo hello; }", commands: "  greet" },
      steps: [
        {
          ...{ on: "node", id: "serve", folder: "source", effect: "starts nginx", rerunsWithFiles: true },
          after: { ready: "ready" },
          runs: [{ script: "link", words: () => ["a", "b"] }],
        },
      ],
      within: {
        configure: {
          files: () => [motd],
          checks: [{ script: "role", words: () => ["source"] }],
          runs: [{ script: "seed" }],
        },
        ready: { triggers: { weather: () => "fine" } },
      },
    });
    return stack;
  });
  const steps = terraform.resource.null_resource;
  const commands = (id: string) =>
    steps[id].provisioner.flatMap((one: Record<string, { inline?: string[] }>) => one["remote-exec"]?.inline ?? []);

  it("is in its user-data and in the script of its first boot", () => {
    const userData = files["nodes/EU6/n/boot/user-data.tftpl"] ?? "";
    expect(userData).toContain("packages:\n  - nftables\n  - nginx\n");
    expect(userData).toMatch(
      /runcmd:\n {2}- set -e\n {2}- - bash\n {4}- \/var\/lib\/plumbline\/first-boot.sh\n {2}- - echo\n {4}- "\$\{[^}]*jsonencode\(x\)[^}]*\}"\n/,
    );
    expect(userData).toMatch(/greet\(\) \{ echo hello; \}[\s\S]+main\(\) \{[\s\S]+\n +greet\n/);
  });

  it("runs in steps of its own, and before or behind what the steps of others do", () => {
    expect(steps.EU6_n_serve.triggers["after ready"]).toBe("${null_resource.EU6_n_ready.id}");
    expect(commands("EU6_n_serve")).toContain("sudo bash /home/ubuntu/.plumbline/source/link.sh a b");
    const scripts = commands("EU6_n_configure").filter((line: string) => !/progress|unpack|set -eu/.test(line));
    expect(scripts.map((line: string) => line.split("/configure/")[1])).toEqual([
      ...["role.sh source", "configure.sh ubuntu n", "seed.sh"],
    ]);
    expect(steps.EU6_n_configure.triggers["/etc/motd"]).toMatch(/^[0-9a-f]{16}$/);
    expect(steps.EU6_n_ready.triggers.weather).toBe("fine");
    expect(files["nodes/EU6/n/configure/motd"]).toBe("hello\n");
  });

  it("is refused at the node where it does not go together with the node's own", () => {
    const { network } = oneNetwork(scratch());
    const { contextualisation } = nodeIn(network, "n");
    expect(refused(() => contextualisation.contribute({ name: "web", within: { reday: {} } }))).toMatch(
      "test/EU6/Default/n: web adds to step reday, which nobody contributes; there are adopt, boot, configure, ready",
    );
    // and leaves no trace
    contextualisation.contribute({ name: "web" });
    expect(() => contextualisation.step("serve")).toThrow(
      "there is no step serve; there are adopt, boot, configure, ready",
    );
  });

  it("is refused where it writes a file of the node's own", () => {
    const synthesis = () =>
      synthesize((app) => {
        const { stack, network } = oneNetwork(app);
        const hosts = nodeFile({ name: "configure/my-hosts", target: "/etc/hosts", text: "" });
        nodeIn(network, "n").contextualisation.contribute({
          name: "web",
          within: { configure: { files: () => [hosts] } },
        });
        return stack;
      });
    expect(synthesis).toThrow("[test/EU6/Default/n] base and web both write /etc/hosts; leave it to one of them");
  });
});

describe("nodes of another image", () => {
  it("have its account everywhere, and no trace of another", () => {
    const { terraform, files } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      const image = { image: "Debian 13 64-bit 2 CPU", disks: [Disk.standard(Size.gigabytes(10), { unit: 0 })] };
      const [source, replica] = ["a", "b"].map((id) => nodeIn(network, id, image));
      if (source && replica) {
        new MysqlReplication(stack, "r", { members: [source, replica], source, database: "db01" });
      }
      return stack;
    });
    const texts = { ...files, "cdk.tf.json": JSON.stringify(terraform) };
    const lines = Object.entries(texts).flatMap(([path, text]) => text.split("\n").map((line) => `${path}: ${line}`));
    expect(lines.filter((line) => /\bubuntu\b/.test(line))).toEqual([]);
    expect(terraform.resource.null_resource.EU6_a_ready.connection.user).toBe("debian");
    expect(terraform.output.nodes.value["EU6::a"].ssh_user).toBe("debian");
    expect(files["nodes/EU6/a/boot/user-data"]).toContain("name: debian\n");
  });
});

describe("a node that is adopted", () => {
  const adopted = { contextualised: false, adopted: true, inbound: [Port.tcp(443)] };

  it("has what an import does not learn passed over, and tells no password, for that is not known", () => {
    const { terraform } = synthesize((app) => {
      const { stack, network } = oneNetwork(app);
      nodeIn(network, "old", { ...adopted, protected: true });
      nodeIn(network, "new", { contextualised: false });
      return stack;
    });
    const { EU6_old, EU6_new } = terraform.resource.ddcloud_server;
    const ignore_changes = ["image", "networkdomain", "admin_password"];
    expect(EU6_old.lifecycle).toEqual({ ignore_changes, prevent_destroy: true });
    expect(EU6_new.lifecycle).toBeUndefined();
    expect(terraform.resource.null_resource).toBeUndefined();
    const { admin_passwords } = terraform.output.secrets.value;
    expect(Object.keys(admin_passwords)).toEqual(["EU6::new"]);
  });

  it("has no step", () => {
    const { network } = oneNetwork(scratch());
    expect(refused(() => nodeIn(network, "old", { ...adopted, contextualised: true }))).toMatch(
      "node is adopted, and steps would run on it; set `contextualised` to false, or leave out `adopted`",
    );
  });
});

describe("a node that is not contextualised", () => {
  const { terraform, files } = synthesize((app) => {
    const { stack, network } = oneNetwork(app);
    const appliance = nodeIn(network, "appliance", { contextualised: false, inbound: [Port.tcp(443)] });
    nodeIn(network, "n").contextualisation.addPeer(appliance);
    return stack;
  });

  it("has a server and addresses like any other, and nothing that logs in", () => {
    expect(terraform.resource.ddcloud_server.EU6_appliance).toBeDefined();
    expect(terraform.resource.ddcloud_nat.EU6_appliance_nat).toBeDefined();
    const { null_resource: steps, tls_private_key: keys } = terraform.resource;
    const names = [...Object.keys(steps), ...Object.keys(keys), ...Object.keys(files)];
    expect(names.filter((name) => name.includes("appliance"))).toEqual([]);
    expect(names).toContain("EU6_n_ready");
  });

  it("is known to the others, to the platform's firewall, and to people", () => {
    expect(files["nodes/EU6/n/configure/hosts.tftpl"]).toContain("${EU6_appliance_ipv6} appliance");
    expect(Object.keys(terraform.resource.ddcloud_firewall_rule)).toContainEqual(expect.stringContaining("appliance"));
    expect(terraform.output.unattended.value["EU6::appliance"]).toMatchObject({ name: "appliance", location: "EU6" });
    expect(Object.keys(terraform.output.nodes.value)).toEqual(["EU6::n"]);
    expect(Object.keys(terraform.output.expectations.value.nodes)).toEqual(["EU6::n"]);
    expect(terraform.output.guarded.value["ddcloud_server.EU6_appliance"].contextualised).toBe(false);
  });

  it("is what comes of an image without SSH; steps are refused there", () => {
    const { network, stack } = oneNetwork(scratch());
    const windows = { image: "Win2012 R2 Std 2 CPU", disks: [Disk.standard(Size.gigabytes(50), { unit: 0 })] };
    const node = nodeIn(network, "w", windows);
    expect(node.isContextualised).toBe(false);
    expect(() => node.contextualisation).toThrow("test/EU6/Default/w: no step runs on this node");
    const props = { members: [node], source: node, database: "db01" };
    expect(refused(() => new MysqlReplication(stack, "r", props))).toMatch(
      "test/r: no step runs on EU6::w, which is not contextualised; have it contextualised, or take another node",
    );
    expect(refused(() => nodeIn(network, "x", { ...windows, contextualised: true }))).toMatch(
      'image "Win2012 R2 Std 2 CPU" takes no SSH, so no step can run on it',
    );
  });
});
