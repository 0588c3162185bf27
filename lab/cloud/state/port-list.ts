import type { DomainResource } from "./resource";

/** A port, or a range of ports from `begin` to `end`. */
export interface Ports {
  readonly begin: number;
  readonly end?: number;
}

/** A port list that firewall rules can name. Source: network/portList, 2.2. */
export interface PortList extends DomainResource {
  description: string;
  ports: readonly Ports[];
  childIds: readonly string[];
}
