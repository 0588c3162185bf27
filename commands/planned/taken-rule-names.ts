import type { Refusal } from "./refusal";
import type { ResourceChange, TerraformPlan } from "./terraform-plan";

/**
 * Firewall rules that a plan makes under a name that another rule of the network domain has: a node that was renamed keeps
 * the names of its rules, and another node may be called now as it was. The platform refuses the second one.
 */
export function takenRuleNames({ resource_changes = [] }: TerraformPlan): Refusal[] {
  const rules = resource_changes.filter(({ type }) => type === "ddcloud_firewall_rule");
  const standing = new Map(rules.filter(stands).map((rule) => [keyOf(rule.change.before), rule]));
  return rules.flatMap(({ address, change }) => {
    const holder = change.actions.includes("create") ? standing.get(keyOf(change.after)) : undefined;
    return holder === undefined || holder.address === address ? [] : [refusalOf(address, change.after?.name, holder)];
  });
}

function stands({ change }: ResourceChange): boolean {
  return change.before !== null && !change.actions.includes("delete") && !change.actions.includes("forget");
}

/** In a network domain that is yet to be made, every name is free. */
function keyOf(rule: ResourceChange["change"]["after"]): string {
  return JSON.stringify([rule?.networkdomain, String(rule?.name).toLowerCase()]);
}

function refusalOf(of: string, name: unknown, { address }: ResourceChange): Refusal {
  return {
    of,
    harm: `the rule would be called ${name}, as ${address} is, which was made when its node or network had that name: the platform refuses a second one`,
    remedies: [
      `first take what is new out of the plan and have that rule made anew, under its present name: TF_CLI_ARGS_apply=-replace=${address} npm run deploy. Connections that stand may break off meanwhile. Then deploy what is new`,
      "or give what is new another name",
    ],
  };
}
