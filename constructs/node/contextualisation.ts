import { Fn } from "cdktf";
import { Construct } from "constructs";
import { type ApplyValue, plainValue } from "../../templates/apply-value";
import { authorizedKeysFile } from "../../templates/authorized-keys";
import { bootFiles } from "../../templates/boot";
import { type HostEntry, hostsFile } from "../../templates/hosts";
import { readyFile } from "../../templates/ready";
import { renderScript } from "../../templates/scripts/script";
import type { NetworkBase } from "../network/network-base";
import type { Receiver } from "../network/peer";
import { Deployment } from "../stack/deployment";
import { MachineResource, RUN_ID } from "../steps/machine-resource";
import { Step, type StepProps } from "../steps/step";
import type { Target } from "../steps/target";
import { literal } from "../words/literal";
import type { Port } from "../words/port";
import type { ArrangedDisk } from "./disk";
import { NodeFirewall } from "./node-firewall";

/** A node as the others know it. */
export interface NamedPeer {
  readonly id: string;
  readonly name: string;
  readonly addresses: { readonly ipv6: ApplyValue };
}

export interface ContextualisationProps {
  readonly node: Target & NamedPeer & Receiver;
  /** Password of root at first, as an expression. */
  readonly adminPassword: string;
  /** Private host key, as an expression. */
  readonly hostPrivateKey: string;
  /** All disks, the image's too. */
  readonly disks: readonly ArrangedDisk[];
  readonly inbound: readonly Port[];
  /** The networks that it has cards in. */
  readonly networks: readonly [NetworkBase, ...NetworkBase[]];
}

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
  private readonly peers = new Map<string, NamedPeer>();

  /** @param scope the node: its steps are called after it */
  constructor(
    private readonly scope: Construct,
    id: string,
    private readonly props: ContextualisationProps,
  ) {
    super(scope, id);
    const stack = Deployment.of(scope);
    this.firewall = new NodeFirewall(props);
    const adopt = this.adopt(stack);
    const grow = this.grow(adopt);
    const boot = this.boot(adopt, grow);
    this.configure = this.configuration(stack, boot);
    this.ready = this.readiness(grow);
  }

  /** Installs packages at first boot. */
  addPackages(...names: readonly string[]): void {
    for (const name of names) {
      this.packages.add(name);
    }
  }

  /** Gives another node's IPv6 address a name in `/etc/hosts`. */
  addPeer(peer: NamedPeer): void {
    if (peer !== this.props.node) {
      this.peers.set(peer.id, peer);
    }
  }

  /** Nodes whose names this one knows, by id. */
  get namedPeers(): readonly NamedPeer[] {
    return [...this.peers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /**
   * Runs on the operator's machine: Terraform cannot try one login and then another. The values are marked as not
   * sensitive for the provisioner alone, which shows neither its environment nor any of them; Terraform would else
   * suppress all that the step has to say.
   */
  private adopt(stack: Deployment): MachineResource {
    const { node, adminPassword, hostPrivateKey } = this.props;
    stack.folder.share("scripts/adopt.sh", () => renderScript("adopt"));
    stack.folder.share("scripts/adopt-node.sh", () => renderScript("adopt-node"));
    const adopt = new MachineResource(this.scope, "adopt", { target: node });
    adopt.provision(
      [
        {
          type: "local-exec",
          command: "bash scripts/adopt.sh",
          environment: {
            NODE: node.id,
            HOST: node.loginAddress,
            PORT: stack.sshPort.stringValue,
            ADMIN_PASSWORD: Fn.nonsensitive(adminPassword),
            DEPLOYER_KEY: Fn.nonsensitive(stack.identity.deployer.privateKey),
            DEPLOYER_PUBLIC: stack.identity.deployer.publicKey,
            HOST_KEY_PRIVATE: Fn.nonsensitive(hostPrivateKey),
            HOST_KEY_PUBLIC: node.hostPublicKey,
            OPERATOR_KEYS: literal(stack.identity.operatorKeys.join("\n")),
            RUN: RUN_ID,
          },
        },
      ],
      { server: node.serverId, effect: `first login: user ${node.loginUser}, keys, host key; then root is closed` },
    );
    return adopt;
  }

  /** Undefined for a node that has no disk but the image's. */
  private grow(adopt: MachineResource): Step | undefined {
    const disks = this.props.disks.filter(({ unit }) => unit > 0);
    if (disks.length === 0) {
      return undefined;
    }
    const grow = this.step("grow", {
      effect: "adds blank disks to the volume group of / and grows its file system while it is mounted",
      rerunsWithScript: false,
    });
    grow.wait(adopt);
    grow.addTrigger("server", () => this.props.node.serverId);
    grow.addTrigger("disks", () => disks.map(({ unit, gigabytes }) => `${unit}: ${gigabytes} GB`).join(", "));
    grow.run("grow", () => disks.map(({ unit, gigabytes }) => `${unit}:${gigabytes}`));
    return grow;
  }

  private boot(adopt: MachineResource, grow: Step | undefined): Step {
    const { node } = this.props;
    const { ntp } = Deployment.of(this);
    const boot = this.step("boot", {
      effect: "first boot only: cloud-init updates the system, sets clock and packages; restarts the machine",
      rerunsWithScript: false,
    });
    boot.wait(grow ?? adopt);
    boot.addTrigger("server", () => node.serverId);
    boot.uploadOnce(() => bootFiles({ node: node.name, ntp, packages: [...this.packages].sort() }));
    boot.run("boot");
    boot.reconnect();
    boot.run("boot-finish");
    boot.reconnect();
    boot.run("boot-settled");
    return boot;
  }

  private configuration(stack: Deployment, boot: Step): Step {
    const configure = this.step("configure", {
      effect: "writes hosts, firewall, keys and settings in place; restarts mysqld only for a static setting",
      rerunsWithScript: true,
    });
    configure.after("boot", boot);
    const { deployer, operatorKeys } = stack.identity;
    const deployerKey = plainValue("deployer", "key of the deployer", deployer.publicKey);
    configure.upload(() => [
      hostsFile({ self: entryOf(this.props.node), peers: this.namedPeers.map(entryOf) }),
      authorizedKeysFile({ deployer: deployerKey, operators: operatorKeys }),
      this.firewall.file(),
    ]);
    configure.run("configure");
    return configure;
  }

  private readiness(grow: Step | undefined): Step {
    const { node, disks } = this.props;
    const ready = this.step("ready", { effect: "looks, changes nothing", rerunsWithScript: true });
    if (grow) {
      ready.after("grow", grow);
    }
    ready.after("configure", this.configure);
    ready.upload(() => [
      readyFile({
        name: node.name,
        peers: this.namedPeers.map(entryOf),
        ntp: true,
        disksGb: disks.reduce((sum, { gigabytes }) => sum + gigabytes, 0),
      }),
    ]);
    ready.run("ready");
    return ready;
  }

  private step(
    step: "grow" | "boot" | "configure" | "ready",
    props: Pick<StepProps, "effect" | "rerunsWithScript">,
  ): Step {
    return new Step(this.scope, step, { target: this.props.node, step, ...props });
  }
}

function entryOf({ name, addresses }: NamedPeer): HostEntry {
  return { name, ipv6: addresses.ipv6 };
}
