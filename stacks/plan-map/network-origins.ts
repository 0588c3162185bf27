import { type TerraformElement, TerraformResource } from "cdktf";
import type { NetworkDomain } from "../../constructs/network/network-domain";
import type { ElementOrigin, Origin } from "../../constructs/stack/origin";
import type * as plan from "../../plan/plan";
import type { NetworkContext, PlanIndex } from "./plan-index";
import { firstText, positionTexts } from "./position-texts";
import { ruleOrigin } from "./rule-origins";

/** Where a network domain comes from, with its list of operators. */
export function domainOrigin({ at }: plan.NetworkDomain, location: plan.Location, settings: plan.Plan): Origin {
  const provider = { "/provider": positionTexts(location.at.own) };
  return {
    at: firstText(at.own),
    ofElement(element: TerraformElement): ElementOrigin {
      if (isOfType(element, "ddcloud_address_list")) {
        const operators = positionTexts(settings.at.origins("operators"));
        return { at: operators[0], attributes: { ...provider, "/address": operators } };
      }
      return {
        attributes: {
          ...provider,
          "/datacenter": positionTexts(location.at.own),
          "/name": positionTexts(at.origins("name")),
          "/description": positionTexts(at.origins("description")),
          "/plan": positionTexts(at.origins("service")),
        },
      };
    },
  };
}

/** Where a network comes from, with the rules for what it accepts. */
export function networkOrigin(context: NetworkContext, index: PlanIndex, domain: NetworkDomain): Origin {
  const { location, network } = context;
  return {
    at: firstText(network.at.own),
    ofElement(element: TerraformElement): ElementOrigin {
      const cause = domain.causeOf(element);
      if (cause !== undefined) {
        return ruleOrigin(cause, context, index);
      }
      if (isOfType(element, "ddcloud_ip_address_reservation")) {
        const line = network.reserved.find(({ address }) => element.node.id.endsWith(` ${address}`));
        return {
          at: firstText(line?.at.own ?? []),
          attributes: {
            "/provider": positionTexts(location.at.own),
            "/address": positionTexts(line?.at.own ?? [], network.at.origins("subnet")),
          },
        };
      }
      if (!isOfType(element, "ddcloud_vlan")) {
        return { attributes: {} };
      }
      const range = positionTexts(network.at.origins("subnet"));
      return {
        attributes: {
          "/provider": positionTexts(location.at.own),
          "/name": positionTexts(network.at.own),
          "/description": positionTexts(network.at.origins("description")),
          "/ipv4_base_address": range,
          "/ipv4_prefix_size": range,
          ...(network.protected ? { "/lifecycle/prevent_destroy": positionTexts(network.at.origins("destroy")) } : {}),
          ...(network.routers === "high" ? { "/attached_vlan_gateway_addressing": range } : {}),
        },
      };
    },
  };
}

function isOfType(element: TerraformElement, type: string): boolean {
  return element instanceof TerraformResource && element.terraformResourceType === type;
}
