import type { Node } from "../constructs/node";
import type { NodeAttribute, Text } from "../plan/plan";

/** The form in which Terraform is written. */
export type Form = "json" | "hcl";

/**
 * A plan's own words in a place where Terraform looks for expressions: `${` and `%{` stay what they are. In HCL, cdktf
 * leaves backslashes, and quotes beside an expression, as they are; text of several lines becomes a heredoc there, which
 * takes both.
 */
export function literal(text: string, form: Form): string {
  const inert = text.replace(/[$%]\{/g, (opening) => opening[0] + opening);
  return form === "json" || /[\r\n]/.test(inert) ? inert : inert.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}

/** A text of the plan as a Terraform string: its references become expressions. */
export function terraformText(text: Text, form: Form, nodeOf: (id: string) => Node): string {
  return text.parts
    .map((part) => (typeof part === "string" ? literal(part, form) : attributeOf(nodeOf(part.node), part.attribute)))
    .join("");
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
