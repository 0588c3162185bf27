import type { Construct } from "constructs";
import { MysqlReplication, type MysqlReplicationProps } from "../constructs/mysql/replication";
import { Location } from "../constructs/network/location";
import { Network } from "../constructs/network/network";
import { NetworkDomain } from "../constructs/network/network-domain";
import { Disk } from "../constructs/node/disk";
import { Node } from "../constructs/node/node";
import type { Machines } from "../constructs/stack/deployment";
import { PlumblineStack } from "../constructs/stack/plumbline-stack";
import { literal } from "../constructs/words/literal";
import { Port } from "../constructs/words/port";
import { refusalsIn } from "../constructs/words/refusal";
import { Size } from "../constructs/words/size";
import type { Diagnostic, Position } from "../plan/findings/diagnostic";
import { PlanError } from "../plan/findings/plan-error";
import { allNodesOf } from "../plan/nodes";
import type * as plan from "../plan/plan";
import { Refusal } from "../platform/refusal";
import { terraformText } from "./terraform-text";

/** The stack of a fittings plan: the one place that knows both the plan and the constructs. */
export class FittingsStack extends PlumblineStack {
  private readonly networks = new Map<string, Network>();
  private readonly fittedNodes = new Map<string, Node>();
  private readonly mistakes: Diagnostic[] = [];
  private told = 0;

  /**
   * @param machines whether there are steps on the nodes; `MACHINES=left-out` in the environment leaves them out
   * @throws PlanError with all that no part of the stack can be made of
   */
  constructor(scope: Construct, fittings: plan.Plan, machines: Machines = machinesOf(process.env)) {
    super(scope, fittings.name, {
      machines,
      backend: fittings.backend,
      operatorKeys: fittings.keys.map(({ publicKey }) => publicKey),
      ntp: fittings.ntp,
      certificates: fittings.certificates,
      generations: fittings.generations,
    });
    for (const location of fittings.locations) {
      this.placed(location.at, () => this.addLocation(location, fittings.operators));
    }
    // networks and nodes name each other across locations, so all must stand first
    for (const { networks } of fittings.locations) {
      for (const network of networks) {
        this.placed(network.at, () => this.acceptTraffic(network));
      }
    }
    this.addReplications(fittings);
    this.addDocumentation(fittings);
    if (this.mistakes.length > 0) {
      throw new PlanError(this.mistakes);
    }
  }

  /** @throws Refusal with what is found only when all parts are there */
  override prepareStack(): void {
    super.prepareStack();
    const refused = refusalsIn(this);
    if (refused.length > 0) {
      throw new Refusal(refused.join("\n"));
    }
  }

  private addLocation(location: plan.Location, operators: readonly string[] | undefined): void {
    const { domain } = location;
    const built = new NetworkDomain(new Location(this, location.id), "Default", {
      name: literal(domain.name),
      description: literal(domain.description),
      service: domain.service,
      ...(operators ? { operators } : {}),
    });
    for (const network of location.networks) {
      const ipv4 = `${network.ipv4.address}/${network.ipv4.prefixSize}`;
      const description = literal(network.description);
      const vlan = this.placed(network.at, () => new Network(built, network.name, { ipv4, description }));
      this.networks.set(network.id, vlan);
      for (const node of network.nodes) {
        this.placed(node.at, () => this.fittedNodes.set(node.id, this.addNode(vlan, node)));
      }
    }
  }

  /** Makes a part of the stack. What stands against it is told at its place in the plan, as all mistakes of a plan are. */
  private placed<Made>(at: Position, make: () => Made): Made {
    const note = (messages: readonly string[]) =>
      this.mistakes.push(...messages.map((message) => ({ severity: "error" as const, at, message, hints: [] })));
    try {
      return make();
    } catch (error) {
      if (!(error instanceof Refusal)) {
        throw error;
      }
      note([...refusalsIn(this).slice(this.told), ...error.message.split("\n")]);
      this.told = refusalsIn(this).length;
      throw new PlanError(this.mistakes);
    } finally {
      // a part within this one has told of its own
      note(refusalsIn(this).slice(this.told));
      this.told = refusalsIn(this).length;
    }
  }

