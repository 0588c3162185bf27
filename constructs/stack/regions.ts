import { Fn, type TerraformProvider, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { endpointOf, REGIONS, type Region } from "../../platform/data-centres";
import { DdcloudProvider } from "../../providers/ddcloud";
import { withStableName } from "./stable-name";

/** The platform's regions, each with its own provider and API; variables choose between the cloud and the lab. */
export class Regions {
  private readonly endpoints: TerraformVariable;
  private readonly retryDelay: TerraformVariable;
  private readonly providers: ReadonlyMap<Region, DdcloudProvider>;

  /** @param urls base URLs of regions whose API is not the public one */
  constructor(
    private readonly scope: Construct,
    private readonly urls: Readonly<Partial<Record<Region, string>>> = {},
  ) {
    this.endpoints = new TerraformVariable(scope, "endpoints", {
      type: "map(string)",
      // the urls stand where the map is looked up: cdktf would write the keys of a default in small letters
      default: {},
      description:
        "base URL of the CloudControl API of a region, by region; a region that is absent has its public one",
    });
    this.retryDelay = new TerraformVariable(scope, "retry_delay", {
      type: "number",
      default: 30,
      description: "seconds between tries while the platform answers RESOURCE_BUSY; at least 1",
    });
    for (const variable of [this.endpoints, this.retryDelay]) {
      withStableName(variable);
    }
    // all of them: Terraform can delete a region's resources in the state only while that region's provider is
    // declared, and it does not start providers that it does not need
    this.providers = new Map(REGIONS.map((region) => [region, this.declare(region)]));
  }

  /** The providers of all regions. */
  get all(): readonly TerraformProvider[] {
    return [...this.providers.values()];
  }

  /** The provider of a region; locations of one region share it. */
  providerOf(region: Region): TerraformProvider {
    const provider = this.providers.get(region);
    if (provider === undefined) {
      throw new Error(`region ${region} has no provider`);
    }
    return provider;
  }

  /** Base URL of a region's API, as an expression. */
  endpointOf(region: Region): string {
    return Fn.lookup(this.endpoints.value, region, this.urls[region] ?? endpointOf(region));
  }

  private declare(region: Region): DdcloudProvider {
    const own = `lookup(${this.endpoints.fqn}, "${region}", ${JSON.stringify(this.urls[region] ?? null)})`;
    return new DdcloudProvider(this.scope, region.toLowerCase(), {
      alias: region.toLowerCase(),
      // exactly one of the two may be set
      region: `\${${own} == null ? "${region}" : null}`,
      cloudcontrolEndpoint: `\${${own}}`,
      retryDelay: this.retryDelay.numberValue,
    });
  }
}
