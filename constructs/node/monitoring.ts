import { Resource } from "@cdktf/provider-null/lib/resource";
import { Construct } from "constructs";
import type { Region } from "../../platform/data-centres";
import type { MonitoringPlan } from "../../platform/limits";
import { renderScript } from "../../templates/scripts/script";
import { Deployment } from "../stack/deployment";
import { IGNORE_EFFECT_TEXT } from "../steps/machine-resource";
import { StepMarker } from "../steps/step-marker";

export interface MonitoringProps {
  /** Id of the server, as an expression. */
  readonly serverId: string;
  readonly region: Region;
  readonly plan: MonitoringPlan;
}

/** A provisioner that runs on destroy may refer only to `self`. */
const ENVIRONMENT = {
  ENDPOINT: "${self.triggers.endpoint}",
  SERVER_ID: "${self.triggers.server}",
  SERVICE_PLAN: "${self.triggers.plan}",
};

/** Runs before a monitored server is destroyed. */
export const MONITORING_ENDS = { command: "bash scripts/monitoring.sh disable", environment: ENVIRONMENT };

/**
 * Shows a server in the platform's dashboard. The provider cannot do it, so a script on the operator's machine calls
 * `server/enableServerMonitoring` once the server exists, and `server/disableServerMonitoring` before it is destroyed,
 * with the credentials of the provider's own environment variables.
 */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, props: MonitoringProps) {
    super(scope, id);
    const stack = Deployment.of(this);
    stack.folder.share("scripts/monitoring.sh", () => renderScript("monitoring"));
    const resource = new Resource(this, "Resource", { lifecycle: IGNORE_EFFECT_TEXT });
    const marker = new StepMarker(stack, resource.friendlyUniqueId);
    resource.triggers = {
      server: props.serverId,
      plan: props.plan,
      endpoint: stack.regions.endpointOf(props.region),
      effect: "shows the server in the platform's dashboard",
      unfinished: marker.trigger,
    };
    resource.provisioners = [
      ...marker.wrap([{ type: "local-exec", command: "bash scripts/monitoring.sh enable", environment: ENVIRONMENT }]),
      { type: "local-exec", ...MONITORING_ENDS, when: "destroy" },
    ];
  }
}
