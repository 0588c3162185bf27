import { Construct } from "constructs";
import { renderScript } from "../../templates/scripts/script";
import { FOREIGN_NAMES } from "../stack/address-changes";
import { Deployment } from "../stack/deployment";
import { logicalId } from "../words/naming";
import { freeId, refuse } from "../words/refusal";
import { MONITORING_ENDS } from "./monitoring";

export interface RemovedNodeProps {
  /** Id of the location that it was at, e.g. EU6. */
  readonly location: string;
  readonly name: string;
  /** Whether its server is deleted; else Terraform forgets the node, and it goes on. */
  readonly destroy: boolean;
  /** Why, for whoever reads the plan or the state. */
  readonly because: string;
  /**
   * Addresses of further resources that are forgotten with it: its firewall rules, whose ports nobody knows any more.
   * @default - none
   */
  readonly also?: readonly string[];
}

/**
 * What a node has under ids that its own name alone makes, by type: what it has with others, `also` names. Steps of a
 * replication are the group's: they go with the member, and nothing runs for it.
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

/** A node that the stack has no more: whether Terraform destroys it or forgets it. */
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
