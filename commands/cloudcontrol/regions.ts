import type { Plan } from "../../plan/plan";
import type { Region } from "../../platform/data-centres";
import { CloudControl } from "./cloudcontrol";
import { endpointFor, readEndpoints } from "./endpoints";

/** One region's API and its endpoint. */
export interface RegionalApi {
  readonly endpoint: string;
  readonly api: CloudControl;
}

/** The API of each region of the plan, in the plan's order, with the credentials of the environment. */
export function apisOf(plan: Plan, env: NodeJS.ProcessEnv): Map<Region, RegionalApi> {
  const given = readEndpoints(env);
  const { MCP_USER: user = "", MCP_PASSWORD: password = "" } = env;
  const regions = [...new Set(plan.locations.map(({ region }) => region))];
  return new Map(
    regions.map((region) => {
      const endpoint = endpointFor(region, given, plan.endpoints);
      return [region, { endpoint, api: new CloudControl({ region, endpoint, user, password, env }) }];
    }),
  );
}
