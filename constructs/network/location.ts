import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { DATA_CENTRES, type DataCentre, isDataCentre, type Region, regionOf } from "../../platform/data-centres";
import { Deployment } from "../stack/deployment";
import { logicalId } from "../words/naming";
import { freeId, refuse } from "../words/refusal";

export interface LocationProps {
  /**
   * Data centre, e.g. EU6.
   * @default - the construct's id
   */
  readonly dataCentre?: string;
  /**
   * A `ddcloud` provider of the stack's own: all resources at this location use it.
   * @default - one of Plumbline's for the data centre's region, with credentials from the environment
   */
  readonly provider?: TerraformProvider;
}

/** One data centre, with the network domains in it. */
export class Location extends Construct {
  readonly dataCentre: DataCentre;
  readonly region: Region;
  /** The region's provider. */
  readonly provider: TerraformProvider;

  constructor(scope: Construct, id: string, props: LocationProps = {}) {
    super(scope, freeId(scope, id));
    const dataCentre = props.dataCentre ?? id;
    refuse(scope, id, [
      !isDataCentre(dataCentre) && `data centre is "${dataCentre}"; known ones are ${DATA_CENTRES.join(", ")}`,
    ]);
    // a valid one in its place, so that everything else can be checked, too
    this.dataCentre = isDataCentre(dataCentre) ? dataCentre : "EU6";
    this.region = regionOf(this.dataCentre);
    this.provider = props.provider ?? Deployment.of(this).regions.providerOf(this.region);
  }

  /** Id of a network or a node at this location, for people: `EU6::sql1`. */
  idOf(name: string): string {
    return `${this.node.id}::${name}`;
  }

  /** The same for names in Terraform: `EU6_sql1`. */
  labelOf(name: string): string {
    return logicalId([this.node.id, name]);
  }
}
