/** What tests change of a site. */
export interface Site {
  /** Name of the provider's alias, and of everything at the site. */
  readonly name: string;
  readonly datacenter: string;
  readonly memoryGb: number;
  readonly description: string;
  /** Size of disk 1, in GB. */
  readonly diskGb: number;
  readonly sshEnabled: boolean;
  readonly image: string;
  /** Addresses that may use SSH. */
  readonly operators: readonly string[];
  /** Further arguments of the server. */
  readonly server: string;
}

export const SITE: Site = {
  name: "master",
  datacenter: "EU6",
  memoryGb: 8,
  description: "",
  diskGb: 50,
  sshEnabled: true,
  image: "Ubuntu 22.04 64-bit 2 CPU",
  operators: ["198.51.100.7", "198.51.100.9"],
  server: "",
};

/** One location of a replicated database, as the stack would synthesize it. */
export function siteOf(site: Site, peer: Site): string {
  const { name, datacenter } = site;
  return `
    resource "ddcloud_networkdomain" "${name}" {
      provider   = ddcloud.${name}
      name       = "VDC-${name}"
      datacenter = "${datacenter}"
      plan       = "ADVANCED"
      default_firewall_rule {
        type    = "DenyExternalInboundIPv6"
        enabled = false
      }
    }
    resource "ddcloud_vlan" "${name}" {
      provider          = ddcloud.${name}
      name              = "databases"
      networkdomain     = ddcloud_networkdomain.${name}.id
      ipv4_base_address = "10.0.0.0"
      ipv4_prefix_size  = 24
    }
    resource "ddcloud_server" "${name}" {
      provider       = ddcloud.${name}
      name           = "${name}-sql"
      description    = "${site.description}"
      networkdomain  = ddcloud_networkdomain.${name}.id
      image          = "${site.image}"
      admin_password = "Never-a-real-0ne"
      memory_gb      = ${site.memoryGb}
      power_state    = "start"
      primary_network_adapter { vlan = ddcloud_vlan.${name}.id }
      disk {
        scsi_unit_id = 0
        size_gb      = 10
      }
      disk {
        scsi_unit_id = 1
        size_gb      = ${site.diskGb}
      }
      tag {
        name  = "role"
        value = "${name}"
      }
      ${site.server}
    }
    resource "ddcloud_nat" "${name}" {
      provider      = ddcloud.${name}
      networkdomain = ddcloud_networkdomain.${name}.id
      private_ipv4  = ddcloud_server.${name}.primary_adapter_ipv4
    }
    resource "ddcloud_address_list" "${name}" {
      provider      = ddcloud.${name}
      name          = "operators"
      networkdomain = ddcloud_networkdomain.${name}.id
      ip_version    = "IPv4"
      addresses     = ${JSON.stringify(site.operators)}
    }
    resource "ddcloud_firewall_rule" "${name}_ssh" {
      provider            = ddcloud.${name}
      name                = "${name}.ssh"
      networkdomain       = ddcloud_networkdomain.${name}.id
      action              = "accept"
      enabled             = ${site.sshEnabled}
      ip_version          = "ipv4"
      protocol            = "tcp"
      source_address_list = ddcloud_address_list.${name}.id
      destination_address = ddcloud_nat.${name}.public_ipv4
      destination_port    = "22"
    }
    resource "ddcloud_firewall_rule" "${name}_mysql" {
      provider            = ddcloud.${name}
      name                = "${name}.mysql"
      networkdomain       = ddcloud_networkdomain.${name}.id
      action              = "accept"
      ip_version          = "ipv6"
      protocol            = "tcp"
      placement           = "last"
      source_network      = "\${ddcloud_vlan.${peer.name}.ipv6_base_address}/\${ddcloud_vlan.${peer.name}.ipv6_prefix_size}"
      destination_address = ddcloud_server.${name}.primary_adapter_ipv6
      destination_port    = "3306"
    }
  `;
}
