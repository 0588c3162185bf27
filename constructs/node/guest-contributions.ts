import type { Target } from "../steps/target";
import { cloudConfigContribution } from "./cloud-config";
import type { Contribution } from "./contribution";
import type { ArrangedDisk } from "./disk";
import type { NodeProps } from "./node-props";
import { preparationsContribution } from "./preparations";

/** What people want done on a node, beside what the node itself needs. */
export function guestContributions(
  target: Target,
  { prepare = [], cloudConfig }: Pick<NodeProps, "prepare" | "cloudConfig">,
  disks: readonly ArrangedDisk[],
): Contribution[] {
  const before = disks.some(({ unit }) => unit > 0) ? "grow" : "adopt";
  const isPrepared = typeof prepare === "function" || prepare.length > 0;
  return [
    ...(isPrepared ? [preparationsContribution(target, atSynthesis(prepare), before)] : []),
    ...(cloudConfig === undefined ? [] : [cloudConfigContribution(atSynthesis(cloudConfig))]),
  ];
}

/** What is asked for when the stack is synthesized, whether it is known before or not. */
export function atSynthesis<Value extends object>(given: Value | (() => Value)): () => Value {
  return typeof given === "function" ? given : () => given;
}
