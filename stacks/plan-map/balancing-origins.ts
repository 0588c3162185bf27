import { type TerraformElement, TerraformResource } from "cdktf";
import type { ElementOrigin, Origin } from "../../constructs/stack/origin";
import type * as plan from "../../plan/plan";
import { originsOf } from "../../plan/yaml/places";
import type { NetworkContext } from "./plan-index";
import { firstText, positionTexts } from "./position-texts";

/** Where a pool comes from. The name holds the blueprint's and the location's. */
export function poolOrigin({ at }: plan.Pool, { location }: NetworkContext): Origin {
  const provider = { "/provider": positionTexts(location.at.own) };
  return {
    at: firstText(at.own),
    ofElement: (element: TerraformElement): ElementOrigin =>
      isOfType(element, "ddcloud_vip_pool")
        ? {
            attributes: {
              ...provider,
              "/name": positionTexts(at.own, location.at.own),
              "/description": positionTexts(at.origins("description")),
              "/load_balance_method": positionTexts(at.origins("algorithm")),
              "/health_monitors": positionTexts(at.origins("healthMonitor")),
            },
          }
        : { attributes: provider },
  };
}

/** Where a balancer comes from, with the rule that lets the Internet in to it. */
export function balancerOrigin({ at, blueprint }: plan.Balancer, { location }: NetworkContext): Origin {
  const provider = { "/provider": positionTexts(location.at.own) };
  const said = (key: string) => positionTexts(at.origins(key));
  const name = positionTexts(at.own, originsOf(blueprint), location.at.own);
  return {
    at: firstText(at.own),
    ofElement: (element: TerraformElement): ElementOrigin =>
      isOfType(element, "ddcloud_virtual_listener")
        ? {
            attributes: {
              ...provider,
              "/name": name,
              "/protocol": said("protocol"),
              "/port": said("port"),
              "/ipv4": said("address"),
            },
          }
        : {
            attributes: {
              ...provider,
              "/name": [...name, ...said("protocol"), ...said("port")],
              "/protocol": said("protocol"),
              "/destination_port": said("port"),
            },
          },
  };
}

function isOfType(element: TerraformElement, type: string): boolean {
  return element instanceof TerraformResource && element.terraformResourceType === type;
}
