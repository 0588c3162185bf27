import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { Deployment } from "../stack/deployment";
import type { LandingFile } from "../stack/origin";
import { addressOf } from "../words/address";
import { attribute } from "../words/expression";
import { type Provisioner, StepMarker } from "./step-marker";
import type { Target } from "./target";

/** The text `effect` of a step is for readers: a rewording must not run the step again. */
export const IGNORE_EFFECT_TEXT = { ignoreChanges: ['triggers["effect"]'] };

/** Id of a run of a step, for its provisioners: each run has a new one. */
export const RUN_ID = "${self.id}";

export interface MachineResourceProps extends Omit<ResourceConfig, "provisioners" | "triggers"> {
  /** The machine that it works on, or several; each records its runs. */
  readonly target: Target | readonly [Target, ...Target[]];
}

/**
 * A `null_resource` that does something on a node. A stack that is synthesized only for its infrastructure leaves it
 * out. At its end it leaves the id of its run on the node, so that what Terraform considers done can be compared with
 * what was done, wherever Terraform runs next.
 */
export class MachineResource extends Resource {
  readonly targets: readonly Target[];
  readonly stepName: string;
  protected readonly isLeftOut: boolean;
  /** Resources that it runs after, of any node. */
  private readonly followed: TerraformResource[] = [];
  /** Files that it writes on its nodes. */
  protected landing: readonly LandingFile[] = [];
  private readonly reasons = new Map<string, () => string>();
  private readonly marker: StepMarker;

  /**
   * @param id the name under which the node records its runs: a node may have several steps of one kind, such as a
   * canary for each replica
   */
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

  /** Steps that must be complete before it, on one of its own nodes. */
  protected get predecessors(): readonly MachineResource[] {
    return this.followed.filter(
      (other): other is MachineResource =>
        other instanceof MachineResource && other.targets.some((target) => this.targets.includes(target)),
    );
  }

  /** Sets what it does, and further triggers besides those that were added. */
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
