import { Fn, TerraformLocal } from "cdktf";
import { Construct } from "constructs";
import { findImage, guestOf } from "../../platform/images";
import { Refusal } from "../../platform/refusal";
import { Nat, type Server, ServerBackup } from "../../providers/ddcloud";
import { plainValue, variableName } from "../../templates/apply-value";
import { Secret } from "../identity/secret";
import { type KeyPair, SshIdentity } from "../identity/ssh-identity";
import type { Location } from "../network/location";
import type { NetworkBase } from "../network/network-base";
import type { NetworkDomainBase } from "../network/network-domain-base";
import { INTERNET, type Peer, type Receiver } from "../network/peer";
import { Deployment } from "../stack/deployment";
import type { Target } from "../steps/target";
import type { Port } from "../words/port";
import { refuse } from "../words/refusal";
import { providerClients } from "./backup";
import { Contextualisation } from "./contextualisation";
import { type ArrangedDisk, arrangeDisks } from "./disk";
import { ExistingNode, type ServerAttributes } from "./existing-node";
import { atSynthesis, guestContributions } from "./guest-contributions";
import { Monitoring } from "./monitoring";
import { contributeOutputs, type HeldDatabase } from "./node-outputs";
import { nodeProblems } from "./node-problems";
import type { NodeProps } from "./node-props";
import { addServer } from "./server";
import { WindowsGuest } from "./windows-guest";

/** A server with its disks, its addresses, the ports that are open to the Internet, and its steps. */
export class Node extends Construct implements Receiver, Target {
  /** An existing server, as a peer of others: no step runs on it. */
  static fromServerAttributes(scope: NetworkDomainBase, id: string, attributes: ServerAttributes): ExistingNode {
    return new ExistingNode(scope, id, attributes);
  }

  readonly kind = "address";
  /** `LOCATION::NAME`. */
  readonly id: string;
  /** What the machine is called; the platform has the construct's id. */
  readonly name: string;
  readonly label: string;
  readonly formerLabels: readonly string[];
  readonly location: Location;
  readonly domain: NetworkDomainBase;
  /** The network of the primary card. */
  readonly network: NetworkBase;
  /** Canonical IPv6 address, and private IPv4 address. */
  readonly addresses: Required<Peer["addresses"]>;
  readonly publicIpv4: string | undefined;
  readonly adminPassword: Secret;
  readonly inbound: readonly Port[];
  /** All disks by unit, the image's first. Empty: the image's, of which no size is known. */
  readonly disks: readonly ArrangedDisk[];
  /** The server itself, for attributes that these constructs do not cover. */
  readonly server: Server;
  /** The NAT rule itself; undefined without a public address. */
  readonly nat: Nat | undefined;
  /** Whether Terraform refuses to destroy the server. */
  readonly isProtected: boolean;
  readonly loginUser: string;
  /** Whether steps run on the node. */
  readonly isContextualised: boolean;
  /** Whether Terraform takes over a server that stood before. */
  readonly isAdopted: boolean;
  private readonly loginKey: KeyPair | undefined;
  private readonly steps: Contextualisation | undefined;
  private database: HeldDatabase | undefined;

