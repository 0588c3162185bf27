import type { Cloud } from "../cloud/cloud";
import { firewallOf } from "../cloud/firewall-of";
import type { Organisation } from "../cloud/state/organisation";
import { fabricRules } from "../fabric/api-rules";
import type { Fabric } from "../fabric/fabric";
import type { FabricRule } from "../fabric/rules";
import { Failure } from "../host/failure";
import { forwardsOf } from "./forwards";
import type { Network } from "./network";

export interface EnforcementOptions {
  readonly cloud: Cloud;
  readonly fabric: Fabric;
  /** Networks that stand, by the ids of their VLANs. */
  readonly networks: ReadonlyMap<string, Network>;
  /** Port of loopback addresses at which a node's port 22 is reached. */
  readonly sshPort: number;
  /** Takes what could not be enforced. */
  readonly onProblem: (problem: string) => void;
}

/** Has networks enforce the firewall and NAT rules that the API holds at each moment. */
export class Enforcement {
  constructor(private readonly options: EnforcementOptions) {
    const { events } = options.cloud;
    events.on("firewallChanged", ({ region, networkDomainId }) => this.enforce(region, networkDomainId));
    events.on("natRuleCreated", ({ region, natRule }) => this.enforce(region, natRule.networkDomainId));
    events.on("natRuleDeleted", ({ region, natRule }) => this.enforce(region, natRule.networkDomainId));
  }

  /** Has a network domain enforce what the API holds now. */
  enforce(region: string, networkDomainId: string): void {
    const { cloud, fabric, onProblem } = this.options;
    const organisation = cloud.organisation(region);
    const { rules, addressLists, portLists } = firewallOf(organisation, networkDomainId);
    try {
      const enforced = fabricRules(rules, addressLists, portLists);
      fabric.setDomainRules(networkDomainId, enforced);
      this.forward(organisation, networkDomainId, enforced);
    } catch (error) {
      onProblem(`network domain ${networkDomainId}: ${(error as Error).message}`);
    }
  }

  /** Opens the public addresses of a domain's networks as its NAT rules and firewall have it. */
  private forward(organisation: Organisation, networkDomainId: string, rules: readonly FabricRule[]): void {
    const { networks, sshPort, onProblem } = this.options;
    for (const network of networks.values()) {
      const { vlan } = network;
      if (vlan.networkDomainId !== networkDomainId) {
        continue;
      }
      const inVlan = new Set(
        organisation
          .those("server", ({ nics }) => nics.some(({ vlanId }) => vlanId === vlan.id))
          .flatMap(({ nics }) => nics.map(({ privateIpv4 }) => privateIpv4)),
      );
      const natRules = organisation.those(
        "natRule",
        (rule) => rule.networkDomainId === networkDomainId && inVlan.has(rule.internalIp),
      );
      network.setForwards(forwardsOf(natRules, rules, sshPort)).catch((error: Error) => {
        onProblem([error.message, ...(error instanceof Failure ? error.hints : [])].join("\n  "));
      });
    }
  }
}
