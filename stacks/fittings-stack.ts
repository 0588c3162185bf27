import { Construct } from "constructs";
import { Balancer } from "../constructs/balancing/balancer";
import { Pool } from "../constructs/balancing/pool";
import { MysqlReplication } from "../constructs/mysql/replication";
import { Location } from "../constructs/network/location";
import { Network } from "../constructs/network/network";
import { NetworkDomain } from "../constructs/network/network-domain";
import type { BackupProps } from "../constructs/node/backup";
import { Disk } from "../constructs/node/disk";
import { Node } from "../constructs/node/node";
import { RemovedNode } from "../constructs/node/removed-node";
import type { WindowsCommands } from "../constructs/node/windows-guest";
import type { Machines } from "../constructs/stack/deployment";
import { PlumblineStack } from "../constructs/stack/plumbline-stack";
import { joined, literal } from "../constructs/words/literal";
import { Port } from "../constructs/words/port";
import { refusalsIn } from "../constructs/words/refusal";
import { Size } from "../constructs/words/size";
import type { CloudConfig, Preparation } from "../constructs/words/values";
import type { Diagnostic, Position } from "../plan/findings/diagnostic";
import { PlanError } from "../plan/findings/plan-error";
import { allNodesOf, textsOf } from "../plan/nodes";
import type * as plan from "../plan/plan";
import { Refusal } from "../platform/refusal";
import { constructIdOf } from "./domain-ids";
import { filledConfig, preparationsOf } from "./filled-config";
import { balancerOrigin, poolOrigin } from "./plan-map/balancing-origins";
import { domainOrigin, networkOrigin } from "./plan-map/network-origins";
import { NodeOrigin } from "./plan-map/node-origin";
import { type NetworkContext, PlanIndex } from "./plan-map/plan-index";
import { PRODUCT } from "./plan-map/product";
import { ReplicationOrigin } from "./plan-map/replication-origin";
import { SettingsOrigin } from "./plan-map/settings-origin";
import { References } from "./references";
import { shownText } from "./terraform-text";

/** The stack of a fittings plan: the one place that knows both the plan and the constructs. */
export class FittingsStack extends PlumblineStack {
  private readonly networks = new Map<string, Network>();
  private readonly fittedNodes = new Map<string, Node>();
  private readonly balancers = new Map<string, Balancer>();
  /** What cloud-init does on nodes, by their ids. */
  private readonly cloudConfigs = new Map<string, CloudConfig>();
  /** What is prepared on nodes, by their ids. */
  private readonly preparations = new Map<string, readonly Preparation[]>();
  private readonly index: PlanIndex;
  private readonly references: References;
  private readonly mistakes: Diagnostic[] = [];
  private told = 0;

  /**
   * @param machines whether there are steps on the nodes; `MACHINES=left-out` in the environment leaves them out
   * @throws PlanError with everything in the plan that no part of the stack can be made from
   */
  constructor(scope: Construct, fittings: plan.Plan, machines: Machines = machinesOf(process.env)) {
    super(scope, fittings.name, {
      machines,
      backend: fittings.backend,
      operatorKeys: fittings.keys.map(({ publicKey }) => publicKey),
      ntp: fittings.ntp,
      certificates: fittings.certificates,
      generations: fittings.generations,
      endpoints: fittings.endpoints,
    });
    this.index = new PlanIndex(fittings);
    this.references = new References(
      this.deployment,
      fittings,
      (id) => this.nodeOf(id),
      (id) => this.balancerOf(id),
    );
    const { planMap } = this.deployment;
    planMap.begin({ plan: fittings.file, product: PRODUCT });
    planMap.describe(this, new SettingsOrigin(fittings, this.index, machines === "left out" ? 1 : 0));
    for (const location of fittings.locations) {
      this.placed(location.at, () => this.addLocation(location, fittings));
    }
    // networks and nodes name each other across locations, so all must exist first
    for (const { networks } of fittings.locations) {
      for (const network of networks) {
        this.placed(network.at, () => this.acceptTraffic(network));
      }
    }
    this.addGuests(fittings);
    this.addReplications(fittings);
    for (const { id, location, name, destroy, because, also, at } of fittings.removed) {
      const props = { location, name, destroy, because: literal(because), also };
      this.placed(at, () => new RemovedNode(this, `removed ${id}`, props));
    }
    this.addDocumentation(fittings);
    if (this.mistakes.length > 0) {
      throw new PlanError(this.mistakes);
    }
  }

  /** @throws Refusal with problems that show only when all parts exist */
  override prepareStack(): void {
    super.prepareStack();
    const refused = refusalsIn(this);
    if (refused.length > 0) {
      throw new Refusal(refused.join("\n"));
    }
  }

