import type { Backend } from "../platform/backend";
import type { BackupPlan, BackupTrigger } from "../platform/backup";
import type { DataCentre, Region } from "../platform/data-centres";
import type { CpuSpeed, DiskSpeed, DomainPlan, MonitoringPlan, RouterAddresses } from "../platform/limits";
import type { BalanceMethod, PoolMonitor } from "../platform/load-balancing";
import type { Diagnostic, Place, Position } from "./findings/diagnostic";

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

/** Text with tokens: literal parts and references, in order. */
export interface Text {
  readonly parts: readonly (string | Reference)[];
  readonly at: Position;
}

/** What a token in a text stands for: something that is known only when Terraform applies. */
export type Reference = { readonly at: Position } & (
  | NodeReference
  | SecretReference
  | KeyReference
  | BalancerReference
  /** `environment.NAME`, which plumbery reads on the operator's machine: a sensitive variable of Terraform. */
  | { readonly kind: "environment"; readonly name: string }
  /** `credentials.name`, `credentials.password`: the account at the platform, as sensitive variables of Terraform. */
  | { readonly kind: "credentials"; readonly part: "user" | "password" }
  /** `shared.secret`: what plumbery gives every node as its password, as a sensitive variable of Terraform. */
  | { readonly kind: "sharedSecret" }
  /** `local.rsa_public`: the operator's public key. */
  | { readonly kind: "operatorKey" }
);

/** An attribute of a node. */
export interface NodeReference {
  readonly kind: "node";
  /** Id of the node, `LOCATION::NAME`. */
  readonly node: string;
  readonly attribute: NodeAttribute;
}

/** Attributes of a node that Terraform knows; its name is text already. `privateHost`: `private` with dashes for dots. */
export const NODE_ATTRIBUTES = ["id", "private", "public", "ipv6", "privateHost"] as const;
export type NodeAttribute = (typeof NODE_ATTRIBUTES)[number];

/** What Terraform makes at random, by the plan's own name for it: the same wherever the plan says that name. */
export type SecretReference =
  /** A password; with `hash`, the hexadecimal digest of that password in its place. */
  | { readonly kind: "secret"; readonly name: string; readonly hash?: SecretHash }
  /** A UUID of version 4. */
  | { readonly kind: "uuid"; readonly name: string };

export const SECRET_HASHES = ["md5", "sha1", "sha256"] as const;
export type SecretHash = (typeof SECRET_HASHES)[number];

/** A half of a key pair that Terraform makes: private in PEM, public as one line in OpenSSH form without a comment. */
export interface KeyReference {
  readonly kind: "key";
  readonly name: string;
  readonly algorithm: KeyAlgorithm;
  readonly part: "private" | "public";
}

/** `rsa`: 2048 bits, PKCS#1. `ed25519`: OpenSSH's own form. */
export type KeyAlgorithm = "rsa" | "ed25519";

/** The address of a balancer, by the balancer's id. Its name and port are text already. */
export interface BalancerReference {
  readonly kind: "balancer";
  readonly balancer: string;
  readonly attribute: "ip";
}

/**
 * Structured data as YAML 1.1 holds it, whose texts may hold tokens. A whole number is an int, any other a float. Keys
 * are in the plan's order.
 */
export type TextTree = Text | number | boolean | null | readonly TextTree[] | ReadonlyMap<string, TextTree>;

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

export interface NetworkDomain {
  readonly name: string;
  readonly description: string;
  readonly service: DomainPlan;
  /** Maximum number of public IPv4 addresses that the plan may take; `auto`: no limit. Default: 2, as in plumbery. */
  readonly ipv4: number | "auto";
  readonly at: Place;
}

/** A VLAN. */
export interface Network {
  /** `LOCATION::NAME`. */
  readonly id: string;
  readonly name: string;
  /** Name of its network domain. */
  readonly domain: string;
  /** `was`: former names, the newest first. */
  readonly formerNames: readonly string[];
  readonly description: string;
  /** Private IPv4 range, base address and prefix size, e.g. 10.1.0.0 and 24. */
  readonly ipv4: { readonly address: string; readonly prefixSize: number };
  /** `destroy: never`: Terraform refuses to destroy the VLAN. */
  readonly protected: boolean;
  /** At which end of the range the platform's routers have their addresses. */
  readonly routers: RouterAddresses;
  readonly accept: readonly Accept[];
  /** Private IPv4 addresses that the platform gives to no server. */
  readonly reserved: readonly Reserved[];
  readonly nodes: readonly Node[];
  /** Pools of the network's blueprints, and what listens for them. */
  readonly pools: readonly Pool[];
  readonly balancers: readonly Balancer[];
  readonly at: Place;
}

