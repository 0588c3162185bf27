import type { Reference, Text, TextTree } from "../../../plan/plan";

/** A structure as plain data, whose references are symbols such as those of recorded plans. */
export function plainStructure(tree: TextTree): unknown {
  if (tree instanceof Map) {
    return Object.fromEntries([...tree].map(([key, value]) => [key, plainStructure(value)]));
  }
  if (Array.isArray(tree)) {
    return tree.map(plainStructure);
  }
  return typeof tree === "object" && tree !== null ? plainText(tree as Text) : tree;
}

/** A text with symbols for its references. */
export function plainText({ parts }: Text): string {
  return parts.map((part) => (typeof part === "string" ? part : symbolOf(part))).join("");
}

function symbolOf(reference: Reference): string {
  switch (reference.kind) {
    case "node": {
      const [location, name] = reference.node.split("::");
      return `<${reference.attribute}:${name}@${location}>`;
    }
    case "secret":
    case "uuid":
      return `<${reference.kind}:${reference.name}>`;
    case "key":
      return `<${reference.algorithm}_${reference.part}:${reference.name}>`;
    case "operatorKey":
      return "<rsa_public:local>";
    default:
      return `<${reference.kind}>`;
  }
}
