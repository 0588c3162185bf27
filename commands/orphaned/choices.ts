import type { Orphan } from "./search";
import { isForStanding } from "./standing-server";
import type { KnownResources } from "./state";

/** What can be done with a resource that Terraform cannot adopt. */
export interface Choice {
  /** What to write so that it can be adopted after all; undefined: nothing helps. */
  readonly adopted?: string;
  /** How it stays as it is, outside of Terraform. */
  readonly unmanaged: string;
  /** How the plan gets one of its own in its place, and what that costs; undefined: the plan has none. */
  readonly anew?: string;
}

/** Kinds of the load balancer. */
const BALANCING = ["ddcloud_virtual_listener", "ddcloud_vip_pool", "ddcloud_vip_node"];

export function choiceFor({ kind, resource, address }: Orphan, { wanted }: KnownResources): Choice {
  switch (kind.type) {
    case "ddcloud_server":
      return serverChoice(String(resource.name), address, wanted);
    case "ddcloud_nat":
      return {
        unmanaged: "it stays with its server, whose node is not in the plan or is not adopted",
        anew: "a server that is made anew gets another private and another public address",
      };
    case "ddcloud_firewall_rule":
      return {
        unmanaged: "it goes on letting in, or keeping out, what it does: leave it where its server is left, too",
        anew:
          address === undefined
            ? "the plan makes its own rules, with other names, beside it. Delete this one when they stand"
            : "the plan has a rule of this name, and the platform takes a name once: delete this one first. Nobody is let in by it until the deployment has made the other",
      };
    case "ddcloud_address_list":
    case "ddcloud_port_list":
      return {
        unmanaged: "rules that use it go on using it",
        ...(address !== undefined && {
          anew: "the plan has a list of this name, and the platform takes a name once: delete this one, and the rules that use it, first",
        }),
      };
    case undefined:
      return { unmanaged: "Terraform has no such thing: its addresses are taken for the NAT rules of new servers" };
    default:
      return BALANCING.includes(kind.type)
        ? {
            unmanaged:
              "take `balancers` out of the plan: it goes on dividing connections among the servers that it has",
            ...(address !== undefined && {
              anew: "the plan has one of this name: delete this one first. Nobody is served by it until the deployment has made the other, perhaps at another address",
            }),
          }
        : networkChoice(address);
  }
}

/** Of a network or a network domain with an obstacle. */
function networkChoice(address: string | undefined): Choice {
  return address === undefined
    ? { unmanaged: "it is not in the plan, and nothing touches it" }
    : {
        unmanaged: "give the plan's another name: this one stays with all that is in it",
        anew: "delete what is in it, then it, and deploy: all of that is lost",
      };
}

function serverChoice(name: string, address: string | undefined, wanted: KnownResources["wanted"]): Choice {
  if (address === undefined) {
    return { unmanaged: "it is not in the plan, and nothing touches it. Its network must stay in the plan" };
  }
  const isMarked = isForStanding(wanted.get(address) ?? {});
  return {
    ...(!isMarked && {
      adopted:
        `write into the node ${name}: {adopted: true, contextualise: never, destroy: never}, synthesize, and ask again. ` +
        "No step runs on it then: what is on it stays as it is, and stays yours",
    }),
    unmanaged:
      `take the node ${name} out of the plan: with it, the next deployment makes a second server of that name. Other nodes ` +
      "have its addresses as text, and no tokens. Its network must stay in the plan",
    anew:
      "its data is lost unless you bring it over, and its addresses, passwords and keys change. Beside this one: give the " +
      `node another name. In its place: delete this one first`,
  };
}
