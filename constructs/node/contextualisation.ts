import { Construct } from "constructs";
import { Refusal } from "../../platform/refusal";
import type { ApplyValue } from "../../templates/apply-value";
import type { BootProps } from "../../templates/boot";
import type { CloudConfig } from "../../templates/guest/guest-boot";
import type { HostEntry } from "../../templates/hosts";
import type { NodeFile, RawFile, Step as StepFolder } from "../../templates/node-file";
import type { NetworkBase } from "../network/network-base";
import type { Receiver } from "../network/peer";
import { Deployment } from "../stack/deployment";
import type { MachineResource } from "../steps/machine-resource";
import { OperatorStep } from "../steps/operator-step";
import { Step } from "../steps/step";
import type { StepData, StepOrder, StepReference } from "../steps/step-data";
import type { Target } from "../steps/target";
import type { Port } from "../words/port";
import { refusedAt } from "../words/refusal";
import { type AssembledStep, type Assembly, assemble, ordersOf } from "./assembly";
import { baseContribution } from "./base";
import { contributedFiles } from "./contributed-files";
import type { Contribution } from "./contribution";
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
  /** Initial password of root, as an expression. */
  readonly adminPassword: string;
  /** Private host key, as an expression. */
  readonly hostPrivateKey: string;
  /** All disks, including the image's. */
  readonly disks: readonly ArrangedDisk[];
  readonly inbound: readonly Port[];
  /** The networks of its cards. */
  readonly networks: readonly [NetworkBase, ...NetworkBase[]];
}

/** The steps on a node after its server exists, combined from its contributions. Each step may run again. */
export class Contextualisation extends Construct {
  readonly firewall: NodeFirewall;
  private readonly contributions: Contribution[] = [];
  private readonly steps = new Map<string, MachineResource>();
  private readonly peers = new Map<string, NamedPeer>();
  private assembly: Assembly = { packages: [], steps: [] };

  /** @param scope the node: its steps are named after it */
  constructor(
    private readonly scope: Construct,
    id: string,
    private readonly props: ContextualisationProps,
  ) {
    super(scope, id);
    const { node, adminPassword, hostPrivateKey, disks } = props;
    const stack = Deployment.of(scope);
    this.firewall = new NodeFirewall(props);
    // before the steps fix what they upload
    stack.whenComplete(scope, () => this.fillSteps());
    this.contribute(
      baseContribution({
        ...{ stack, target: node, adminPassword, hostPrivateKey, disks },
        self: entryOf(node),
        peers: () => this.namedPeers.map(entryOf),
        firewall: () => this.firewall.file(),
        firstBoot: () => this.firstBoot(),
      }),
    );
  }

  /** Adds a contribution to the node. Refuses one that conflicts with earlier contributions. */
  contribute(contribution: Contribution): void {
    const contributions = [...this.contributions, contribution];
    const assembly = refusedAt(this.scope, () => assemble(contributions));
    if (assembly === undefined) {
      return;
    }
    this.assembly = assembly;
    this.contributions.push(contribution);
    for (const data of contribution.steps ?? []) {
      this.steps.set(data.id, this.makeStep(data));
    }
  }

  /**
   * A step of the node.
   * @throws Refusal if the node has no step with this id
   */
  step(id: string): MachineResource {
    const step = this.steps.get(id);
    if (step === undefined) {
      throw new Refusal(
        `${this.scope.node.path}: there is no step ${id}; there are ${[...this.steps.keys()].join(", ")}`,
      );
    }
    return step;
  }

  /** The step that applies settings that may change during the node's life. */
  get configure(): MachineResource {
    return this.step("configure");
  }

  /** The step after which the node is ready for use. */
  get ready(): MachineResource {
    return this.step("ready");
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

  private firstBoot(): Pick<BootProps, "packages" | "scripts" | "userData" | "cloudConfig"> {
    return {
      cloudConfig: this.cloudConfig(),
      packages: this.assembly.packages,
      scripts: this.contributions.flatMap(({ firstBoot }) => firstBoot ?? []),
      userData: this.contributions.flatMap(({ name, userData }) =>
        userData === undefined ? [] : [{ by: name, values: userData }],
      ),
    };
  }

  /** What people want of cloud-init; asked for when the stack is synthesized. */
  cloudConfig(): CloudConfig | undefined {
    return this.contributions.find(({ cloudConfig }) => cloudConfig !== undefined)?.cloudConfig?.();
  }

  private makeStep(data: StepData): MachineResource {
    const { node: target } = this.props;
    if (data.on === "operator") {
      return new OperatorStep(this.scope, target, data);
    }
    const { id, folder = id as StepFolder, effect, rerunsWithFiles } = data;
    return new Step(this.scope, id, { target, step: folder, effect, rerunsWithScript: rerunsWithFiles });
  }

  /**
   * Passes the contributions to their steps. It runs late because contributions are added after the node's steps exist.
   */
  private fillSteps(): void {
    const { steps } = this.assembly;
    const files = refusedAt(this.scope, () => contributedFiles(steps, this.contributions));
    for (const assembled of steps) {
      const step = this.step(assembled.data.id);
      for (const order of ordersOf(assembled)) {
        this.order(step, order);
      }
      if (step instanceof Step) {
        fillStep(step, assembled, files?.get(assembled.data.id) ?? []);
      }
    }
  }

  private order(step: MachineResource, { after = {}, waits = [], triggers = {} }: StepOrder): void {
    const resolved = (reference: StepReference) => (typeof reference === "string" ? this.step(reference) : reference);
    for (const [label, other] of Object.entries(after)) {
      step.after(label, resolved(other));
    }
    if (waits.length > 0) {
      step.wait(...waits.map(resolved));
    }
    for (const [label, value] of Object.entries(triggers)) {
      step.addTrigger(label, value);
    }
  }
}

function entryOf({ name, addresses }: NamedPeer): HostEntry {
  return { name, ipv6: addresses.ipv6 };
}

function fillStep(step: Step, { data, parts }: AssembledStep, files: readonly (NodeFile | RawFile)[]): void {
  const isOnce = data.on === "node" && !data.rerunsWithFiles;
  step[isOnce ? "uploadOnce" : "upload"](() => files);
  for (const { thing } of parts) {
    for (const [name, value] of Object.entries(thing.values ?? {})) {
      step.uploadValue(name, value);
    }
  }
  const runs = [...parts.flatMap(({ thing }) => thing.checks ?? []), ...parts.flatMap(({ thing }) => thing.runs ?? [])];
  for (const { script, words, restarts } of runs) {
    step.run(script, words);
    if (restarts) {
      step.reconnect();
    }
  }
}
