import { nodesOf } from "../../../plan/nodes";
import type { Accept, Balancer, Inbound, Location, Node, Plan, Port } from "../../../plan/plan";
import { formatIpv6Range, ipv6NetworkOf, parseIpv6, parseIpv6Range } from "../../../platform/addresses/ipv6";
import { type FoundLocation, natRuleOf, serverOf } from "./found";

/** A firewall rule that the plan requires, with real addresses. */
export interface WantedRule {
  /** Number of the requirement. */
  readonly requirement: number;
  /** Its place in the plan, e.g. `EU6::sql1 from NA9::sql2`. */
  readonly what: string;
  /** The rule as {@link ruleText} writes it. */
  readonly text: string;
}

/** A rule that accepts, in words that do not depend on the spelling of the API or Terraform. */
export function ruleText(ipVersion: string, protocol: string, source: string, destination: string, port = ""): string {
  return `${ipVersion} ${protocol.toUpperCase()} from ${source} to ${destination}${port === "" ? "" : ` port ${port}`}`;
}

/** The canonical text of an IPv6 range or address. Undefined: it is not one. */
export function canonicalIpv6(text: string, prefixSize = 128): string | undefined {
  const address = parseIpv6(text);
  return address && formatIpv6Range(ipv6NetworkOf({ address, prefixSize }));
}

const MISSING = "an address that is missing";

/**
 * The accept rules that the plan requires in one of its locations: from the Internet, between networks, and those that
 * a replication adds by itself.
 */
export function wantedRules(plan: Plan, location: Location, all: ReadonlyMap<string, FoundLocation>): WantedRule[] {
  return new Wanted(plan, all).at(location);
}

class Wanted {
  private readonly nodes: ReadonlyMap<string, { readonly node: Node; readonly location: Location }>;

  constructor(
    private readonly plan: Plan,
    private readonly all: ReadonlyMap<string, FoundLocation>,
  ) {
    const placed = plan.locations.flatMap((location) =>
      location.networks.flatMap(({ nodes }) => nodes.map((node) => [node.id, { node, location }] as const)),
    );
    this.nodes = new Map(placed);
  }

  at(location: Location): WantedRule[] {
    const nodes = nodesOf(location);
    const rules = [
      ...nodes.flatMap((node) => (node.internet ?? []).map((port) => this.fromInternet(node, location, port))),
      ...location.networks.flatMap(({ balancers }) => balancers.map((one) => this.toBalancer(one, location))),
      ...location.networks.flatMap((network) =>
        network.accept.flatMap((accept) => this.fromNetwork(network.id, accept, location)),
      ),
      ...nodes.flatMap((node) => this.ofReplication(node)),
      ...nodes.flatMap((node) => this.ofClients(node)),
    ];
    return [...new Map(rules.map((rule) => [rule.text, rule])).values()];
  }

  private fromInternet(node: Node, location: Location, inbound: Inbound): WantedRule {
    const found = this.all.get(location.id);
    const address: string = (found && natRuleOf(found, node.name)?.externalIp) ?? MISSING;
    const port = inbound.protocol === "icmp" ? "" : ports(inbound);
    const source = isForOperators(inbound) && this.plan.operators !== undefined ? listText(this.plan.operators) : "any";
    return {
      requirement: 11,
      what: `${node.id} from the Internet`,
      text: ruleText("IPV4", inbound.protocol, source, address, port),
    };
  }

  private toBalancer({ id, name, port }: Balancer, location: Location): WantedRule {
    const listener = this.all.get(location.id)?.listeners.find((one) => one.name === name);
    const address: string = listener?.listenerIpAddress ?? MISSING;
    const source = isForOperators(port) && this.plan.operators !== undefined ? listText(this.plan.operators) : "any";
    const text = ruleText("IPV4", port.protocol, source, address, ports(port));
    return { requirement: 11, what: `${id} from the Internet`, text };
  }

  private fromNetwork(to: string, { from, traffic }: Accept, location: Location): WantedRule[] {
    const what = `${to} from ${from}`;
    const rule = (version: "IPV4" | "IPV6", source: string, destination: string): WantedRule[] => {
      const text = (protocol: string, port = "") => ruleText(version, protocol, source, destination, port);
      const texts =
        traffic === "everything"
          ? [text("ip")]
          : [...traffic.ports.map((port) => text(port.protocol, ports(port))), ...(traffic.icmp ? [text("icmp")] : [])];
      return texts.map((one) => ({ requirement: 4, what, text: one }));
    };
    const own = location.networks.find(({ id }) => id === to);
    const inSameDomain = location.networks.find(({ id, domain }) => id === from && domain === own?.domain);
    return [
      ...rule("IPV6", this.rangeOf(from), this.rangeOf(to)),
      ...(inSameDomain && own ? rule("IPV4", ipv4Text(inSameDomain), ipv4Text(own)) : []),
    ];
  }

  /** MySQL, SSH and ICMPv6 between all members of a group: each may become the source. */
  private ofReplication(node: Node): WantedRule[] {
    const others = [...this.nodes.values()].filter(
      ({ node: other }) => node.mysql !== undefined && other.mysql?.group === node.mysql.group && other !== node,
    );
    const opened = [
      ["tcp", "3306"],
      ["tcp", "22"],
      ["icmp", ""],
    ] as const;
    return others.flatMap(({ node: { id } }) =>
      opened.map(([protocol, port]) => ({
        requirement: 4,
        what: `${node.id} from ${id}`,
        text: ruleText("IPV6", protocol, this.addressOf(id), this.addressOf(node.id), port),
      })),
    );
  }

  private ofClients(node: Node): WantedRule[] {
    return (node.mysql?.clients ?? []).map((client) => {
      const from = "network" in client ? client.network : client.cidr;
      const source = "network" in client ? this.rangeOf(client.network) : canonicalRange(client.cidr);
      const text = ruleText("IPV6", "tcp", source, this.addressOf(node.id), "3306");
      return { requirement: 4, what: `${node.id} from ${from}`, text };
    });
  }

  private rangeOf(network: string): string {
    const [location = "", name] = network.split("::");
    const range = this.all.get(location)?.vlans.find((vlan) => vlan.name === name)?.ipv6Range;
    return (range && canonicalIpv6(range.address, range.prefixSize)) ?? MISSING;
  }

  private addressOf(id: string): string {
    const placed = this.nodes.get(id);
    const found = placed && this.all.get(placed.location.id);
    const server = found && serverOf(found, placed.node.name);
    return canonicalIpv6(String(server?.networkInfo?.primaryNic?.ipv6)) ?? MISSING;
  }
}

/** Addresses of a list, in words. */
export function listText(ranges: readonly string[]): string {
  return `one of ${[...ranges]
    .map((range) => range.replace(/\/32$/, ""))
    .sort()
    .join(", ")}`;
}

function canonicalRange(text: string): string {
  const range = parseIpv6Range(text);
  return range ? formatIpv6Range(ipv6NetworkOf(range)) : text;
}

function ipv4Text({ ipv4 }: Location["networks"][number]): string {
  return `${ipv4.address}/${ipv4.prefixSize}`;
}

function ports({ begin, end }: Port): string {
  return begin === end ? String(begin) : `${begin}-${end}`;
}

/**
 * Whether a range of ports is for operators alone, where a plan has any. platform/baseline/login.ts says the same: it is
 * said again here, since a check that read it there could not find it wrong. A test compares the two.
 */
export function isForOperators(inbound: Inbound): boolean {
  return inbound.protocol === "tcp" && inbound.begin <= 22 && inbound.end >= 22;
}
