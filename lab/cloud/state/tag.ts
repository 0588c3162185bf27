import type { Resource } from "./resource";

/** Types of assets that can have tags. */
export const ASSET_TYPES = ["SERVER", "VLAN", "NETWORK_DOMAIN", "PUBLIC_IP_BLOCK"] as const;
export type AssetType = (typeof ASSET_TYPES)[number];

/** A key that tags of an organisation can use. Source: tag/tagKey, 2.5. */
export interface TagKey extends Resource {
  name: string;
  description: string;
  valueRequired: boolean;
  displayOnReport: boolean;
}

/** A tag on an asset. Source: tag/tag, 2.13. */
export interface Tag extends Resource {
  readonly assetType: AssetType;
  readonly assetId: string;
  readonly tagKeyId: string;
  value: string;
}
