import { answerMyAccount, answerV1 } from "./api-v1";
import { answerV2 } from "./api-v2";
import type { RegionEntry } from "./catalogue";
import type { HttpReply, HttpRequest, RequestContext } from "./request-context";

/**
 * Answers a request of a region. Paths: `/oec/0.9/myaccount`, `/oec/0.9/{organisation}/...`,
 * `/caas/2.{minor}/{organisation}/...`.
 */
export async function dispatch(context: RequestContext, region: RegionEntry, request: HttpRequest): Promise<HttpReply> {
  const [whole = "", search = ""] = request.url.split("?", 2);
  const [api, version = "", organisationId = "", ...rest] = whole.split("/").slice(1).map(decoded);
  const path = rest.join("/");
  const received = { context, region, request, organisationId, path, query: new URLSearchParams(search) };
  if (api === "oec" && version === "0.9") {
    return organisationId === "myaccount" && path === "" ? answerMyAccount(received) : answerV1(received);
  }
  const minor = /^2\.(\d+)$/.exec(version)?.[1];
  if (api === "caas" && minor !== undefined) {
    return answerV2(received, Number(minor));
  }
  context.warn(`${region.name} ${request.method} ${whole} is no path of this API`);
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
