import type { Resource } from "./resource";

/** Two servers of one network domain that never share a host. Source: server/antiAffinityRule, 2.2. */
export interface AntiAffinityRule extends Resource {
  readonly networkDomainId: string;
  readonly serverIds: readonly [string, string];
}
