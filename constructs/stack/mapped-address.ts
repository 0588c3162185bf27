import {
  TerraformBackend,
  TerraformDataSource,
  TerraformLocal,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformVariable,
} from "cdktf";
import type { IConstruct } from "constructs";
import { addressOf } from "../words/address";

/** Terraform's address of an element, or a substitute if Terraform has none. */
export function mappedAddress(construct: IConstruct): string | undefined {
  if (construct instanceof TerraformResource) {
    return addressOf(construct);
  }
  if (construct instanceof TerraformLocal) {
    return `local.${construct.friendlyUniqueId}`;
  }
  if (construct instanceof TerraformDataSource) {
    return `data.${addressOf(construct)}`;
  }
  if (construct instanceof TerraformOutput) {
    return `output.${construct.friendlyUniqueId}`;
  }
  if (construct instanceof TerraformVariable) {
    return `var.${construct.friendlyUniqueId}`;
  }
  if (construct instanceof TerraformBackend) {
    return "terraform.backend";
  }
  return construct instanceof TerraformProvider ? `provider.${construct.fqn}` : undefined;
}
