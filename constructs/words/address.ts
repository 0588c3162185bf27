import type { TerraformResource } from "cdktf";

/** Terraform's address of a resource within its stack: `ddcloud_server.EU6_sql1`. */
export function addressOf({
  terraformResourceType,
  friendlyUniqueId,
}: Pick<TerraformResource, "friendlyUniqueId" | "terraformResourceType">): string {
  return `${terraformResourceType}.${friendlyUniqueId}`;
}
