/** Nodes per network: a /24 has room for more, but a plan of many nodes should have many networks. */
const NODES_OF_A_NETWORK = 50;

/** A plan of `nodes` nodes without databases, in as many networks as they need. */
export function generatedPlan(nodes: number): string {
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
    monitoring: essentials
---
locationId: EU6
blueprints:
${blueprints.join("\n")}
`;
}