  private addLocation(location: plan.Location, fittings: plan.Plan): void {
    const { operators } = fittings;
    const { planMap } = this.deployment;
    const scope = new Location(this, location.id);
    const domains = new Map<string, NetworkDomain>();
    for (const domain of location.domains) {
      const props = {
        name: literal(domain.name),
        description: literal(domain.description),
        service: domain.service,
        ...(operators ? { operators } : {}),
      };
      const built = this.placed(domain.at, () => new NetworkDomain(scope, constructIdOf(domain, location), props));
      domains.set(domain.name, built);
      planMap.describe(built, domainOrigin(domain, location, fittings));
    }
    // a node may have cards in any network of its network domain
    for (const network of location.networks) {
      const built = domains.get(network.domain) as NetworkDomain;
      const ipv4 = `${network.ipv4.address}/${network.ipv4.prefixSize}`;
      const description = literal(network.description);
      const reserved = network.reserved.map(({ address }) => address);
      const { formerNames, routers } = network;
      const props = { ipv4, description, formerNames, protected: network.protected, reserved, routers };
      const vlan = this.placed(network.at, () => new Network(built, network.name, props));
      this.networks.set(network.id, vlan);
      planMap.describe(vlan, networkOrigin({ plan: fittings, location, network }, this.index, built));
    }
    for (const network of location.networks) {
      const built = domains.get(network.domain) as NetworkDomain;
      for (const node of network.nodes) {
        const made = this.placed(node.at, () => this.addNode(this.networkOf(network.id), node));
        this.fittedNodes.set(node.id, made);
        planMap.describe(made, new NodeOrigin({ plan: fittings, location, network, node }, this.index, built));
      }
    }
    for (const network of location.networks) {
      this.addBalancers({ plan: fittings, location, network });
    }
  }

  /** Divides connections among the nodes of blueprints. */
  private addBalancers(context: NetworkContext): void {
    const { planMap } = this.deployment;
    const { network } = context;
    const { domain } = this.networkOf(network.id);
    const pools = new Map<string, { readonly pool: Pool; readonly persistent: boolean }>();
    for (const described of network.pools) {
      const { id, name, description, method, persistent, healthMonitor, members, at } = described;
      const nodes = members.map((member) => this.nodeOf(member));
      const blueprint = id.slice(id.indexOf("::") + 2);
      const monitored = healthMonitor === undefined ? {} : { healthMonitor };
      const props = { name: literal(name), description: literal(description), method, members: nodes, ...monitored };
      const pool = this.placed(at, () => new Pool(domain, `pool ${blueprint}`, props));
      planMap.describe(pool, poolOrigin(described, context));
      pools.set(id, { pool, persistent });
    }
    for (const described of network.balancers) {
      const { id, label, name, port, address, pool, at } = described;
      const balanced = pools.get(pool ?? "");
      const props = {
        name: literal(name),
        port: inboundPort(port),
        ...(address === undefined ? {} : { address }),
        ...balanced,
      };
      const made = this.placed(at, () => new Balancer(domain, `balancer ${label}`, props));
      planMap.describe(made, balancerOrigin(described, context));
      this.balancers.set(id, made);
    }
  }

