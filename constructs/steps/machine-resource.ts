import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { Deployment } from "../stack/deployment";
import type { LandingFile } from "../stack/plan-map";
import { addressOf } from "../words/address";
import { attribute } from "../words/expression";
import { type Provisioner, StepMarker } from "./step-marker";
import type { Target } from "./target";

/** What a step says of itself is for readers: other words for the same thing must not run it again. */
export const IGNORE_EFFECT_TEXT = { ignoreChanges: ['triggers["effect"]'] };

/** What a run of a step is known by, in its provisioners: another one for each run. */
export const RUN_ID = "${self.id}";

export interface MachineResourceProps extends Omit<ResourceConfig, "provisioners" | "triggers"> {
  /** The machine that it works on, or several: each notes its runs. */
  readonly target: Target | readonly [Target, ...Target[]];
}

/**
 * A `null_resource` that does something on a node. A stack that is synthesized for its infrastructure leaves it out. When
 * it has come to its end it leaves the id of its run on the node: what Terraform takes for done can be compared with what
 * was done, wherever Terraform runs next.
 */
export class MachineResource extends Resource {
  readonly targets: readonly Target[];
  readonly stepName: string;
  protected readonly isLeftOut: boolean;
  /** What it follows, of whatever node. */
  private readonly followed: TerraformResource[] = [];
  /** What it writes on its nodes. */
  protected landing: readonly LandingFile[] = [];
  private readonly reasons = new Map<string, () => string>();
  private readonly marker: StepMarker;

  /** @param id what its runs are noted by on the node: a node may have several of one kind, such as a canary for each replica */
  constructor(scope: Construct, id: string, { target, ...config }: MachineResourceProps) {
    super(scope, id, { lifecycle: IGNORE_EFFECT_TEXT, ...config });
    const stack = Deployment.of(scope);
    this.targets = "id" in target ? [target] : target;
    this.stepName = id;
    this.isLeftOut = stack.machines === "left out";
    this.marker = new StepMarker(stack, this.friendlyUniqueId);
    if (this.isLeftOut) {
      stack.planMap.leaveOut(this);
      return;
    }
    stack.planMap.addStep({
      element: this,
      nodes: this.targets.map(({ id }) => id),
      name: id,
      waitsFor: () => this.followed,
      files: () => this.landing,
    });
  }

  /** Adds a reason to run again. */
  addTrigger(label: string, value: () => string): void {
    this.reasons.set(label, value);
  }

  /** Runs after another step, and again whenever that one has run again. */
  after(label: string, other: Resource): void {
    this.addTrigger(`after ${label}`, () => other.id);
    this.followed.push(other);
  }

  /** Runs after something else, but not again because of it. */
  wait(...others: readonly TerraformResource[]): void {
    this.dependsOn = [...(this.dependsOn ?? []), ...others.map(addressOf)];
    this.followed.push(...others);
  }

  /** Steps that must have come to their end before on a node of its own. */
  protected get predecessors(): readonly MachineResource[] {
    return this.followed.filter(
      (other): other is MachineResource =>
        other instanceof MachineResource && other.targets.some((target) => this.targets.includes(target)),
    );
  }

  /** What it does, and why it would do it again, beside the reasons that were added. */
  provision(provisioners: readonly Provisioner[], triggers: Readonly<Record<string, string>>): void {
    this.provisioners = this.marker.wrap(provisioners);
    this.triggers = {
      step: `${this.targets.map(({ id }) => id).join(",")} ${this.stepName}`,
      ...Object.fromEntries([...this.reasons].map(([label, value]) => [label, value()])),
      ...triggers,
      unfinished: this.marker.trigger,
    };
  }

  /** Id of its last run, as an expression in the same stack. */
  override get id(): string {
    return attribute(this.address, "id");
  }

  /** Terraform's address. */
  get address(): string {
    return addressOf(this);
  }

  override toTerraform(): ReturnType<Resource["toTerraform"]> {
    return this.isLeftOut ? {} : super.toTerraform();
  }

  override toHclTerraform(): ReturnType<Resource["toHclTerraform"]> {
    return this.isLeftOut ? {} : super.toHclTerraform();
  }
}
