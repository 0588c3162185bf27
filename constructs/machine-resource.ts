import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import type { Construct } from "constructs";
import { PlumblineStack } from "./plumbline-stack";
import { type Provisioner, Unfinished } from "./unfinished";

/** What a step says of itself is for readers: other words for the same thing must not run it again. */
export const WORDS_ARE_NO_REASON = { ignoreChanges: ['triggers["effect"]'] };

/** A `null_resource` that does something on a machine. A stack that is synthesized for its infrastructure leaves it out. */
export class MachineResource extends Resource {
  protected readonly isLeftOut: boolean;
  private readonly unfinished: Unfinished;

  constructor(scope: Construct, id: string, config: Omit<ResourceConfig, "provisioners" | "triggers"> = {}) {
    super(scope, id, { lifecycle: WORDS_ARE_NO_REASON, ...config });
    const stack = PlumblineStack.ofConstruct(scope);
    this.isLeftOut = stack.machines === "left out";
    this.unfinished = new Unfinished(stack, this.friendlyUniqueId);
  }

  /** What it does, and why it would do it again. */
  does(provisioners: readonly Provisioner[], triggers: Readonly<Record<string, string>>): void {
    this.provisioners = this.unfinished.around(provisioners);
    this.triggers = { ...triggers, unfinished: this.unfinished.trigger };
  }

  override toTerraform(): ReturnType<Resource["toTerraform"]> {
    return this.isLeftOut ? {} : super.toTerraform();
  }

  override toHclTerraform(): ReturnType<Resource["toHclTerraform"]> {
    return this.isLeftOut ? {} : super.toHclTerraform();
  }
}
