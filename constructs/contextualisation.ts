import type { Resource } from "@cdktf/provider-null/lib/resource";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { authorizedKeysFile } from "../templates/authorized-keys";
import { bootFiles } from "../templates/boot";
import { hostsFile } from "../templates/hosts";
import { readyFile } from "../templates/ready";
import { renderScript } from "../templates/scripts/script";
import { literal } from "./literal";
import { MachineResource, RUN_ID } from "./machine-resource";
import type { Node } from "./node";
import { NodeFirewall } from "./node-firewall";
import { PlumblineStack } from "./plumbline-stack";
import { Step } from "./step";
import { shown, variableOf } from "./value";

/**
 * What is done on a node once its server exists, in steps that each may run again: `adopt` (keys in, root out), `grow`
 * (disks into the root volume), `boot` (first boot with cloud-init), `configure` (what may change during the node's
 * life) and `ready` (is it all true?).
 */
export class Contextualisation extends Construct {
  readonly configure: Step;
  readonly ready: Step;
  readonly firewall: NodeFirewall;
  private readonly packages = new Set<string>();
  private readonly peers = new Map<string, Node>();

  constructor(private readonly owner: Node) {
    super(owner, "steps");
    const stack = PlumblineStack.ofConstruct(owner);
    this.firewall = new NodeFirewall(owner);
    const adopt = this.adopt(stack);
    const grow = this.grow(adopt);
    const boot = this.boot(adopt, grow);
    this.configure = this.configuration(stack, boot);
    this.ready = this.readiness(grow);
  }

  /** Installs packages at first boot. */
  addPackages(...names: readonly string[]): void {
    for (const name of names) this.packages.add(name);
  }

  /** Gives another node's IPv6 address a name in `/etc/hosts`. */
  addPeer(peer: Node): void {
    if (peer !== this.owner) this.peers.set(peer.id, peer);
  }

  /** Nodes whose names this one knows, by id. */
  get namedPeers(): readonly Node[] {
    return this.sortedPeers();
  }

  /**
   * Runs on the operator's machine: Terraform cannot try one login and then another. The values are marked as not
   * sensitive for the provisioner alone, which shows neither its environment nor any of them; Terraform would else
   * suppress all that the step has to say.
   */
  private adopt(stack: PlumblineStack): Resource {
    const { owner } = this;
    stack.folder.share("scripts/adopt.sh", () => renderScript("adopt"));
    stack.folder.share("scripts/adopt-node.sh", () => renderScript("adopt-node"));
    const adopt = new MachineResource(owner, "adopt");
    adopt.does(
      [
        {
          type: "local-exec",
          command: "bash scripts/adopt.sh",
          environment: {
            NODE: owner.id,
            HOST: owner.loginAddress,
            PORT: stack.sshPort.stringValue,
            ADMIN_PASSWORD: Fn.nonsensitive(owner.adminPassword.value.expression),
            DEPLOYER_KEY: Fn.nonsensitive(stack.identity.deployer.privateKey),
            DEPLOYER_PUBLIC: stack.identity.deployer.publicKey,
            HOST_KEY_PRIVATE: Fn.nonsensitive(owner.hostKey.privateKey),
            HOST_KEY_PUBLIC: owner.hostKey.publicKey,
            OPERATOR_KEYS: literal(stack.identity.operatorKeys.join("\n")),
            RUN: RUN_ID,
          },
        },
      ],
      { server: owner.server.id, effect: "first login: user ubuntu, keys, host key; then root is closed" },
    );
    return adopt;
  }

  /** Undefined for a node that has no disk but the image's. */
  private grow(adopt: Resource): Step | undefined {
    const disks = this.owner.disks.filter(({ unit }) => unit > 0);
    if (disks.length === 0) return undefined;
    const grow = new Step(this.owner, "grow", {
      effect: "adds blank disks to the volume group of / and grows its file system while it is mounted",
      rerunsWithScript: false,
    });
    grow.wait(adopt);
    grow.because("server", () => this.owner.server.id);
    grow.because("disks", () => disks.map(({ unit, gigabytes }) => `${unit}: ${gigabytes} GB`).join(", "));
    grow.run("grow", () => disks.map(({ unit, gigabytes }) => `${unit}:${gigabytes}`));
    return grow;
  }

  private boot(adopt: Resource, grow: Step | undefined): Step {
    const { owner } = this;
    const { ntp } = PlumblineStack.ofConstruct(owner);
    const boot = new Step(owner, "boot", {
      effect: "first boot only: cloud-init updates the system, sets clock and packages; restarts the machine",
      rerunsWithScript: false,
    });
    boot.wait(grow ?? adopt);
    boot.because("server", () => owner.server.id);
    boot.uploadOnce(() => bootFiles({ node: owner.name, ntp, packages: [...this.packages].sort() }));
    boot.run("boot");
    boot.reconnect();
    boot.run("boot-finish");
    boot.reconnect();
    boot.run("boot-settled");
    return boot;
  }

  private configuration(stack: PlumblineStack, boot: Step): Step {
    const { owner } = this;
    const configure = new Step(owner, "configure", {
      effect: "writes hosts, firewall, keys and settings in place; restarts mysqld only for a static setting",
      rerunsWithScript: true,
    });
    configure.after("boot", boot);
    const entry = (node: Node) => ({ name: node.name, ipv6: variableOf(node.id, "ipv6") });
    const addresses = () =>
      Object.fromEntries(
        [owner, ...this.sortedPeers()].map((node) => [variableOf(node.id, "ipv6"), node.ipv6Value] as const),
      );
    configure.upload(() => [hostsFile({ self: entry(owner), peers: this.sortedPeers().map(entry) })], addresses);
    const { deployer, operatorKeys } = stack.identity;
    configure.upload(
      () => [authorizedKeysFile({ deployer: "deployer", operators: operatorKeys })],
      () => ({ deployer: shown("key of the deployer", deployer.publicKey) }),
    );
    configure.upload(
      () => [this.firewall.file()],
      () => this.firewall.values(),
    );
    configure.run("configure");
    return configure;
  }

  private readiness(grow: Step | undefined): Step {
    const { owner } = this;
    const ready = new Step(owner, "ready", { effect: "looks, changes nothing", rerunsWithScript: true });
    if (grow) ready.after("grow", grow);
    ready.after("configure", this.configure);
    const nodes = () => [owner, ...this.sortedPeers()];
    ready.upload(
      () => [
        readyFile({
          name: owner.name,
          peers: nodes()
            .filter((node) => node !== owner)
            .map((node) => ({ name: node.name, ipv6: variableOf(node.id, "ipv6") })),
          ntp: true,
          disksGb: owner.disks.reduce((sum, { gigabytes }) => sum + gigabytes, 0),
        }),
      ],
      () => Object.fromEntries(nodes().map((node) => [variableOf(node.id, "ipv6"), node.ipv6Value] as const)),
    );
    ready.run("ready");
    return ready;
  }

  private sortedPeers(): Node[] {
    return [...this.peers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}
