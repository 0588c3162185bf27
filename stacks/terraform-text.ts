import type { Node } from "../constructs/node/node";
import { joined } from "../constructs/words/literal";
import type { NodeAttribute, Text } from "../plan/plan";

/** A text of the plan as a Terraform string: its references become expressions, its own words stay what they are. */
export function terraformText(text: Text, nodeOf: (id: string) => Node): string {
  return joined(
    text.parts.map((part) =>
      typeof part === "string" ? part : { expression: attributeOf(nodeOf(part.node), part.attribute) },
    ),
  );
}

function attributeOf(node: Node, attribute: NodeAttribute): string {
  switch (attribute) {
    case "name":
      return node.name;
    case "id":
      return node.server.id;
    case "private":
      return node.privateIpv4;
    case "public":
      // as in plumbery: a node without one has nothing to say here
      return node.publicIpv4 ?? "";
    case "ipv6":
      return node.ipv6;
  }
}
