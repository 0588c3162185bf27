import { Token } from "cdktf";
import { FilledText, type FilledTree, isFilledList, isFilledMapping } from "../../templates/filled-text";
import type { CloudConfig } from "../../templates/guest/guest-boot";
import type { Contribution } from "./contribution";

/** A mark of cdktf in a text, which it resolves to an expression. */
const MARK = /(\$\{TfToken\[[^\]]+\]\})/;

/**
 * What people want of cloud-init on a node.
 * @param config asked for once, when the stack is synthesized
 */
export function cloudConfigContribution(config: () => CloudConfig): Contribution {
  let known: CloudConfig | undefined;
  return {
    name: "cloud-config",
    cloudConfig: () => {
      known ??= Object.fromEntries(Object.entries(config()).map(([key, value]) => [key, withValues(value)]));
      return known;
    },
  };
}

/** The data with marks of cdktf as values. What they are is not known here, so all are kept as secrets are. */
function withValues(tree: FilledTree): FilledTree {
  if (typeof tree === "string") {
    return Token.isUnresolved(tree) ? new FilledText(tree.split(MARK).flatMap(partOf)) : tree;
  }
  if (isFilledList(tree)) {
    return tree.map(withValues);
  }
  if (isFilledMapping(tree)) {
    return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, withValues(value)]));
  }
  return tree;
}

function partOf(part: string): FilledText["parts"] {
  if (part === "") {
    return [];
  }
  const trigger = { label: "a value of the program", value: "1" };
  return [MARK.test(part) ? { name: "value", expression: part, trigger, isSecret: true } : part];
}
