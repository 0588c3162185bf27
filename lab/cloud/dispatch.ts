import { answerMyAccount, answerV1 } from "./api-v1";
import { answerV2 } from "./api-v2";
import type { RegionEntry } from "./catalogue";
import type { Desk, HttpReply, HttpRequest } from "./desk";

/**
 * Answers a request of a region. Paths: `/oec/0.9/myaccount`, `/oec/0.9/{organisation}/...`,
 * `/caas/2.{minor}/{organisation}/...`.
 */
export async function dispatch(desk: Desk, region: RegionEntry, request: HttpRequest): Promise<HttpReply> {
  const [whole = "", search = ""] = request.url.split("?", 2);
  const [api, version = "", organisationId = "", ...rest] = whole.split("/").slice(1).map(decoded);
  const path = rest.join("/");
  const visit = { desk, region, request, organisationId, path, query: new URLSearchParams(search) };
  if (api === "oec" && version === "0.9") {
    return organisationId === "myaccount" && path === "" ? answerMyAccount(visit) : answerV1(visit);
  }
  const minor = /^2\.(\d+)$/.exec(version)?.[1];
  if (api === "caas" && minor !== undefined) {
    return answerV2(visit, Number(minor));
  }
  desk.warn(`${region.name} ${request.method} ${whole} is no path of this API`);
  const nothing = { operation: undefined, code: undefined, fault: undefined };
  return { status: 404, contentType: "text/plain", body: "Not Found", ...nothing };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
