import { endpointOf, type Region } from "../../platform/data-centres";
import { Failure } from "../cli/command";

/** The variable of the synthesized Terraform for endpoints other than the public ones. */
export const ENDPOINTS_VARIABLE = "TF_VAR_endpoints";

const FORM = `it takes a JSON map from region to base URL: {"EU":"https://api.example.com"}`;

/**
 * Base URLs of regions, as Terraform reads them from `TF_VAR_endpoints`. Empty if that is not set. Throws a Failure
 * that never shows a value, because a URL may contain a password.
 */
export function readEndpoints(env: NodeJS.ProcessEnv): ReadonlyMap<string, string> {
  const text = env[ENDPOINTS_VARIABLE]?.trim() ?? "";
  if (text === "") {
    return new Map();
  }
  const endpoints = Object.entries(parseMap(text) ?? {});
  if (parseMap(text) === undefined) {
    throw new Failure(`${ENDPOINTS_VARIABLE} cannot be read`, [FORM]);
  }
  const problems = endpoints.flatMap(([region, url]) => {
    const problem = problemOf(url);
    return problem === undefined ? [] : [`${region}: ${problem}`];
  });
  if (problems.length > 0) {
    throw new Failure(`${ENDPOINTS_VARIABLE} has endpoints that cannot be used`, [...problems, FORM]);
  }
  return new Map(endpoints as [string, string][]);
}

function parseMap(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(url: unknown): string | undefined {
  if (typeof url !== "string" || !URL.canParse(url) || !/^https?:\/\//.test(url)) {
    return "not a base URL";
  }
  const { username, password, search, hash } = new URL(url);
  if (username !== "" || password !== "") {
    return "a URL with credentials in it; they belong into MCP_USER and MCP_PASSWORD";
  }
  if (search !== "" || hash !== "") {
    return "a URL with more than a host and a path";
  }
  return url.endsWith("/")
    ? "a slash at the end, with which the provider would ask for //oec; leave it out"
    : undefined;
}

/** Base URL of a region's API: the environment's, else the plan's, else the public one. */
export function endpointFor(
  region: Region,
  given: ReadonlyMap<string, string>,
  ofPlan: Readonly<Partial<Record<Region, string>>> = {},
): string {
  return given.get(region) ?? ofPlan[region] ?? endpointOf(region);
}
