import { ADDRESS_LIST_OPERATIONS } from "./address-list";
import { ANTI_AFFINITY_OPERATIONS } from "./anti-affinity";
import { DEPLOY_SERVER_OPERATIONS } from "./deploy-server";
import { DISK_OPERATIONS } from "./disk";
import { FIREWALL_RULE_OPERATIONS } from "./firewall-rule";
import { IMAGE_OPERATIONS } from "./image";
import { INFRASTRUCTURE_OPERATIONS } from "./infrastructure";
import { MONITORING_OPERATIONS } from "./monitoring";
import { NAT_RULE_OPERATIONS } from "./nat-rule";
import { NETWORK_DOMAIN_OPERATIONS } from "./network-domain";
import { NIC_OPERATIONS } from "./nic";
import type { Operation } from "./operation";
import { PORT_LIST_OPERATIONS } from "./port-list";
import { PUBLIC_IP_BLOCK_OPERATIONS } from "./public-ip-block";
import { RESERVATION_OPERATIONS } from "./reservation";
import { SERVER_OPERATIONS } from "./server";
import { SSL_OPERATIONS } from "./ssl";
import { STATIC_ROUTE_OPERATIONS } from "./static-route";
import { TAG_OPERATIONS } from "./tag";
import { TAG_KEY_OPERATIONS } from "./tag-key";
import { VIP_DEFAULT_OPERATIONS } from "./vip-defaults";
import { VIP_NODE_OPERATIONS } from "./vip-node";
import { VIP_POOL_OPERATIONS } from "./vip-pool";
import { VIP_POOL_MEMBER_OPERATIONS } from "./vip-pool-member";
import { VIRTUAL_LISTENER_OPERATIONS } from "./virtual-listener";
import { VLAN_OPERATIONS } from "./vlan";

/** Every operation of API 2 that the lab implements. */
export const OPERATIONS: readonly Operation[] = [
  ...INFRASTRUCTURE_OPERATIONS,
  ...IMAGE_OPERATIONS,
  ...NETWORK_DOMAIN_OPERATIONS,
  ...VLAN_OPERATIONS,
  ...FIREWALL_RULE_OPERATIONS,
  ...ADDRESS_LIST_OPERATIONS,
  ...PORT_LIST_OPERATIONS,
  ...NAT_RULE_OPERATIONS,
  ...PUBLIC_IP_BLOCK_OPERATIONS,
  ...RESERVATION_OPERATIONS,
  ...STATIC_ROUTE_OPERATIONS,
  ...SERVER_OPERATIONS,
  ...DEPLOY_SERVER_OPERATIONS,
  ...DISK_OPERATIONS,
  ...NIC_OPERATIONS,
  ...MONITORING_OPERATIONS,
  ...ANTI_AFFINITY_OPERATIONS,
  ...TAG_KEY_OPERATIONS,
  ...TAG_OPERATIONS,
  ...VIP_DEFAULT_OPERATIONS,
  ...VIP_NODE_OPERATIONS,
  ...VIP_POOL_OPERATIONS,
  ...VIP_POOL_MEMBER_OPERATIONS,
  ...VIRTUAL_LISTENER_OPERATIONS,
  ...SSL_OPERATIONS,
];

const BY_PATH: ReadonlyMap<string, Operation> = new Map(
  OPERATIONS.map((operation) => [`${operation.method} ${operation.path}`, operation]),
);

export interface Match {
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The operation for a method and a path (after the organisation's id). */
export function findOperation(method: string, path: string, minor: number): Match | undefined {
  const [area, name, id, ...rest] = path.split("/");
  const pattern = id === undefined ? `${area}/${name}` : `${area}/${name}/{id}`;
  const operation = rest.length > 0 ? undefined : BY_PATH.get(`${method} ${pattern}`);
  if (operation === undefined || minor < operation.since) {
    return undefined;
  }
  return { operation, parameters: id === undefined ? {} : { id } };
}
