import { Fn } from "cdktf";
import type { Balancer } from "../constructs/balancing/balancer";
import type { Node } from "../constructs/node/node";
import { joined } from "../constructs/words/literal";
import type { NodeAttribute, Reference, Text } from "../plan/plan";

/** A text of the plan as a Terraform string: its references become expressions, its own words stay what they are. */
export function terraformText(text: Text, parts: Parts): string {
  return joined(
    text.parts.map((part) => (typeof part === "string" ? part : { expression: expressionOf(part, parts) })),
  );
}

/** The parts of a stack that texts refer to, by their ids in the plan. */
export interface Parts {
  nodeOf(id: string): Node;
  balancerOf(id: string): Balancer;
}

function expressionOf(reference: Reference, { nodeOf, balancerOf }: Parts): string {
  if (reference.kind === "balancer") {
    return balancerOf(reference.balancer).address;
  }
  if (reference.kind !== "node") {
    throw new Error(`no expression for a reference to ${reference.kind}`);
  }
  return attributeOf(nodeOf(reference.node), reference.attribute);
}

function attributeOf(node: Node, attribute: NodeAttribute): string {
  switch (attribute) {
    case "id":
      return node.server.id;
    case "private":
      return node.privateIpv4;
    case "public":
      // as in plumbery: a node without one has nothing to say here
      return node.publicIpv4 ?? "";
    case "ipv6":
      return node.ipv6;
    case "privateHost":
      return Fn.replace(node.privateIpv4, ".", "-");
  }
}