/** A private IPv4 address that is kept for something outside of the plan. */
export interface Reserved {
  readonly address: string;
  readonly at: Place;
}

/** The nodes of a blueprint, among which the platform's load balancer divides connections. Its place is the blueprint's. */
export interface Pool {
  /** `LOCATION::BLUEPRINT`. */
  readonly id: string;
  /** Its name in the platform: `BLUEPRINT.eu6.pool`. */
  readonly name: string;
  readonly description: string;
  readonly method: BalanceMethod;
  /** Whether a client comes back to the member that it had before. */
  readonly persistent: boolean;
  /** How the platform finds out whether a member answers; undefined: it does not. */
  readonly healthMonitor?: PoolMonitor;
  /** Ids of its members, `LOCATION::NAME`. */
  readonly members: readonly string[];
  readonly at: Place;
}

/** Where the platform's load balancer listens for the nodes of a blueprint. */
export interface Balancer {
  /** `LOCATION::BLUEPRINT::NAME`. */
  readonly id: string;
  /** Its name below its location: `BLUEPRINT NAME`. */
  readonly label: string;
  /** Where its blueprint is named. */
  readonly blueprint: Position;
  /** Its name in the platform: `NAME.BLUEPRINT.eu6.balancer`. */
  readonly name: string;
  readonly port: Port;
  /** The address that it listens at; undefined: a public one that is free. */
  readonly address?: string;
  /** Id of its pool; undefined: it sends nobody anything. */
  readonly pool?: string;
  readonly information: readonly Text[];
  readonly at: Place;
}

/** Traffic that a network accepts from another one, over IPv6 (and over IPv4 within one network domain). */
export interface Accept {
  /** Id of the other network, `LOCATION::NAME`. */
  readonly from: string;
  /** Accepted traffic: everything (plumbery's string form), or named ports and ICMPv6 (the long form). */
  readonly traffic: "everything" | { readonly ports: readonly Port[]; readonly icmp: boolean };
  readonly at: Place;
}

/** A port or a range of ports; `begin` equals `end` for one port. */
export interface Port {
  readonly protocol: "tcp" | "udp";
  readonly begin: number;
  readonly end: number;
}

/** A server. */
export interface Node {
  /** `LOCATION::NAME`. */
  readonly id: string;
  /** What the plan and the platform call it. */
  readonly name: string;
  /** What the machine is called: the name, with dashes for what is neither letter nor digit. */
  readonly hostName: string;
  /** `was`: former names, the newest first. */
  readonly formerNames: readonly string[];
  readonly description: string;
  /** Exact name of the image in the platform's library. */
  readonly image: string;
  /** CPUs; what is undefined is the image's. */
  readonly cpu?: Cpu;
  /** Undefined: the image's. */
  readonly memoryGb?: number;
  /** All disks in the order of their units, unit 0 (the image's) included. Empty: the image's, of which no size is known. */
  readonly disks: readonly Disk[];
  /** `glue: internet ...`: undefined without it; an empty list gives an address and opens no port. */
  readonly internet: readonly Inbound[] | undefined;
  /** A fixed private IPv4 address (`glue: primary ...`); undefined: the platform chooses. */
  readonly privateIpv4?: string;
  /** Cards in further networks (`glue: NETWORK ...`), in the order of their lines. */
  readonly cards: readonly Card[];
  readonly monitoring?: MonitoringPlan;
  readonly backup?: Backup;
  /** `destroy: never` or `running: always`: Terraform refuses to destroy the server. */
  readonly protected: boolean;
  /** Whether steps run on the node: not with `contextualise: never`, nor on an image that takes no SSH. */
  readonly contextualised: boolean;
  /** `adopted: true`: its server stood before, and Terraform takes it over; no step runs on it. */
  readonly adopted: boolean;
  readonly information: readonly Text[];
  /** What cloud-init does on the node. Undefined: the plan says nothing of it. */
  readonly cloudConfig?: CloudConfig;
  /** What is done on the node before cloud-init, in the plan's order. */
  readonly prepare: readonly PrepareStep[];
  /** What is done on a node with Windows, over WinRM: its name, and commands in order. */
  readonly windows?: { readonly hostname?: string; readonly commands: readonly Text[] };
  readonly mysql?: MysqlMember;
  readonly at: Place;
}

export interface Cpu {
  readonly count: number;
  readonly coresPerSocket?: number;
  readonly speed?: CpuSpeed;
}

/** `cloud-config` of the defaults, of the node's class and of the node, merged, and translated to a cloud-init of today. */
export interface CloudConfig {
  readonly tree: ReadonlyMap<string, TextTree>;
  /** All of it, by its keys as the plan writes them. */
  readonly at: Place;
}

