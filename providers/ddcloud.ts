// The parts of the generated bindings (`npm run get`) that the constructs use; the rest of the provider is not loaded.
export { AddressList } from "./bindings/providers/ddcloud/address-list";
export { DataDdcloudNetworkdomain } from "./bindings/providers/ddcloud/data-ddcloud-networkdomain";
export { DataDdcloudVlan } from "./bindings/providers/ddcloud/data-ddcloud-vlan";
export { FirewallRule, type FirewallRuleConfig } from "./bindings/providers/ddcloud/firewall-rule";
export { IpAddressReservation } from "./bindings/providers/ddcloud/ip-address-reservation";
export { Nat } from "./bindings/providers/ddcloud/nat";
export { Networkdomain } from "./bindings/providers/ddcloud/networkdomain";
export { DdcloudProvider } from "./bindings/providers/ddcloud/provider";
export { Server } from "./bindings/providers/ddcloud/server";
export { ServerBackup, type ServerBackupClient } from "./bindings/providers/ddcloud/server-backup";
export { VipNode } from "./bindings/providers/ddcloud/vip-node";
export { VipPool } from "./bindings/providers/ddcloud/vip-pool";
export { VipPoolMember } from "./bindings/providers/ddcloud/vip-pool-member";
export { VirtualListener } from "./bindings/providers/ddcloud/virtual-listener";
export { Vlan } from "./bindings/providers/ddcloud/vlan";
