import type { Backend } from "../platform/backend";
import type { DataCentre, Region } from "../platform/data-centres";
import type { Diagnostic, Place, Position } from "./findings/diagnostic";
import type { Network, NetworkDomain } from "./model/network";
import type { Replication } from "./model/replication";
import type { Text } from "./model/text";
import type { Translation } from "./model/translation";

export type * from "./model/balancing";
export type * from "./model/guest";
export type * from "./model/network";
export type * from "./model/node";
export type * from "./model/replication";
export * from "./model/text";
export type * from "./model/traffic";
export type * from "./model/translation";

/**
 * A fittings plan, read, checked, merged and expanded: readonly data, independent of Terraform. Every name in it
 * exists, every number is within the platform's limits, and each part says where it came from.
 */
export interface Plan {
  /** Name of the stack: the plan's own `name`, or one made from its file name. Lower case, digits and dashes. */
  readonly name: string;
  /** The file as it was given, for messages. */
  readonly file: string;
  /** The plan's documentation, shown after a deployment and by `npm run information`. */
  readonly information: readonly Text[];
  /** `links`: titles and addresses, in the plan's order. */
  readonly links: Readonly<Record<string, string>>;
  /** IPv4 ranges in CIDR form that may log in over SSH. Undefined: any address (a warning says so). */
  readonly operators: readonly string[] | undefined;
  /** Public SSH keys of operators, besides the deployer's key that Terraform makes. */
  readonly keys: readonly OperatorKey[];
  /** NTP servers of all nodes. Empty: those of the image. */
  readonly ntp: readonly string[];
  readonly certificates: Certificates;
  /** Generation of each secret that has one, by name; a higher number replaces the secret. Default 1. */
  readonly generations: Readonly<Record<string, number>>;
  /** Database users whose previous password stops working. */
  readonly discarded: readonly string[];
  readonly backend: Backend;
  /** Nodes that are no longer in the plan, for which it says what happens to them. */
  readonly removed: readonly RemovedNode[];
  readonly locations: readonly Location[];
  readonly replications: readonly Replication[];
  /** Base URLs of APIs (`apiHost`) by region; a region that is absent has its public one. */
  readonly endpoints: Readonly<Partial<Record<Region, string>>>;
  /** Place of the settings. */
  readonly at: Place;
  /** What of the plan's cloud-configs was translated to a cloud-init and to packages of today. Each is a warning, too. */
  readonly translations: readonly Translation[];
  /** Findings that are odd but not wrong. */
  readonly warnings: readonly Diagnostic[];
}

/** One operator's public key. */
export interface OperatorKey {
  /** One line in OpenSSH form: type, base64, comment. */
  readonly publicKey: string;
  readonly at: Position;
}

/** A node that was removed from the plan, and what happens to it. */
export interface RemovedNode {
  /** `LOCATION::NAME`. */
  readonly id: string;
  readonly location: DataCentre;
  readonly name: string;
  /** Whether its server is deleted; otherwise it keeps running without Terraform. */
  readonly destroy: boolean;
  readonly because: string;
  /** Terraform's addresses of further resources that Terraform forgets with it. */
  readonly also: readonly string[];
  readonly at: Position;
}

/** Validity of the private certificate authority, and of the certificates that it signs. */
export interface Certificates {
  /** Days for which a node's certificate is valid. */
  readonly days: number;
  /** Days before its expiry when a plan shows its renewal. */
  readonly renewBefore: number;
  /** Days for which the authority's own certificate is valid. */
  readonly authorityDays: number;
}

/** One location document: one data centre with its network domains. */
export interface Location {
  readonly id: DataCentre;
  readonly region: Region;
  /** In the order in which the plan first names them. */
  readonly domains: readonly NetworkDomain[];
  /** Of all its network domains. */
  readonly networks: readonly Network[];
  readonly information: readonly Text[];
  readonly at: Place;
}
