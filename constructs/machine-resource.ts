import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import type { Node } from "./node";
import { PlumblineStack } from "./plumbline-stack";
import { type Provisioner, Unfinished } from "./unfinished";

/** What a step says of itself is for readers: other words for the same thing must not run it again. */
export const WORDS_ARE_NO_REASON = { ignoreChanges: ['triggers["effect"]'] };

/** What a run of a step is known by, in its provisioners: another one for each run. */
export const RUN_ID = "${self.id}";

/**
 * A `null_resource` that does something on a node. A stack that is synthesized for its infrastructure leaves it out. When
 * it has come to its end it leaves the id of its run on the node: what Terraform takes for done can be compared with what
 * was done, wherever Terraform runs next.
 */
export class MachineResource extends Resource {
  protected readonly isLeftOut: boolean;
  private readonly unfinished: Unfinished;

  /** @param stepName its name on the node, and the id of the construct */
  constructor(
    readonly subject: Node,
    readonly stepName: string,
    config: Omit<ResourceConfig, "provisioners" | "triggers"> = {},
  ) {
    super(subject, stepName, { lifecycle: WORDS_ARE_NO_REASON, ...config });
    const stack = PlumblineStack.ofConstruct(subject);
    this.isLeftOut = stack.machines === "left out";
    this.unfinished = new Unfinished(stack, this.friendlyUniqueId);
  }

  /** What it does, and why it would do it again. */
  does(provisioners: readonly Provisioner[], triggers: Readonly<Record<string, string>>): void {
    this.provisioners = this.unfinished.around(provisioners);
    this.triggers = { step: `${this.subject.id} ${this.stepName}`, ...triggers, unfinished: this.unfinished.trigger };
  }

  /** Terraform's address. */
  get address(): string {
    return `${this.terraformResourceType}.${this.friendlyUniqueId}`;
  }

  override toTerraform(): ReturnType<Resource["toTerraform"]> {
    return this.isLeftOut ? {} : super.toTerraform();
  }

  override toHclTerraform(): ReturnType<Resource["toHclTerraform"]> {
    return this.isLeftOut ? {} : super.toHclTerraform();
  }
}
