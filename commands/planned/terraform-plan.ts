/** One resource of a plan. Source: `terraform show -json PLAN`, `resource_changes`. */
export interface ResourceChange {
  readonly address: string;
  /** Its address in the state, if a `moved` block renames it. */
  readonly previous_address?: string;
  readonly type: string;
  readonly change: {
    /** `["no-op"]`, `["update"]`, `["delete", "create"]`, `["forget"]` ... */
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
    /** There where an `import` block brings the resource into the state. */
    readonly importing?: { readonly id: string };
  };
}

/** A resource in the state from which the plan was made. */
export interface KnownResource {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The part of a Terraform or OpenTofu plan that is used here. */
export interface TerraformPlan {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<
    Record<string, { readonly actions: readonly string[]; readonly before?: unknown; readonly after?: unknown }>
  >;
  readonly prior_state?: {
    readonly values?: { readonly root_module?: { readonly resources?: readonly KnownResource[] } };
  };
}

/** The plan's change of a resource that the last deployment knew by this address; undefined: none. */
export function changeOf(plan: TerraformPlan, address: string): ResourceChange | undefined {
  return (plan.resource_changes ?? []).find((one) => (one.previous_address ?? one.address) === address);
}

/** Whether the existing resource is deleted, with or without a replacement. */
export function isLost(change: ResourceChange | undefined): boolean {
  return change?.change.actions.includes("delete") ?? false;
}

/** Whether the existing resource is changed in place. */
export function isUpdate({ change }: ResourceChange): boolean {
  return change.actions.join() === "update";
}

/** Whether an apply would do anything, as `terraform plan -detailed-exitcode` sees it. */
export function hasChanges({ resource_changes = [], output_changes = {} }: TerraformPlan): boolean {
  const actions = [...resource_changes.map(({ change }) => change), ...Object.values(output_changes)];
  return actions.some(({ actions }) => actions.some((action) => action !== "no-op" && action !== "read"));
}

/** What existed when the plan was made. */
export function knownResources({ prior_state }: TerraformPlan): readonly KnownResource[] {
  return prior_state?.values?.root_module?.resources ?? [];
}
