// What programs import; the parts behind these are the package's own.

export type { Backend } from "../platform/backend";
export { Refusal } from "../platform/refusal";
export type { ApplyValue } from "../templates/apply-value";
export type { CertificateAuthorityProps } from "./identity/certificate-authority";
export { Secret, type SecretProps } from "./identity/secret";
export type { MysqlClient } from "./mysql/client";
export type { MysqlMemberProps } from "./mysql/member-props";
export { MysqlReplication, type MysqlReplicationProps, type MysqlUser } from "./mysql/replication";
export type { Populate } from "./mysql/steps";
export type { Acceptance } from "./network/acceptance";
export { Location, type LocationProps } from "./network/location";
export { Network, type NetworkProps } from "./network/network";
export { NetworkDomain, type NetworkDomainProps } from "./network/network-domain";
export { type Family, INTERNET, type Peer, type Receiver } from "./network/peer";
export { ipv6Range } from "./network/range";
export { Disk, type DiskOptions } from "./node/disk";
export { Node } from "./node/node";
export type { Card, NodeProps } from "./node/node-props";
export { Deployment, type DeploymentProps, type Machines } from "./stack/deployment";
export { PlumblineStack, type PlumblineStackProps } from "./stack/plumbline-stack";
export { literal } from "./words/literal";
export { Port } from "./words/port";
export { Size } from "./words/size";
