import { leastDays } from "../platform/certificates";
import { knownOptions, mysqlConfiguration } from "../templates/mysql/configuration";
import {
  type SeededReplica,
  seedAuthorizedKeys,
  seedDump,
  seedKnownHosts,
  seedSudoers,
  serveSeed,
} from "../templates/mysql/seed-access";
import { serverId } from "../templates/mysql/server-id";
import { mysqlService } from "../templates/mysql/service";
import { type ClientRange, clientRange } from "./mysql-client";
import type { MysqlMemberProps } from "./mysql-replication";
import type { Node } from "./node";
import { PlumblineStack } from "./plumbline-stack";
import { Port } from "./port";
import { type KeyPair, SshIdentity } from "./ssh-identity";
import { shown, type Value, variableOf } from "./value";

/** Port of MySQL's protocol. */
const MYSQL = Port.tcp(3306);
/** Port over which a replica fetches its dump. */
const SSH = Port.tcp(22);

/** A database server of a replication: what its node gets, and what its node lets in. */
export class MysqlMember {
  readonly node: Node;
  readonly role: "source" | "replica";
  readonly clients: readonly ClientRange[];
  readonly reseed: string | undefined;
  private readonly settings: Readonly<Record<string, string>>;
  private readonly replicas: MysqlMember[] = [];
  private source: MysqlMember | undefined;
  private seedKeys: KeyPair | undefined;

  constructor(props: MysqlMemberProps & { readonly role: "source" | "replica" }) {
    this.node = props.node;
    this.role = props.role;
    this.reseed = props.reseed;
    this.settings = props.settings ?? {};
    this.clients = (props.clients ?? []).map(clientRange);
    this.node.keepWhenEdited();
    this.node.contextualisation.addPackages("mysql-server", "rsync", "zstd");
    // whoever may connect is named by `clients`, neighbours too
    this.node.contextualisation.firewall.closeToNeighbours();
    for (const client of this.clients) this.accept(client.from, client.label, client.value, "network", [MYSQL]);
  }

  /** Makes this member a replica of another: names, keys and ports of both. */
  follow(source: MysqlMember): void {
    this.source = source;
    source.replicas.push(this);
    this.seedKeys = SshIdentity.keyPair(this.node, "seed_key");
    this.node.contextualisation.addPeer(source.node);
    source.node.contextualisation.addPeer(this.node);
    source.accept(this.node.id, this.node.label, this.node.ipv6Value, "address", [MYSQL, SSH, Port.icmp()]);
    this.accept(source.node.id, source.node.label, source.node.ipv6Value, "address", [Port.icmp()]);
  }

  /** For names of variables. */
  variable(what: string): string {
    return variableOf(this.node.id, what);
  }

  /** Days that certificates must be valid at least. */
  get certificateDays(): number {
    return leastDays(PlumblineStack.ofConstruct(this.node).authority.renewBefore);
  }

  /** The address of this member under the name of its variable. */
  get address(): Readonly<Record<string, Value>> {
    return { [this.variable("ipv6")]: this.node.ipv6Value };
  }

  /** Adds MySQL to the node's step `configure`. Called once all members follow their source. */
  configure(data: { readonly database: string; readonly populated: boolean }): void {
    const { node, role, settings } = this;
    const { configure } = node.contextualisation;
    const { certificateDays } = this;
    const file = mysqlConfiguration({
      role,
      serverId: serverId(node.id),
      reportHost: node.name,
      ipv6: this.variable("ipv6"),
      settings,
    });
    node.database = {
      role,
      serverId: serverId(node.id),
      source: this.source?.node,
      ...data,
      certificateDays,
      settings: knownOptions(file),
    };
    const certificate = PlumblineStack.ofConstruct(node).authority.certificateFor(node, node.name, node.ipv6);
    configure.upload(
      () => [file, mysqlService()],
      () => this.address,
    );
    configure.uploadValue("ca.pem", certificate.authority);
    configure.uploadValue("server.pem", certificate.certificate);
    configure.uploadValue("server-key.pem", certificate.key);
    if (role === "source") this.serveDumps();
    else this.fetchDump();
    // before anything is written: a server that takes writes, or replicates, is not made something else by a plan
    configure.runFirst("role", () => [role]);
    configure.run("configure-mysql", () => [role]);
    const { ready } = node.contextualisation;
    ready.run("role", () => [role]);
    ready.run("ready-mysql", () => [role, node.name, node.ipv6, `${serverId(node.id)}`]);
  }

  /** On a source: an account that serves dumps to its replicas and can do nothing else. */
  private serveDumps(): void {
    const replicas = () =>
      this.replicas
        .map(
          (replica): SeededReplica => ({
            name: replica.node.name,
            ipv6: replica.variable("ipv6"),
            publicKey: replica.variable("seed_key"),
          }),
        )
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    this.node.contextualisation.configure.upload(
      () => [
        seedAuthorizedKeys({ replicas: replicas() }),
        seedSudoers({ replicas: replicas() }),
        serveSeed(),
        seedDump(),
      ],
      () =>
        Object.assign(
          {},
          ...this.replicas.map((replica) => ({
            ...replica.address,
            [replica.variable("seed_key")]: publicKeyValue(replica.node, replica.seedKeys?.publicKey ?? ""),
          })),
        ),
    );
  }

  /** On a replica: the key for its dump, and the host key of its source. */
  private fetchDump(): void {
    const source = this.source;
    const seedKeys = this.seedKeys;
    if (source === undefined || seedKeys === undefined) return;
    const { configure } = this.node.contextualisation;
    const hostKey = source.node.hostKey.publicKey;
    configure.upload(
      () => [seedKnownHosts({ source: source.node.name, hostKey: source.variable("host_key") })],
      () => ({ [source.variable("host_key")]: shown(`host key of ${source.node.id}`, hostKey) }),
    );
    configure.uploadValue("seed-key", {
      expression: seedKeys.privateKey,
      trigger: publicKeyValue(this.node, seedKeys.publicKey).trigger,
    });
  }

  /** Lets traffic in at the platform's firewall and at the node's own. */
  private accept(from: string, label: string, value: Value, kind: "address" | "network", ports: readonly Port[]): void {
    const { node } = this;
    for (const port of ports) {
      node.location.firewall.accept(node, {
        from: label,
        to: node.name,
        source: kind === "address" ? { address: value.expression } : { network: value.expression },
        destination: { address: node.ipv6 },
        port,
      });
    }
    node.contextualisation.firewall.accept({ from, label, source: value, ports });
  }
}

/** A public key is no secret: it is its own trigger. */
function publicKeyValue(node: Node, publicKey: string): Value {
  return shown(`seed key of ${node.id}`, publicKey);
}
