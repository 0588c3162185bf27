/** Nodes per network: a /24 has room for more, but a plan of many nodes should have many networks. */
const NODES_OF_A_NETWORK = 50;

/** What a plan of 2015 says of cloud-init: a key pair for all, users, files with secrets and addresses, commands. */
const CLOUD_CONFIG = `
    cloud-config:
      disable_root: false
      ssh_keys:
        rsa_private: |
          {{ key.rsa_private }}
        rsa_public: "{{ key.rsa_public }}"
      users:
        - default
        - {name: ubuntu, sudo: "ALL=(ALL) NOPASSWD:ALL", ssh_authorized_keys: ["{{ key.rsa_public }}", "{{ local.rsa_public }}"]}
      hostname: "{{ node.name }}"
      packages: [nginx]
      write_files:
        - {path: /root/hosts, content: "{{ node.ipv6 }} {{ node.name }} {{ n0-0.ipv6 }} first\\n"}
        - {path: /root/password, permissions: "0400", content: "{{ shop.secret }}\\n"}
      runcmd:
        - cat /root/hosts >>/etc/hosts
        - cp -n /etc/ssh/ssh_host_rsa_key /home/ubuntu/.ssh/id_rsa
        - [systemctl, restart, nginx]`;

/**
 * A plan of `nodes` nodes without databases, in as many networks as they need.
 * @param guests whether each has a cloud-config
 */
export function generatedPlan(nodes: number, guests = false): string {
  const networks = Math.ceil(nodes / NODES_OF_A_NETWORK);
  const blueprints = Array.from({ length: networks }, (_, network) => {
    const count = Math.min(NODES_OF_A_NETWORK, nodes - network * NODES_OF_A_NETWORK);
    const names = Array.from({ length: count }, (_, node) => `        - n${network}-${node}: {default: small}`);
    return `  - b${network}:
      ethernet: {name: net${network}, subnet: 10.${network + 1}.0.0}
      nodes:
${names.join("\n")}`;
  });
  return `---
operators: [203.0.113.0/24]
defaults:
  domain: {name: Bench, ipv4: auto}
  small:
    appliance: "Ubuntu 22.04 64-bit 2 CPU"
    cpu: 2
    memory: 4
    disks: [1 50 standard]
    glue: [internet 22]
    monitoring: essentials${guests ? CLOUD_CONFIG : ""}
---
locationId: EU6
blueprints:
${blueprints.join("\n")}
`;
}
