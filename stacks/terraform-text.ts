import { Fn } from "cdktf";
import type { Node } from "../constructs/node/node";
import { joined } from "../constructs/words/literal";
import type { NodeAttribute, Reference, Text } from "../plan/plan";

/** A text of the plan as a Terraform string: its references become expressions, its own words stay what they are. */
export function terraformText(text: Text, nodeOf: (id: string) => Node): string {
  return joined(
    text.parts.map((part) => (typeof part === "string" ? part : { expression: expressionOf(part, nodeOf) })),
  );
}

function expressionOf(reference: Reference, nodeOf: (id: string) => Node): string {
  if (reference.kind !== "node") {
    throw new Error(`no expression for a reference to ${reference.kind}`);
  }
  return attributeOf(nodeOf(reference.node), reference.attribute);
}

/** An attribute of a node as an expression, or as text where it is known. */
export function attributeOf(node: Node, attribute: NodeAttribute): string {
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
