import { formatIpv4, parseIpv4 } from "../../../platform/addresses/ipv4";
import type { Resource } from "./resource";

/** Addresses in a block. */
export const BLOCK_SIZE = 2;

/** A block of public IPv4 addresses that a network domain holds. Source: network/publicIpBlock, 2.13. */
export interface PublicIpBlock extends Resource {
  readonly networkDomainId: string;
  readonly baseIp: string;
  readonly size: number;
}

/** The addresses of a block, in order. */
export function addressesOf(block: PublicIpBlock): string[] {
  const base = parseIpv4(block.baseIp) ?? 0;
  return Array.from({ length: block.size }, (_, index) => formatIpv4(base + index));
}
