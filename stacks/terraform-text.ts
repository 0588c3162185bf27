import { joined } from "../constructs/words/literal";
import type { Text } from "../plan/plan";
import type { References } from "./references";

/** A text of the plan as a Terraform string that everyone may read: its own words stay what they are. */
export function shownText(text: Text, references: References): string {
  return joined(text.parts.map((part) => (typeof part === "string" ? part : references.shown(part))));
}
