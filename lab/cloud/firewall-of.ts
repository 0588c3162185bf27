import type { Shape } from "./answer";
import { addressListShape } from "./operations/address-list";
import { firewallRuleShape, rulesOf } from "./operations/firewall-rule";
import { portListShape } from "./operations/port-list";
import type { Organisation } from "./state/organisation";

/** A network domain's firewall, each part in the API's form. */
export interface ShownFirewall {
  /** First match first. */
  readonly rules: readonly Shape[];
  readonly addressLists: readonly Shape[];
  readonly portLists: readonly Shape[];
}

/** What the API shows of a network domain's firewall now, for whoever enforces it. */
export function firewallOf(organisation: Organisation, networkDomainId: string): ShownFirewall {
  const call = { organisation };
  const inDomain = (resource: { readonly networkDomainId: string }) => resource.networkDomainId === networkDomainId;
  return {
    rules: rulesOf(organisation, networkDomainId).map((rule) => firewallRuleShape(rule, call)),
    addressLists: organisation.those("ipAddressList", inDomain).map((list) => addressListShape(list, call)),
    portLists: organisation.those("portList", inDomain).map((list) => portListShape(list, call)),
  };
}
