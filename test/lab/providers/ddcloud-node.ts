/** One server, with arguments for each part of it. */
export interface Node {
  readonly domain: string;
  readonly server: string;
  readonly adapter: string;
  readonly disks: readonly (readonly [unit: number, sizeGb: number])[];
  readonly rest: string;
}

const NODE: Node = {
  domain: "",
  server: 'power_state = "start"',
  adapter: "",
  disks: [[0, 10]],
  rest: "",
};

/** A server in a VLAN of its own, and what a test adds to it. */
export function nodeWith(change: Partial<Node> = {}): string {
  const { domain, server, adapter, disks, rest } = { ...NODE, ...change };
  const blocks = disks.map(([unit, sizeGb]) => `disk {\nscsi_unit_id = ${unit}\nsize_gb = ${sizeGb}\n}`);
  return `
    resource "ddcloud_networkdomain" "site" {
      name       = "site"
      datacenter = "EU6"
      ${domain}
    }
    resource "ddcloud_vlan" "site" {
      name              = "site"
      networkdomain     = ddcloud_networkdomain.site.id
      ipv4_base_address = "10.0.0.0"
      ipv4_prefix_size  = 24
    }
    resource "ddcloud_server" "node" {
      name           = "node"
      networkdomain  = ddcloud_networkdomain.site.id
      image          = "Ubuntu 22.04 64-bit 2 CPU"
      admin_password = "Never-a-real-0ne"
      primary_network_adapter {
        vlan = ddcloud_vlan.site.id
        ${adapter}
      }
      ${server}
      ${blocks.join("\n")}
    }
    ${rest}
  `;
}