  /** Makes a part of the stack. Records its problems at its place in the plan, like all errors of a plan. */
  private placed<Made>(at: Position, make: () => Made): Made {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      this.noteRefused(at, error.message.split("\n"));
      throw new PlanError(this.mistakes);
    } finally {
      this.noteRefused(at);
    }
  }

  /** Records what was refused since the last call: a part within another has already recorded its own refusals. */
  private noteRefused(at: Position, more: readonly string[] = []): void {
    const refused = refusalsIn(this);
    const messages = [...refused.slice(this.told), ...more];
    this.mistakes.push(...messages.map((message) => ({ severity: "error" as const, at, message, hints: [] })));
    this.told = refused.length;
  }

  private addNode(network: Network, node: plan.Node): Node {
    const card = (of: Network, { privateIpv4 }: { readonly privateIpv4?: string }) => ({
      network: of,
      ...(privateIpv4 === undefined ? {} : { privateIpv4 }),
    });
    return new Node(network.domain, node.name, {
      cards: [card(network, node), ...node.cards.map((one) => card(this.networkOf(one.network), one))],
      image: literal(node.image),
      ...(node.cpu === undefined ? {} : { cpus: node.cpu.count }),
      ...(node.cpu?.coresPerSocket === undefined ? {} : { coresPerCpu: node.cpu.coresPerSocket }),
      ...(node.cpu?.speed === undefined ? {} : { cpuSpeed: node.cpu.speed }),
      ...(node.memoryGb === undefined ? {} : { memory: Size.gigabytes(node.memoryGb) }),
      disks: node.disks.map(({ unit, gigabytes, speed }) => Disk.of(Size.gigabytes(gigabytes), speed, { unit })),
      inbound: (node.internet ?? []).map(inboundPort),
      internet: node.internet !== undefined,
      ...(node.monitoring === undefined ? {} : { monitoring: node.monitoring }),
      ...(node.backup === undefined ? {} : { backup: backupOf(node.backup) }),
      description: literal(node.description),
      protected: node.protected,
      formerNames: node.formerNames,
      hostName: node.hostName,
      contextualised: node.contextualised,
      adopted: node.adopted,
      ...(node.prepare.length > 0 ? { prepare: () => this.preparations.get(node.id) ?? [] } : {}),
      ...(node.windows ? { windows: () => this.windowsOf(node) } : {}),
      ...(node.cloudConfig ? { cloudConfig: () => this.cloudConfigs.get(node.id) ?? {} } : {}),
    });
  }

  /** Accepts traffic from each other network once, even if several lines of the plan ask for it. */
  private acceptTraffic(network: plan.Network): void {
    const from = new Map<string, plan.Accept["traffic"][]>();
    for (const accept of network.accept) {
      from.set(accept.from, [...(from.get(accept.from) ?? []), accept.traffic]);
    }
    for (const [other, traffic] of from) {
      this.networkOf(network.id).acceptFrom(this.networkOf(other), portsOf(traffic));
    }
  }

  /** Nodes name each other's addresses, so all must stand first. */
  private addGuests(fittings: plan.Plan): void {
    for (const { id, cloudConfig, prepare } of allNodesOf(fittings)) {
      this.preparations.set(id, preparationsOf(prepare, this.references));
      if (cloudConfig) {
        this.cloudConfigs.set(id, filledConfig(cloudConfig.tree, this.references));
      }
    }
  }

  private windowsOf({ windows }: plan.Node): WindowsCommands {
    const { commands = [], ...rest } = windows ?? {};
    return {
      ...rest,
      commands: commands.map(({ parts }) =>
        joined(parts.map((part) => (typeof part === "string" ? part : this.references.valueOf(part)))),
      ),
    };
  }

  /** Groups have their own scope: a group may have the same name as a location, or as anything else in the stack. */
  private addReplications(fittings: plan.Plan): void {
    const scope = new Construct(this, "replication");
    const nodes = allNodesOf(fittings);
    for (const group of fittings.replications) {
      const { name, source, database, populate, at } = group;
      const members = nodes.flatMap((node) => (node.mysql?.group === name ? [this.memberOf(node.id, node.mysql)] : []));
      const discards = (user: string) => fittings.discarded.includes(user);
      const users = group.users.map((user) => ({ ...user, discardOldPassword: discards(user.name) }));
      const props = { members, source: this.nodeOf(source), database, users, ...(populate ? { populate } : {}) };
      const made = this.placed(at, () => new MysqlReplication(scope, name, props));
      this.deployment.addressChanges.rename(made, group.formerNames);
      this.deployment.planMap.describe(made, new ReplicationOrigin(group, this.index));
    }
  }

  private memberOf(id: string, { settings, reseed, clients }: plan.MysqlMember) {
    return {
      node: this.nodeOf(id),
      settings,
      ...(reseed === undefined ? {} : { reseed }),
      clients: clients.map((client) =>
        "network" in client ? { network: this.networkOf(client.network) } : { cidr: client.cidr },
      ),
    };
  }

  private addDocumentation(fittings: plan.Plan): void {
    this.outputs.addInformation(...textsOf(fittings).map((text) => shownText(text, this.references)));
  }

  private networkOf(id: string): Network {
    const network = this.networks.get(id);
    if (network === undefined) {
      throw new Error(`network ${id} is not in the plan`);
    }
    return network;
  }

  private balancerOf(id: string): Balancer {
    const balancer = this.balancers.get(id);
    if (balancer === undefined) {
      throw new Error(`balancer ${id} is not in the plan`);
    }
    return balancer;
  }

  private nodeOf(id: string): Node {
    const node = this.fittedNodes.get(id);
    if (node === undefined) {
      throw new Error(`node ${id} is not in the plan`);
    }
    return node;
  }
}

function backupOf({ plan: service, clients }: plan.Backup): BackupProps {
  return {
    plan: service,
    clients: clients.map(({ type, storagePolicy, schedulePolicy, alert }) => ({
      type: literal(type),
      storagePolicy: literal(storagePolicy),
      schedulePolicy: literal(schedulePolicy),
      ...(alert === undefined ? {} : { alert: { trigger: alert.trigger, emails: alert.emails.map(literal) } }),
    })),
  };
}

function inboundPort(port: plan.Inbound): Port {
  if (port.protocol === "icmp") {
    return Port.icmp();
  }
  return port.protocol === "tcp" ? Port.tcp(port.begin, port.end) : Port.udp(port.begin, port.end);
}

/** All accepted ports, without duplicates; undefined: everything. */
function portsOf(traffic: readonly plan.Accept["traffic"][]): readonly Port[] | undefined {
  const ports = new Map<string, Port>();
  for (const one of traffic) {
    if (one === "everything") {
      return undefined;
    }
    for (const port of [...one.ports.map(inboundPort), ...(one.icmp ? [Port.icmp()] : [])]) {
      ports.set(port.label, port);
    }
  }
  return [...ports.values()];
}

function machinesOf({ MACHINES }: NodeJS.ProcessEnv): Machines {
  if (MACHINES === undefined || MACHINES === "") {
    return "contextualised";
  }
  if (MACHINES === "left-out") {
    return "left out";
  }
  throw new Refusal(`MACHINES is "${MACHINES}"; it is left-out, or not set`);
}
