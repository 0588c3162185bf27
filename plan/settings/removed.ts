import * as v from "valibot";
import { DATA_CENTRES, isDataCentre } from "../../platform/data-centres";
import { NODE_NAME } from "../../platform/limits";
import { type Position, positionText } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import type { RemovedNode } from "../plan";
import { check } from "../shape/check";
import { namesHint } from "../shape/nearest";
import { matching, oneOrMany, section, text } from "../shape/schema";
import type { Tree } from "../yaml/tree";

export const REMOVED = section(
  "a removed node",
  {
    destroy: v.boolean(
      "`destroy` takes true or false\ntrue: its server is deleted with all that is on it; false: it goes on without Terraform",
    ),
    because: text("because"),
    also: v.optional(
      oneOrMany(
        matching(
          "a resource in `also`",
          /^[a-z][a-z0-9_]*\.[A-Za-z_][A-Za-z0-9_-]*$/,
          "Terraform's address of a resource, such as ddcloud_firewall_rule.EU6_web_tcp_22",
        ),
      ),
    ),
  },
  {},
  { destroy: "false", because: "it moved to another team's stack" },
);

/** `removed`: nodes that are no longer in the plan, and what happens to them. */
export function readRemoved(tree: Tree | undefined, findings: Findings): RemovedNode[] {
  if (tree === undefined || tree.kind === "poison" || (tree.kind === "scalar" && tree.value === null)) {
    return [];
  }
  if (tree.kind !== "mapping") {
    findings.error(
      tree.at,
      "`removed` is not a mapping",
      'it takes ids of nodes, such as EU6::web: {destroy: false, because: "another stack has it now"}',
    );
    return [];
  }
  return [...tree.entries].flatMap(([id, { key, value }]): RemovedNode[] => {
    const part = check(REMOVED, value, key, findings);
    const [name = "", location = "", ...more] = id
      .split("::")
      .map((word) => word.trim())
      .reverse();
    if (more.length > 1 || !NODE_NAME.test(name) || location === "") {
      findings.error(key, `"${id}" in \`removed\` is no id of a node`, "ids are LOCATION::NAME, such as EU6::web");
      return [];
    }
    if (!isDataCentre(location)) {
      findings.error(
        key,
        `unknown location "${location}" in \`removed\``,
        ...namesHint("data centres", location, DATA_CENTRES),
      );
      return [];
    }
    if (part === undefined) {
      return [];
    }
    const { destroy, because, also = [] } = part.value;
    if (destroy && also.length > 0) {
      findings.error(
        part.at("also"),
        "`also` is for what is forgotten and not destroyed",
        "take it away: what a destroyed node had is destroyed with it",
      );
    }
    return [{ id: `${location}::${name}`, location, name, destroy, because, also, at: key }];
  });
}

/** A node in the plan, which `removed` must not name. */
interface Present {
  readonly id: string;
  readonly at: Position;
  /** Its former ids. */
  readonly formerIds: readonly string[];
}

/** Reports removed nodes that are still in the plan, under their name or under another one. */
export function checkRemoved(removed: readonly RemovedNode[], nodes: readonly Present[], findings: Findings): void {
  const seen = new Set<string>();
  for (const { id, at } of removed) {
    if (seen.has(id)) {
      findings.error(at, `${id} is in \`removed\` twice`);
    }
    seen.add(id);
    const present = nodes.find((node) => node.id === id);
    const renamed = nodes.find(({ formerIds }) => formerIds.includes(id));
    if (present !== undefined) {
      findings.error(
        at,
        `${id} is in \`removed\`, and in the plan at ${positionText(present.at)}`,
        "take it out of one of the two; a new node of that name is added once the removed one was deployed away",
      );
    } else if (renamed !== undefined) {
      findings.error(
        at,
        `${id} is in \`removed\`, and ${renamed.id} at ${positionText(renamed.at)} was called so`,
        "take it out of `removed` where it goes on under its new name, or else its `was`",
      );
    }
  }
}
