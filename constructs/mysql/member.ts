import { leastDays } from "../../platform/baseline/certificates";
import { type ApplyValue, plainValue, variableName } from "../../templates/apply-value";
import { knownOptions, mysqlConfiguration } from "../../templates/mysql/configuration";
import { mysqlInstallation } from "../../templates/mysql/install";
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
import type { NodeFile } from "../../templates/node-file";
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
    node.contextualisation.contribute({
      name: "mysql",
      packages: ["rsync", "zstd"],
      firstBoot: mysqlInstallation(),
      within: {
        configure: {
          files: () => [file, mysqlService(), ...this.seedFiles()],
          values: {
            "ca.pem": certificate.authority,
            "server.pem": certificate.certificate,
            "server-key.pem": certificate.key,
            ...this.seedKeyFile(),
          },
          // before anything is written: a server that takes writes, or replicates, is not made something else by a plan
          checks: [{ script: "role", words: () => [role] }],
          runs: [{ script: "configure-mysql", words: () => [role] }],
        },
        ready: {
          runs: [
            { script: "role", words: () => [role] },
            { script: "ready-mysql", words: () => [role, node.name, node.ipv6, `${serverId(node.id)}`] },
          ],
        },
      },
    });
  }

  /** On a source an account that serves dumps to its replicas and can do nothing else; on a replica the source's host key. */
  private seedFiles(): NodeFile[] {
    if (this.source !== undefined) {
      const { id, name, label, hostPublicKey } = this.source.node;
      const hostKey = plainValue(variableName(label, "host_key"), `host key of ${id}`, hostPublicKey);
      return [seedKnownHosts({ source: name, hostKey })];
    }
    const replicas = this.replicas
      .map((replica): SeededReplica => ({ name: replica.node.name, ipv6: replica.ipv6, publicKey: replica.seedKey }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return [seedAuthorizedKeys({ replicas }), seedSudoers({ replicas }), serveSeed(), seedDump()];
  }

  /** On a replica: the key for its dump. */
  private seedKeyFile(): Record<string, ApplyValue> {
    if (this.seedKeys === undefined) {
      return {};
    }
    const { privateKey } = this.seedKeys;
    return { "seed-key": { name: "seed_key_private", expression: privateKey, trigger: this.seedKey.trigger } };
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
