import { type Region, regionOf } from "../../platform/data-centres";
import type { Findings } from "../findings/findings";
import type { Plan } from "../plan";
import type { LocationOutline } from "./outline";

/** Base URLs of the APIs of private clouds, by region: locations of one region share one. */
export function readEndpoints(outlines: readonly LocationOutline[], findings: Findings): Plan["endpoints"] {
  const endpoints: Partial<Record<Region, string>> = {};
  for (const { known, apiHost } of outlines) {
    if (apiHost !== undefined && known.id !== undefined) {
      const region = regionOf(known.id);
      const url = `https://${apiHost.host}`;
      if ((endpoints[region] ?? url) !== url) {
        findings.error(
          apiHost.at,
          `apiHost is "${apiHost.host}", and another location of region ${region} has ${endpoints[region]}`,
          "locations of one region have one API: give them the same host, or plans of their own",
        );
      }
      endpoints[region] = url;
    }
  }
  return endpoints;
}