  private addNode(network: Network, node: plan.Node): Node {
    return new Node(network.domain, node.name, {
      cards: [{ network, ...(node.privateIpv4 === undefined ? {} : { privateIpv4: node.privateIpv4 }) }],
      image: literal(node.image),
      cpus: node.cpu.count,
      ...(node.cpu.coresPerSocket === undefined ? {} : { coresPerCpu: node.cpu.coresPerSocket }),
      ...(node.cpu.speed === undefined ? {} : { cpuSpeed: node.cpu.speed }),
      memory: Size.gigabytes(node.memoryGb),
      disks: node.disks.map(({ unit, gigabytes, speed }) => Disk.of(Size.gigabytes(gigabytes), speed, { unit })),
      inbound: (node.internet ?? []).map(inboundPort),
      internet: node.internet !== undefined,
      ...(node.monitoring === undefined ? {} : { monitoring: node.monitoring }),
      description: literal(node.description),
      protected: node.protected,
    });
  }

  /** What a network accepts from one other is said once, however many lines of the plan say it. */
  private acceptTraffic(network: plan.Network): void {
    const from = new Map<string, plan.Accept["traffic"][]>();
    for (const accept of network.accept) {
      from.set(accept.from, [...(from.get(accept.from) ?? []), accept.traffic]);
    }
    for (const [other, traffic] of from) {
      this.networkOf(network.id).acceptFrom(this.networkOf(other), portsOf(traffic));
    }
  }

  private addReplications(fittings: plan.Plan): void {
    const nodes = allNodesOf(fittings);
    const replicasOf = new Map<string, plan.Node[]>();
    for (const node of nodes) {
      if (node.mysql?.role !== "replica") {
        continue;
      }
      replicasOf.set(node.mysql.source, [...(replicasOf.get(node.mysql.source) ?? []), node]);
    }
    for (const node of nodes) {
      const { mysql } = node;
      if (mysql?.role !== "source") {
        continue;
      }
      const replication: MysqlReplicationProps = {
        source: this.memberOf(node, mysql),
        replicas: (replicasOf.get(node.id) ?? []).map((replica) =>
          this.memberOf(replica, replica.mysql as plan.MysqlReplica),
        ),
        database: mysql.database,
        users: mysql.users.map((user) => ({ ...user, discardOldPassword: fittings.discarded.includes(user.name) })),
        ...(mysql.populate ? { populate: mysql.populate } : {}),
      };
      this.placed(mysql.at, () => new MysqlReplication(this, `${node.name}-replication`, replication));
    }
  }

  private memberOf(node: plan.Node, mysql: plan.MysqlSource | plan.MysqlReplica) {
    return {
      node: this.nodeOf(node.id),
      settings: mysql.settings,
      ...(mysql.role === "replica" && mysql.reseed ? { reseed: mysql.reseed } : {}),
      clients: mysql.clients.map((client) =>
        "network" in client ? { network: this.networkOf(client.network) } : { cidr: client.cidr },
      ),
    };
  }

  /** Lines of the settings, then of each location and its nodes, in the plan's order. */
  private addDocumentation(fittings: plan.Plan): void {
    const texts = [
      ...fittings.information,
      ...fittings.locations.flatMap((location) => [
        ...location.information,
        ...location.networks.flatMap(({ nodes }) => nodes.flatMap(({ information }) => information)),
      ]),
    ];
    this.outputs.addInformation(...texts.map((text) => terraformText(text, (id) => this.nodeOf(id))));
  }

  private networkOf(id: string): Network {
    const network = this.networks.get(id);
    if (network === undefined) {
      throw new Error(`network ${id} is not in the plan`);
    }
    return network;
  }

  private nodeOf(id: string): Node {
    const node = this.fittedNodes.get(id);
    if (node === undefined) {
      throw new Error(`node ${id} is not in the plan`);
    }
    return node;
  }
}

function inboundPort(port: plan.Inbound): Port {
  if (port.protocol === "icmp") {
    return Port.icmp();
  }
  return port.protocol === "tcp" ? Port.tcp(port.begin, port.end) : Port.udp(port.begin, port.end);
}

/** All ports that are let in, each once; undefined: everything. */
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
