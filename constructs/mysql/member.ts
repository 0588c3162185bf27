import { leastDays } from "../../platform/baseline/certificates";
import { type ApplyValue, plainValue, variableName } from "../../templates/apply-value";
import { knownOptions, mysqlConfiguration } from "../../templates/mysql/configuration";
import { mysqlInstallation } from "../../templates/mysql/install";
import {
  type SeedMember,
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

/**
 * A database server of a replication: what is installed on its node, and the traffic that its node accepts. Neither
 * depends on which member is the source: each member serves seeds to all others, and starts read-only.
 */
export class MysqlMember {
  readonly node: Node;
  /** The peers that clients connect from. */
  readonly clients: readonly Peer[];
  readonly reseed: string | undefined;
  private readonly settings: Readonly<Record<string, string>>;
  private readonly others: MysqlMember[] = [];
  private readonly seedKeys: KeyPair;

  constructor(props: MysqlMemberProps) {
    this.node = props.node;
    this.reseed = props.reseed;
    this.settings = props.settings ?? {};
    this.clients = (props.clients ?? []).map(peerOf);
    // only `clients` may connect: neighbours are no exception
    this.node.contextualisation.firewall.closeToNeighbours();
    for (const client of this.clients) {
      this.accept(client, [MYSQL]);
    }
    this.seedKeys = SshIdentity.keyPair(this.node, "seed_key");
  }

  /** Adds another member of the group: this node knows its name and key, and accepts its traffic. */
  join(other: MysqlMember): void {
    this.others.push(other);
    this.node.contextualisation.addPeer(other.node);
    this.accept(other.node, [MYSQL, SSH, Port.icmp()]);
  }

  /** Minimum number of days that certificates must still be valid. */
  get certificateDays(): number {
    return leastDays(Deployment.of(this.node).authority.renewBefore);
  }

  /** The member's own IPv6 address. */
  get ipv6(): ApplyValue {
    return this.node.addresses.ipv6;
  }

  /**
   * Contributes MySQL to the node. Call it after all members have joined each other.
   * @param replication name of the group
   */
  configure(replication: string): void {
    const { node, settings } = this;
    const { certificateDays } = this;
    const id = serverId(node.id);
    const file = mysqlConfiguration({ serverId: id, reportHost: node.name, ipv6: this.ipv6, settings });
    node.holdDatabase(replication, () => ({
      replication,
      server_id: id,
      certificate_days: certificateDays,
      settings: knownOptions(file),
    }));
    const certificate = Deployment.of(node).authority.certificateFor(node, node.name, node.ipv6);
    const seedKey = { ...this.seedKey, name: "seed_key_private", expression: this.seedKeys.privateKey };
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
            "seed-key": seedKey,
          },
          runs: [{ script: "configure-mysql" }],
        },
        ready: { runs: [{ script: "ready-mysql", words: () => [node.name, node.ipv6, `${id}`] }] },
      },
    });
  }

  /** Files of an account that serves dumps to the other members and can do nothing else, and the members' host keys. */
  private seedFiles(): NodeFile[] {
    const members = this.others.map((other) => other.asSeen()).sort((a, b) => (a.name < b.name ? -1 : 1));
    return [
      seedAuthorizedKeys({ members }),
      seedSudoers({ members }),
      serveSeed(),
      seedDump(),
      seedKnownHosts({ members }),
    ];
  }

  /** This member, as the others see it. */
  private asSeen(): SeedMember {
    const { node } = this;
    const hostKey = plainValue(variableName(node.label, "host_key"), `host key of ${node.id}`, node.hostPublicKey);
    return { name: node.name, ipv6: this.ipv6, publicKey: this.seedKey, hostKey };
  }

  /** Public key that the member fetches dumps with. It is not secret, so its value is its own trigger. */
  private get seedKey(): ApplyValue {
    const { id, label } = this.node;
    return plainValue(variableName(label, "seed_key"), `seed key of ${id}`, this.seedKeys.publicKey);
  }

  /** Accepts traffic over IPv6, at the platform's firewall and at the node's own. */
  private accept(from: Peer, ports: readonly Port[]): void {
    this.node.domain.accept({ from, to: this.node, ports, families: ["ipv6"] });
  }
}
