import { type TerraformElement, TerraformStack } from "cdktf";

/**
 * Gives a variable or an output a name without a hash, because people and commands use that name. A stack that names
 * its elements after their place does so itself: there, the scope is called `Default`, or is the stack.
 */
export function withStableName<Element extends TerraformElement>(element: Element): Element {
  const { id, scope } = element.node;
  if (scope !== undefined && scope.node.id !== "Default" && !TerraformStack.isStack(scope)) {
    element.overrideLogicalId(`${scope.node.id}_${id}`.replace(/[^A-Za-z0-9_]/g, "_"));
  }
  return element;
}
