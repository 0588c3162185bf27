import { Resource } from "@cdktf/provider-null/lib/resource";
import { Construct } from "constructs";
import type { MonitoringPlan } from "../platform/limits";
import { renderScript } from "../templates/scripts/script";
import { WORDS_ARE_NO_REASON } from "./machine-resource";
import type { Node } from "./node";
import { PlumblineStack } from "./plumbline-stack";
import { Unfinished } from "./unfinished";

export interface MonitoringProps {
  readonly node: Node;
  readonly plan: MonitoringPlan;
}

/**
 * Shows a server in the platform's dashboard. The provider cannot do it, so a script on the operator's machine calls
 * `server/enableServerMonitoring` once the server exists, and `server/disableServerMonitoring` before it is destroyed,
 * with the credentials of the provider's own environment variables.
 */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const stack = PlumblineStack.ofConstruct(this);
    stack.folder.share("scripts/monitoring.sh", () => renderScript("monitoring"));
    // a provisioner that runs on destroy may refer to nothing but `self`
    const environment = {
      ENDPOINT: "${self.triggers.endpoint}",
      SERVER_ID: "${self.triggers.server}",
      SERVICE_PLAN: "${self.triggers.plan}",
    };
    const resource = new Resource(this, "Resource", { lifecycle: WORDS_ARE_NO_REASON });
    const unfinished = new Unfinished(stack, resource.friendlyUniqueId);
    resource.triggers = {
      server: props.node.server.id,
      plan: props.plan,
      endpoint: stack.endpointOf(props.node.location.region),
      effect: "shows the server in the platform's dashboard",
      unfinished: unfinished.trigger,
    };
    resource.provisioners = [
      ...unfinished.around([{ type: "local-exec", command: "bash scripts/monitoring.sh enable", environment }]),
      { type: "local-exec", command: "bash scripts/monitoring.sh disable", environment, when: "destroy" },
    ];
  }
}
