import type { ResourceChange } from "./terraform-plan";

/** A network card of ddcloud_server. Values that a plan does not know yet are absent. */
export interface Card {
  readonly vlan?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly type?: string;
}

/** All cards of a server, the primary one first. */
export function cardsOf(server: ResourceChange["change"]["after"]): readonly Card[] {
  return [server?.primary_network_adapter, server?.additional_network_adapter].flatMap((cards) =>
    Array.isArray(cards) ? (cards as Card[]) : [],
  );
}
