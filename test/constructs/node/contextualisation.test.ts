// @module-tag unit

import { describe, expect, it } from "vitest";
import { Network } from "../../../constructs/network/network";
import { Disk } from "../../../constructs/node/disk";
import { PlumblineStack } from "../../../constructs/stack/plumbline-stack";
import { Size } from "../../../constructs/words/size";
import { domainAt, nodeIn, oneNetwork, synthesize } from "../synthesized";

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
