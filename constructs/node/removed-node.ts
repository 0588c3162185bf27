import { Construct } from "constructs";
import { renderScript } from "../../templates/scripts/script";
import { FOREIGN_NAMES } from "../stack/address-changes";
import { Deployment } from "../stack/deployment";
import { logicalId } from "../words/naming";
import { freeId, refuse } from "../words/refusal";
import { MONITORING_ENDS } from "./monitoring";

export interface RemovedNodeProps {
  /** Id of its location, e.g. EU6. */
  readonly location: string;
  readonly name: string;
  /** Whether its server is deleted; otherwise Terraform forgets the node, and it keeps running. */
  readonly destroy: boolean;
  /** The reason, for readers of the plan or the state. */
  readonly because: string;
  /**
   * Addresses of further resources that Terraform forgets with it: its firewall rules, whose ports are no longer known.
   * @default - none
   */
  readonly also?: readonly string[];
}

/**
 * A node's resources whose ids follow from its name alone, by type; `also` lists those that it shares with others.
 * Steps of a replication belong to the group: they leave with the member, and nothing runs for that.
 */
const RESOURCES: Readonly<Record<string, readonly string[]>> = {
  ddcloud_server: ["Resource"],
  ddcloud_nat: ["nat"],
  null_resource: ["monitoring", "adopt", "grow", "boot", "configure", "ready"],
  random_password: ["admin"],
  tls_private_key: ["host_key", "seed_key", "tls_key"],
  tls_cert_request: ["tls_request"],
  tls_locally_signed_cert: ["tls_certificate"],
};

/** A node that is no longer in the stack: Terraform destroys it or forgets it. */
export class RemovedNode extends Construct {
  constructor(scope: Construct, id: string, props: RemovedNodeProps) {
    super(scope, freeId(scope, id));
    const stack = Deployment.of(this);
    const { location, name, destroy, because, also = [] } = props;
    refuse(scope, id, [
      because.trim() === "" && "it has no reason; say in `because` why the node goes",
      destroy && also.length > 0 && "`also` is for what is forgotten; leave it out where the node is destroyed",
      !stack.addressChanges.namesFollowPlaces && `nodes that are gone: ${FOREIGN_NAMES}`,
    ]);
    const own = Object.entries(RESOURCES).flatMap(([type, ids]) =>
      ids.map((one) => `${type}.${logicalId([location, name, one])}`),
    );
    const monitoring = `null_resource.${logicalId([location, name, "monitoring"])}`;
    for (const address of [...own, ...also]) {
      stack.addressChanges.remove({
        address,
        destroy,
        ...(destroy && address === monitoring && { beforeDestroy: MONITORING_ENDS }),
      });
    }
    if (destroy) {
      stack.folder.share("scripts/monitoring.sh", () => renderScript("monitoring"));
    }
    stack.outputs.contribute("removed", `${location}::${name}`, () => ({ destroy, because }));
  }
}
