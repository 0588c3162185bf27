import type { Server } from "../../providers/ddcloud";
import { loginsOf } from "../../templates/guest/logins";
import type { Secret } from "../identity/secret";
import type { Location } from "../network/location";
import type { Deployment } from "../stack/deployment";
import type { Outputs } from "../stack/outputs";
import { addressOf } from "../words/address";
import type { Contextualisation } from "./contextualisation";
import type { ArrangedDisk } from "./disk";

/** A node, as far as people and the commands are told of it. */
export interface ReportedNode {
  readonly id: string;
  readonly name: string;
  readonly location: Location;
  readonly publicIpv4: string | undefined;
  readonly privateIpv4: string;
  readonly ipv6: string;
  readonly loginUser: string;
  readonly hostPublicKey: string;
  readonly adminPassword: Secret;
  readonly disks: readonly ArrangedDisk[];
  readonly server: Server;
  readonly isProtected: boolean;
  readonly isContextualised: boolean;
  readonly isAdopted: boolean;
  readonly contextualisation: Contextualisation;
}

/** The database that a node holds. */
export interface HeldDatabase {
  /** Name of the group that the node is a member of. */
  readonly replication: string;
  /** What `npm run verify` compares it with; evaluated at synthesis. */
  readonly expectations: () => object;
}

/**
 * Outputs about a node, for people and the commands.
 * @param database asked for when the stack is synthesized
 */
export function contributeOutputs(
  node: ReportedNode,
  { outputs, sshPort, machines }: Deployment,
  database: () => HeldDatabase | undefined,
): void {
  const addresses = () => ({
    name: node.name,
    location: node.location.dataCentre,
    // an expression, because cdktf cannot write a null in HCL
    public_ipv4: node.publicIpv4 ?? "${null}",
    private_ipv4: node.privateIpv4,
    ipv6: node.ipv6,
  });
  const login = () => ({ host_key: node.hostPublicKey, ssh_user: node.loginUser, ssh_port: sshPort.numberValue });
  if (node.isContextualised) {
    outputs.contribute("nodes", node.id, () => ({ ...addresses(), ...login() }));
    contributeExpectations(node, outputs, database);
  } else {
    outputs.contribute("unattended", node.id, addresses);
  }
  // what the next deployment must know of a server whose node may no longer be in the plan
  outputs.contribute("guarded", addressOf(node.server), () => {
    const held = database();
    return {
      node: node.id,
      protected: node.isProtected,
      contextualised: node.isContextualised && machines === "contextualised",
      ...(held === undefined ? {} : { replication: held.replication }),
    };
  });
  if (!node.isAdopted) {
    // the password of a server that stood before is not the one that Terraform made
    outputs.contribute("admin_passwords", node.id, () => node.adminPassword.value.expression);
  }
}

/** What `npm run verify` compares a node with. */
function contributeExpectations(node: ReportedNode, outputs: Outputs, database: () => HeldDatabase | undefined): void {
  // only what follows from the plan and stays true during a node's life; not the NTP servers, which only the first
  // boot sets
  outputs.contribute("expectations", node.id, () => {
    const held = database();
    return {
      disks: node.disks.map(({ unit, gigabytes }) => ({ unit, gigabytes })),
      peers: node.contextualisation.namedPeers.map(({ name, addresses }) => ({
        name,
        ipv6: addresses.ipv6.expression,
      })),
      ...openedLogins(node.contextualisation),
      // a key with an undefined value would become a null, which cdktf cannot write in HCL
      ...(held === undefined ? {} : { mysql: held.expectations() }),
    };
  });
}

/** What a node's cloud-config lets in that is closed elsewhere. */
function openedLogins(contextualisation: Contextualisation): object {
  const { sshd, rootPassword } = loginsOf(contextualisation.cloudConfig());
  return {
    ...(Object.keys(sshd).length > 0 ? { sshd } : {}),
    ...(rootPassword ? { root_password: true } : {}),
  };
}
