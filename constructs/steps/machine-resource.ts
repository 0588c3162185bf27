import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import type { Construct } from "constructs";
import { Deployment } from "../stack/deployment";
import { type Provisioner, StepMarker } from "./step-marker";
import type { Target } from "./target";

/** What a step says of itself is for readers: other words for the same thing must not run it again. */
export const IGNORE_EFFECT_TEXT = { ignoreChanges: ['triggers["effect"]'] };

/** What a run of a step is known by, in its provisioners: another one for each run. */
export const RUN_ID = "${self.id}";

export interface MachineResourceProps extends Omit<ResourceConfig, "provisioners" | "triggers"> {
  readonly target: Target;
}

/**
 * A `null_resource` that does something on a node. A stack that is synthesized for its infrastructure leaves it out. When
 * it has come to its end it leaves the id of its run on the node: what Terraform takes for done can be compared with what
 * was done, wherever Terraform runs next.
 */
export class MachineResource extends Resource {
  readonly target: Target;
  readonly stepName: string;
  protected readonly isLeftOut: boolean;
  private readonly marker: StepMarker;

  /** @param id what its runs are noted by on the node: a node may have several of one kind, such as a canary for each replica */
  constructor(scope: Construct, id: string, { target, ...config }: MachineResourceProps) {
    super(scope, id, { lifecycle: IGNORE_EFFECT_TEXT, ...config });
    const stack = Deployment.of(scope);
    this.target = target;
    this.stepName = id;
    this.isLeftOut = stack.machines === "left out";
    this.marker = new StepMarker(stack, this.friendlyUniqueId);
  }

  /** What it does, and why it would do it again. */
  provision(provisioners: readonly Provisioner[], triggers: Readonly<Record<string, string>>): void {
    this.provisioners = this.marker.wrap(provisioners);
    this.triggers = { step: `${this.target.id} ${this.stepName}`, ...triggers, unfinished: this.marker.trigger };
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
