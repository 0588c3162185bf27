/** One resource of a plan. Source: `terraform show -json PLAN`, `resource_changes`. */
export interface ResourceChange {
  readonly address: string;
  /** Where the state has it, for what a `moved` block renames. */
  readonly previous_address?: string;
  readonly type: string;
  readonly change: {
    /** `["no-op"]`, `["update"]`, `["delete", "create"]`, `["forget"]` ... */
    readonly actions: readonly string[];
    readonly before: Readonly<Record<string, unknown>> | null;
    readonly after: Readonly<Record<string, unknown>> | null;
  };
}

/** A resource of the state that a plan was made of. */
export interface KnownResource {
  readonly address: string;
  readonly type: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A plan of Terraform's or OpenTofu's, as far as it is looked at here. */
export interface TerraformPlan {
  readonly resource_changes?: readonly ResourceChange[];
  readonly output_changes?: Readonly<
    Record<string, { readonly actions: readonly string[]; readonly before?: unknown; readonly after?: unknown }>
  >;
  readonly prior_state?: {
    readonly values?: { readonly root_module?: { readonly resources?: readonly KnownResource[] } };
  };
}

/** What the plan has of a resource that the last deployment knew under an address; undefined: nothing. */
export function changeOf(plan: TerraformPlan, address: string): ResourceChange | undefined {
  return (plan.resource_changes ?? []).find((one) => (one.previous_address ?? one.address) === address);
}

/** Whether the resource that stands is deleted, alone or for another in its place. */
export function isLost(change: ResourceChange | undefined): boolean {
  return change?.change.actions.includes("delete") ?? false;
}

/** Whether the resource that stands is changed in place. */
export function isUpdate({ change }: ResourceChange): boolean {
  return change.actions.join() === "update";
}

/** Whether an apply would do anything, as `terraform plan -detailed-exitcode` sees it. */
export function hasChanges({ resource_changes = [], output_changes = {} }: TerraformPlan): boolean {
  const actions = [...resource_changes.map(({ change }) => change), ...Object.values(output_changes)];
  return actions.some(({ actions }) => actions.some((action) => action !== "no-op" && action !== "read"));
}

/** What stood when the plan was made. */
export function knownResources({ prior_state }: TerraformPlan): readonly KnownResource[] {
  return prior_state?.values?.root_module?.resources ?? [];
}
