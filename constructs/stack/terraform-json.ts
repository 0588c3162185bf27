import { TerraformElement, TerraformOutput, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { Resolution } from "./resolution";

type Fragment = Record<string, unknown>;

/**
 * The JSON of a stack, as `TerraformStack.toTerraform` makes it, without the construct path and id that cdktf adds to
 * each element. cdktf copies all of it once more for each element and resolves the whole again; here each element is
 * resolved once, and its parts are not copied.
 */
export function terraformJson(stack: TerraformStack): Fragment {
  // the overrides of `addOverride`; cdktf offers no other access to them
  const { rawOverrides: overrides } = stack as unknown as { readonly rawOverrides: Fragment };
  const elements = elementsOf(stack);
  const resolution = new Resolution(stack);
  const hasOverrides = Object.keys(overrides).length > 0;
  const metadata: Fragment = {
    version: stack.node.tryGetContext("cdktfVersion"),
    stackName: stack.node.id,
    backend: "local",
    ...(hasOverrides ? { overrides: { stack: Object.keys(overrides) } } : {}),
  };
  const outputs: Fragment = {};
  const whole: Fragment = {};
  for (const element of elements) {
    merge(metadata, resolution.resolved(element.toMetadata()) as Fragment);
    if (TerraformOutput.isTerraformOutput(element)) {
      merge(outputs, nested(element.node.path.split("/"), element.friendlyUniqueId));
    }
    merge(whole, resolution.resolved(element.toTerraform()) as Fragment);
  }
  merge(whole, resolution.resolved(overrides) as Fragment);
  return { "//": { metadata, outputs }, ...whole };
}

/** The elements of a stack in the order of its tree; a nested stack is separate. */
function elementsOf(construct: IConstruct, elements: TerraformElement[] = []): TerraformElement[] {
  if (TerraformElement.isTerraformElement(construct)) {
    elements.push(construct);
  }
  for (const child of construct.node.children) {
    if (!TerraformStack.isStack(child)) {
      elementsOf(child, elements);
    }
  }
  return elements;
}

/** Nested records, one for each part of a path, with the value in the innermost. */
function nested(path: readonly string[], value: unknown): Fragment {
  return path.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Fragment;
}

/** Merges another record into one: records are merged, lists are concatenated, everything else is replaced. */
function merge(into: Fragment, other: Fragment): void {
  for (const [key, value] of Object.entries(other)) {
    const there = into[key];
    if (Array.isArray(there) && Array.isArray(value)) {
      into[key] = [...there, ...value];
    } else if (isRecord(there) && isRecord(value)) {
      merge(there, value);
    } else {
      into[key] = value;
    }
  }
}

function isRecord(value: unknown): value is Fragment {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
