import type { TerraformProvider } from "cdktf";
import { Construct } from "constructs";
import { DATA_CENTRES, type DataCentre, isDataCentre, type Region, regionOf } from "../../platform/data-centres";
import { PlumblineStack } from "../stack/plumbline-stack";
import { freeId, refuse } from "../words/refusal";

export interface LocationProps {
  /**
   * Data centre, e.g. EU6.
   * @default - the construct's id
   */
  readonly dataCentre?: string;
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
    this.dataCentre = dataCentre as DataCentre;
    this.region = regionOf(this.dataCentre);
    this.provider = PlumblineStack.ofConstruct(this).regions.providerOf(this.region);
  }
}
