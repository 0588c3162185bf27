import { leastDays } from "../../platform/certificates";
import { type ApplyValue, plainValue, variableName } from "../../templates/apply-value";
import { knownOptions, mysqlConfiguration } from "../../templates/mysql/configuration";
import {
  type SeededReplica,
  seedAuthorizedKeys,
  seedDump,
  seedKnownHosts,
  seedSudoers,
  serveSeed,
} from "../../templates/mysql/seed-access";
import { serverId } from "../../templates/mysql/server-id";
import { mysqlService } from "../../templates/mysql/service";
import { type KeyPair, SshIdentity } from "../identity/ssh-identity";
import type { Peer } from "../network/peer";
import type { Node } from "../node/node";
import { Deployment } from "../stack/deployment";
import { Port } from "../words/port";
import { peerOf } from "./client";
import type { MysqlMemberProps } from "./member-props";

/** Port of MySQL's protocol. */
const MYSQL = Port.tcp(3306);
/** Port over which a replica fetches its dump. */
const SSH = Port.tcp(22);

/** A database server of a replication: what its node gets, and what its node lets in. */
export class MysqlMember {
  readonly node: Node;
  readonly role: "source" | "replica";
  /** Where clients connect from. */
  readonly clients: readonly Peer[];
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
    this.clients = (props.clients ?? []).map(peerOf);
    this.node.contextualisation.addPackages("mysql-server", "rsync", "zstd");
    // whoever may connect is named by `clients`, neighbours too
    this.node.contextualisation.firewall.closeToNeighbours();
    for (const client of this.clients) {
      this.accept(client, [MYSQL]);
    }
  }

  /** Makes this member a replica of another: names, keys and ports of both. */
  follow(source: MysqlMember): void {
    this.source = source;
    source.replicas.push(this);
    this.seedKeys = SshIdentity.keyPair(this.node, "seed_key");
    this.node.contextualisation.addPeer(source.node);
    source.node.contextualisation.addPeer(this.node);
    source.accept(this.node, [MYSQL, SSH, Port.icmp()]);
    this.accept(source.node, [Port.icmp()]);
  }

  /** Days that certificates must be valid at least. */
  get certificateDays(): number {
    return leastDays(Deployment.of(this.node).authority.renewBefore);
  }

  /** The member's own IPv6 address. */
  get ipv6(): ApplyValue {
    return this.node.addresses.ipv6;
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
      ipv6: this.ipv6,
      settings,
    });
    node.holdDatabase((this.source ?? this).node.id, () => ({
      role,
      ...(this.source && { source: this.source.node.id }),
      server_id: serverId(node.id),
      ...data,
      certificate_days: certificateDays,
      settings: knownOptions(file),
    }));
    const certificate = Deployment.of(node).authority.certificateFor(node, node.name, node.ipv6);
    configure.upload(() => [file, mysqlService()]);
    configure.uploadValue("ca.pem", certificate.authority);
    configure.uploadValue("server.pem", certificate.certificate);
    configure.uploadValue("server-key.pem", certificate.key);
    if (this.source === undefined) {
      this.serveDumps();
    } else {
      this.fetchDump(this.source.node);
    }
    // before anything is written: a server that takes writes, or replicates, is not made something else by a plan
    configure.runFirst("role", () => [role]);
    configure.run("configure-mysql", () => [role]);
    const { ready } = node.contextualisation;
    ready.run("role", () => [role]);
    ready.run("ready-mysql", () => [role, node.name, node.ipv6, `${serverId(node.id)}`]);
  }

  /** On a source: an account that serves dumps to its replicas and can do nothing else. */
  private serveDumps(): void {
    this.node.contextualisation.configure.upload(() => {
      const replicas = this.replicas
        .map((replica): SeededReplica => ({ name: replica.node.name, ipv6: replica.ipv6, publicKey: replica.seedKey }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      return [seedAuthorizedKeys({ replicas }), seedSudoers({ replicas }), serveSeed(), seedDump()];
    });
  }

  /** On a replica: the key for its dump, and the host key of its source. */
  private fetchDump(source: Node): void {
    const { configure } = this.node.contextualisation;
    const hostKey = plainValue(
      variableName(source.label, "host_key"),
      `host key of ${source.id}`,
      source.hostPublicKey,
    );
    configure.upload(() => [seedKnownHosts({ source: source.name, hostKey })]);
    configure.uploadValue("seed-key", {
      name: "seed_key_private",
      expression: this.seedKeys?.privateKey ?? "",
      trigger: this.seedKey.trigger,
    });
  }

  /** Public key that the replica fetches its dump with: it is no secret, and so its own trigger. */
  private get seedKey(): ApplyValue {
    const { id, label } = this.node;
    return plainValue(variableName(label, "seed_key"), `seed key of ${id}`, this.seedKeys?.publicKey ?? "");
  }

  /** Lets traffic in over the back end: at the platform's firewall and at the node's own. */
  private accept(from: Peer, ports: readonly Port[]): void {
    this.node.domain.accept({ from, to: this.node, ports, families: ["ipv6"] });
  }
}
