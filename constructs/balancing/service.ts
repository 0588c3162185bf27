import type { IConstruct } from "constructs";
import type { NetworkDomainBase } from "../network/network-domain-base";
import { refuse } from "../words/refusal";

/** Refuses what a network domain's service plan has no load balancer for. Of one that others made, nothing is known. */
export function refuseWithoutService(construct: IConstruct, { service }: NetworkDomainBase): void {
  refuse(construct, "", [
    service === "ESSENTIALS" &&
      "its network domain has the service plan essentials, which has no load balancer; give the domain `service: advanced`",
  ]);
}
