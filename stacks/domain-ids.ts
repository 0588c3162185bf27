import type { Location, NetworkDomain } from "../plan/plan";

/**
 * The id of a network domain's construct. That of the first one vanishes from Terraform's names, so that a second one
 * changes none of them; the others have their own names in theirs.
 */
export function constructIdOf(domain: NetworkDomain, { domains }: Pick<Location, "domains">): string {
  return domain === domains[0] ? "Default" : domain.name.replaceAll(/[^\w-]+/g, "_");
}

/** Ids of the constructs from the stack down to something in a network domain, by the domain's name. */
export function pathOf(location: Pick<Location, "id" | "domains">, domain: string, name: string): readonly string[] {
  const found = location.domains.find((one) => one.name === domain);
  return [location.id, ...(found === undefined ? [] : [constructIdOf(found, location)]), name];
}
