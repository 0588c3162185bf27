/**
 * Attributes that always come from the product, by block type: JSON pointers, each for everything below it. If an
 * address gives the origin of such an attribute, that one counts.
 */
export const PRODUCT: Readonly<Record<string, readonly string[]>> = {
  ddcloud_address_list: ["/description", "/ip_version", "/name"],
  ddcloud_firewall_rule: ["/action", "/enabled", "/ip_version", "/lifecycle", "/placement"],
  ddcloud_ip_address_reservation: ["/address_type"],
  ddcloud_networkdomain: ["/default_firewall_rule"],
  ddcloud_server: ["/lifecycle", "/power_state"],
  ddcloud_vip_node: ["/connection_limit", "/connection_rate_limit", "/health_monitor", "/status"],
  ddcloud_vip_pool: ["/service_down_action", "/slow_ramp_time"],
  ddcloud_vip_pool_member: ["/status"],
  ddcloud_virtual_listener: [
    ...["/connection_limit", "/connection_rate_limit", "/description", "/enabled", "/persistence_profile"],
    ...["/source_port_preservation", "/type"],
  ],
  null_resource: ["/connection", "/lifecycle", "/provisioner", "/triggers/effect"],
  output: ["/description", "/sensitive", "/value/machines"],
  provider: [""],
  random_password: [
    ...["/keepers", "/length", "/min_lower", "/min_numeric", "/min_special", "/min_upper", "/override_special"],
    "/special",
  ],
  terraform: ["/required_providers"],
  tls_locally_signed_cert: ["/allowed_uses", "/early_renewal_hours", "/validity_period_hours"],
  tls_private_key: [""],
  tls_self_signed_cert: [
    ...["/allowed_uses", "/early_renewal_hours", "/is_ca_certificate", "/subject", "/validity_period_hours"],
  ],
  var: [""],
};