/** Something of a cloud-config that is gone or means something else today, and what was read in its place. */
export interface Translation {
  /** What the plan says, and what is done. */
  readonly message: string;
  /** Changes that would make the plan's text say so itself. */
  readonly edits: readonly Edit[];
}

/** A change to the text of a plan. */
export type Edit =
  /** The key at a place gets another name. */
  | { readonly kind: "rename"; readonly at: Position; readonly to: string }
  /** The value at a place becomes another. */
  | { readonly kind: "replace"; readonly at: Position; readonly value: PlainData }
  /** The key, or the item of a list, at a place goes, with its value. */
  | { readonly kind: "remove"; readonly at: Position }
  /** The mapping at a place gets a key more; with `top`, the whole cloud-config around that place. */
  | {
      readonly kind: "add";
      readonly at: Position;
      readonly top: boolean;
      readonly key: string;
      readonly value: PlainData;
    };

/** Data as YAML and JSON hold them. */
export type PlainData = string | number | boolean | null | readonly PlainData[] | { readonly [key: string]: PlainData };

/** A step of `prepare`. A file is read when the plan is: its text with tokens, or its bytes where the plan wants them raw. */
export type PrepareStep = { readonly at: Position } & (
  | {
      readonly kind: "run";
      /** The file's path as the plan gives it. */
      readonly path: string;
      readonly content: Text | Uint8Array;
      /** What stands behind the path: arguments, as a shell reads them. Empty without. */
      readonly arguments: Text;
    }
  | {
      readonly kind: "put";
      readonly path: string;
      readonly content: Text | Uint8Array;
      /** Path on the node; relative to the home of root. */
      readonly destination: string;
    }
  | { readonly kind: "echo"; readonly message: Text }
);

export interface Disk {
  /** SCSI unit, 0 to 9. */
  readonly unit: number;
  readonly gigabytes: number;
  readonly speed: DiskSpeed;
}

/** What the platform backs up of a node. */
export interface Backup {
  readonly plan: BackupPlan;
  readonly clients: readonly {
    /** The platform's name of it: `FA.Linux`, `FA.Win` (files), or another. */
    readonly type: string;
    readonly storagePolicy: string;
    readonly schedulePolicy: string;
    /** Whom it tells by mail, and when; undefined: nobody. */
    readonly alert?: { readonly trigger: Exclude<BackupTrigger, "ON_FAILURE">; readonly emails: readonly string[] };
  }[];
  readonly at: Place;
}

/** A network card in a further network of the node's network domain. */
export interface Card {
  /** Id of the network, `LOCATION::NAME`. */
  readonly network: string;
  /** A fixed private IPv4 address; undefined: the platform chooses. */
  readonly privateIpv4?: string;
  /** Its line of `glue`. */
  readonly at: Place;
}

/** Traffic of the Internet that may reach a node over IPv4. */
export type Inbound = Port | { readonly protocol: "icmp" };

/** A replication group: a source and its replicas. Its members are the nodes that name it. */
export interface Replication {
  readonly name: string;
  /** `was`: former names, the newest first. */
  readonly formerNames: readonly string[];
  /** Id of the member that takes writes, `LOCATION::NAME`. */
  readonly source: string;
  readonly database: string;
  /** An SQL file that fills an empty database: its path as in the plan, and its bytes. */
  readonly populate?: { readonly path: string; readonly bytes: Uint8Array };
  readonly users: readonly MysqlUser[];
  /** Place of its name, and of `source`, `database` and `populate`. */
  readonly at: Place;
}

/** A node as a member of a replication, whatever its role. */
export interface MysqlMember {
  /** Name of the replication. */
  readonly group: string;
  /** A word that was not used here before makes the member discard its data and load them again. */
  readonly reseed?: string;
  readonly clients: readonly MysqlClient[];
  /** Options of mysqld: lower case with underscores, checked against MySQL 9.7. */
  readonly settings: Readonly<Record<string, string>>;
  readonly at: Place;
}

/** An account with its rights. */
export interface MysqlUser {
  readonly name: string;
  /** Privileges on the plan's database, upper case, e.g. `SELECT`, `INSERT`; `ALL` for all of them. */
  readonly rights: readonly string[];
}

/**
 * A network that may connect over IPv6 as one of the users: one of the plan's (its id, `LOCATION::NAME`), or an IPv6
 * range in CIDR form whose prefix is a multiple of 16 (an account's host is matched as text, group by group).
 */
export type MysqlClient = { readonly network: string } | { readonly cidr: string };
