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
  /** Existing networks, by the ids of their VLANs. */
  readonly networks: ReadonlyMap<string, Network>;
  /** Port of loopback addresses that leads to port 22 of a node. */
  readonly sshPort: number;
  /** Receives what could not be enforced. */
  readonly onProblem: (problem: string) => void;
}

/** Makes networks enforce the API's current firewall and NAT rules. */
export class Enforcement {
  constructor(private readonly options: EnforcementOptions) {
    const { events } = options.cloud;
    events.on("firewallChanged", ({ region, networkDomainId }) => this.enforce(region, networkDomainId));
    events.on("natRuleCreated", ({ region, natRule }) => this.enforce(region, natRule.networkDomainId));
    events.on("natRuleDeleted", ({ region, natRule }) => this.enforce(region, natRule.networkDomainId));
  }

  /** Makes a network domain enforce its current rules. */
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

  /** Forwards public addresses of a domain as its NAT rules and firewall allow. */
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
