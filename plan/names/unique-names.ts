import { HOST_NAME, hostNameOf, NETWORK_NAME, NODE_NAME } from "../../platform/limits";
import { isConstructsOwnName } from "../../platform/names";
import { type Position, positionText } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { KnownLocation } from "./names";

/** Names that have another meaning in /etc/hosts or in a token. */
const TAKEN = ["localhost", "ip6-localhost", "ip6-loopback", "ip6-allnodes", "ip6-allrouters", "node", "location"];

/**
 * Keeps names distinct wherever they are used: as host names, where case does not matter, and as ids in Terraform,
 * where a dash or a dot becomes an underscore.
 */
export class UniqueNames {
  private readonly nodes = new Map<string, { name: string; at: Position }>();
  private readonly networks = new Map<KnownLocation, Map<string, string>>();
  /** Nodes by location: in Terraform they share a namespace with its networks. */
  private readonly places = new Map<KnownLocation, Map<string, string>>();

  public constructor(private readonly findings: Findings) {}

  /** Reserves the name of a node; false if it is not available. Nodes of all locations share one /etc/hosts. */
  public node(name: string, location: KnownLocation, at: Position, written = name): boolean {
    const host = NODE_NAME.test(name) ? hostNameOf(name) : undefined;
    // the message names the range, so that it appears once, and not once per node
    if (host === undefined) {
      this.findings.error(
        at,
        `"${written}" is no name for a node`,
        "it takes letters, digits and dashes, at most 63; dots and underscores too, in whose place its host name has dashes",
      );
      return false;
    }
    if (!HOST_NAME.test(name)) {
      this.findings.warning(
        at,
        `"${written}" is no host name: the machine itself has dashes in it for what is neither letter nor digit`,
        `the platform and this plan call it as it is written; its host name, in /etc/hosts and in certificates, is ${host}${written === name ? "" : " and so on"}`,
      );
    }
    if (TAKEN.includes(host.toLowerCase()) || isConstructsOwnName(name)) {
      this.findings.error(at, `a node cannot be called ${name}: the name means something else`);
      return false;
    }
    const other = this.nodes.get(idForm(name));
    if (other !== undefined) {
      const place = `the other one is at ${positionText(other.at)}`;
      this.findings.error(
        at,
        other.name === name
          ? `two nodes are called ${name}`
          : `the nodes ${other.name} and ${name} would have one host name`,
        `each host name is there once in the plan, whatever its capitals; ${place}`,
      );
      return false;
    }
    this.nodes.set(idForm(name), { name, at });
    const network = this.networks.get(location)?.get(idForm(name));
    if (network !== undefined) {
      this.apart(name, network, at);
    }
    this.places.set(location, (this.places.get(location) ?? new Map()).set(idForm(name), name));
    return true;
  }

  /** Reserves the name of a network at a location. */
  public network(name: string, location: KnownLocation, at: Position): void {
    if (!NETWORK_NAME.test(name)) {
      this.findings.error(
        at,
        `"${name}" is no name for a network`,
        "it takes letters, digits, dots, dashes and underscores, at most 63, a letter first",
      );
      return;
    }
    if (isConstructsOwnName(name)) {
      this.findings.error(at, `a network cannot be called ${name}: the name means something else`);
      return;
    }
    const taken = this.networks.get(location) ?? new Map<string, string>();
    const other = taken.get(idForm(name));
    if (other !== undefined) {
      this.findings.error(
        at,
        `the networks ${other} and ${name} would have one id in Terraform, where dashes, dots and capitals make no difference`,
      );
    }
    const node = this.places.get(location)?.get(idForm(name));
    if (node !== undefined) {
      this.apart(node, name, at);
    }
    this.networks.set(location, taken.set(idForm(name), name));
  }

  private apart(node: string, network: string, at: Position): void {
    this.findings.error(
      at,
      `the node ${node} and the network ${network} of one location would have one id in Terraform`,
      "rename one of them",
    );
  }
}

/** Form of a name in an id. */
function idForm(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "_");
}
