import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { FormerName } from "../names/former-names";
import { textsOf } from "../shape/lists";
import type { Tree } from "../yaml/tree";
import { GROUP_NAME } from "./words";

/** A group, and its former names, the newest first. */
interface Renamed {
  readonly name: string;
  readonly former: readonly FormerName[];
  readonly at: Position;
}

/** Reads `was` of a replication: the previous name, or a list of former names, the newest first. */
export function readFormerGroups(tree: Tree | undefined, findings: Findings): FormerName[] {
  return textsOf(tree, "`was`", findings).flatMap(({ value, at }) => {
    const name = String(value).trim();
    if (!GROUP_NAME.test(name)) {
      findings.error(at, `\`was\` is "${name}", which no replication can have been called`);
      return [];
    }
    return [{ name, at }];
  });
}

/**
 * Checks former names of groups. Terraform follows a resource from a former address only if no other resource has that
 * address now, and no other one came from it.
 */
export function checkFormerGroups(groups: readonly Renamed[], findings: Findings): void {
  const present = new Map(groups.map((one) => [one.name, one.at]));
  const claimed = new Map<string, string>();
  for (const { name, former } of groups) {
    for (const { name: was, at } of former) {
      const by = claimed.get(was);
      const other = present.get(was);
      claimed.set(was, by ?? `${name} at ${place(at)}`);
      if (was === name) {
        findings.error(at, `\`was\` is ${was}, which is the name that it has`, "write the name that it had before");
      } else if (by !== undefined) {
        findings.error(
          at,
          `\`was\` is ${was}, and so it is of ${by}`,
          "one replication was called so: keep the line that is right",
        );
      } else if (other !== undefined) {
        findings.error(
          at,
          `\`was\` is ${was}, and a replication ${was} is in the plan at ${place(other)}`,
          `if that ${was} is to be new, deploy without it first and add it then; if ${name} is the new one, take \`was\` away`,
        );
      }
    }
  }
}

function place({ file, line, column }: Position): string {
  return `${file}:${line}:${column}`;
}
