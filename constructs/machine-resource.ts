import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import type { Construct } from "constructs";
import { PlumblineStack } from "./plumbline-stack";

/** What a step says of itself is for readers: other words for the same thing must not run it again. */
export const WORDS_ARE_NO_REASON = { ignoreChanges: ['triggers["effect"]'] };

/** A `null_resource` that does something on a machine. A stack that is synthesized for its infrastructure leaves it out. */
export class MachineResource extends Resource {
  private readonly isLeftOut: boolean;

  constructor(scope: Construct, id: string, config: ResourceConfig) {
    super(scope, id, { lifecycle: WORDS_ARE_NO_REASON, ...config });
    this.isLeftOut = PlumblineStack.ofConstruct(scope).machines === "left out";
  }

  override toTerraform(): ReturnType<Resource["toTerraform"]> {
    return this.isLeftOut ? {} : super.toTerraform();
  }

  override toHclTerraform(): ReturnType<Resource["toHclTerraform"]> {
    return this.isLeftOut ? {} : super.toHclTerraform();
  }
}