  constructor(scope: NetworkDomainBase, id: string, props: NodeProps) {
    super(scope, scope.freeName(id, "node"));
    const { location } = scope;
    const [primary, ...more] = props.cards;
    this.name = props.hostName ?? id;
    this.location = location;
    this.domain = scope;
    this.network = primary.network;
    this.id = location.idOf(id);
    this.label = location.labelOf(id);
    const { formerNames = [] } = props;
    this.formerLabels = formerNames.map((name) => location.labelOf(name));
    Deployment.of(this).addressChanges.rename(this, formerNames);
    this.inbound = props.inbound ?? [];
    const image = findImage(props.image);
    const guest = guestOf(props.image);
    this.loginUser = guest.loginUser;
    this.isContextualised = props.contextualised ?? guest.isContextualised;
    this.isAdopted = props.adopted ?? false;
    const { name: hostName, isContextualised } = this;
    refuse(scope, id, nodeProblems(props, { hostName, domain: scope, guest, isContextualised }));
    this.disks = arrangeDisks(scope, id, props, image?.name === props.image ? image.diskGb : undefined);
    this.adminPassword = new Secret(this, "admin", {
      name: `admin of ${this.id}`,
      length: 24,
      // the platform requires these of an administrator's password
      punctuation: "-_=+.:",
      generation: Deployment.of(this).generationOf("admin"),
      ...(props.adminPassword === undefined ? {} : { expression: props.adminPassword }),
    });
    this.isProtected = props.protected ?? false;
    this.server = addServer(this, props, {
      ...{ name: id, domain: scope, disks: this.disks, isProtected: this.isProtected },
      isAdopted: this.isAdopted,
      adminPassword: this.adminPassword.value.expression,
    });
    // the platform writes addresses in full, but MySQL's accounts and certificates need the canonical form
    const ipv6 = new TerraformLocal(this, "ipv6", Fn.cidrhost(`${this.server.primaryAdapterIpv6}/128`, 0)).asString;
    this.addresses = {
      ipv6: plainValue(variableName(this.label, "ipv6"), `address of ${this.id}`, ipv6),
      ipv4: plainValue(variableName(this.label, "ipv4"), `private IPv4 address of ${this.id}`, this.privateIpv4),
    };
    this.nat = (props.internet ?? this.inbound.length > 0) ? this.translate() : undefined;
    this.publicIpv4 = this.nat?.publicIpv4;
    if (this.publicIpv4 && this.inbound.length > 0) {
      scope.accept({ from: INTERNET, to: this, ports: this.inbound });
    }
    if (props.monitoring) {
      const { region } = location;
      new Monitoring(this, "monitoring", { serverId: this.serverId, region, plan: props.monitoring });
    }
    if (props.backup) {
      new ServerBackup(this, "backup", {
        provider: location.provider,
        server: this.serverId,
        servicePlan: props.backup.plan,
        client: providerClients(props.backup.clients),
      });
    }
    this.loginKey = this.isContextualised ? SshIdentity.keyPair(this, "host_key") : undefined;
    this.steps =
      this.loginKey && this.contextualise(this.loginKey, [primary.network, ...more.map(({ network }) => network)]);
    for (const contribution of this.steps ? guestContributions(this, props, this.disks) : []) {
      this.steps?.contribute(contribution);
    }
    const { windows } = props;
    if (windows !== undefined) {
      new WindowsGuest(this, "windows", {
        serverId: this.serverId,
        address: this.privateIpv4,
        password: this.adminPassword.value.expression,
        commands: atSynthesis(windows),
      });
    }
    contributeOutputs(this, Deployment.of(this), () => this.database);
  }

  /** Folder of the node's files, relative to the stack's: `nodes/EU6/sql1`. */
  get folder(): string {
    return `nodes/${this.location.node.id}/${this.name}`;
  }

  get serverId(): string {
    return this.server.id;
  }

  /** Canonical IPv6 address, as an expression. */
  get ipv6(): string {
    return this.addresses.ipv6.expression;
  }

  /** Private IPv4 address, as an expression. */
  get privateIpv4(): string {
    return this.server.primaryAdapterIpv4;
  }

  /** The public address, or the private one (over a VPN). */
  get loginAddress(): string {
    return this.publicIpv4 ?? this.privateIpv4;
  }

  /**
   * The steps on the node.
   * @throws Refusal if there are none: see `isContextualised`
   */
  get contextualisation(): Contextualisation {
    return this.known(this.steps);
  }

  /**
   * The host key that every connection pins.
   * @throws Refusal if nothing connects: see `isContextualised`
   */
  get hostKey(): KeyPair {
    return this.known(this.loginKey);
  }

  get hostPublicKey(): string {
    return this.hostKey.publicKey;
  }

  /**
   * Declares that the node holds a database. Terraform then keeps the server when its image is edited: the image of a
   * running database server no longer matters, and only `-replace` asks for a replacement.
   * @param replication name of the group that it is a member of
   * @param expectations what `npm run verify` compares it with; evaluated at synthesis
   */
  holdDatabase(replication: string, expectations: () => object): void {
    this.server.lifecycle = { ...this.server.lifecycle, ignoreChanges: ["image"] };
    this.database = { replication, expectations };
  }

  /** Lets connections in that the platform's load balancer divides, on the node itself: in front of it, nothing is closed. */
  takeBalanced(port: Port): void {
    this.steps?.firewall.open(port);
  }

  get holdsDatabase(): boolean {
    return this.database !== undefined;
  }

  private known<Part>(part: Part | undefined): Part {
    if (part === undefined) {
      throw new Refusal(
        `${this.node.path}: no step runs on this node, which is not contextualised; have it contextualised, or take another node`,
      );
    }
    return part;
  }

  private contextualise(
    { privateKey }: KeyPair,
    networks: readonly [NetworkBase, ...NetworkBase[]],
  ): Contextualisation {
    return new Contextualisation(this, "steps", {
      node: this,
      adminPassword: this.adminPassword.value.expression,
      hostPrivateKey: privateKey,
      disks: this.disks,
      inbound: this.inbound,
      networks,
    });
  }

  /** Gives the node a public IPv4 address. */
  private translate(): Nat {
    return new Nat(this, "nat", {
      provider: this.location.provider,
      networkdomain: this.domain.domainId,
      privateIpv4: this.privateIpv4,
      // the server's address does not refer to the VLAN, which must outlive the NAT rule
      ...(this.network.dependable ? { dependsOn: [this.network.dependable] } : {}),
    });
  }
}
