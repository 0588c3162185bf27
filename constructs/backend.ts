import { HttpBackend, LocalBackend, PgBackend, S3Backend, type TerraformStack } from "cdktf";

/** Where Terraform keeps its state. Settings are Terraform's own; credentials belong into Terraform's environment. */
export type Backend =
  | { readonly type: "local" }
  | { readonly type: "pg" | "s3" | "http"; readonly settings: Readonly<Record<string, string | number | boolean>> };

/**
 * Gives a stack its backend. The local one lies in `state/` at the project's root, named by a relative path: an absolute
 * one would tell machines apart, and one inside `cdktf.out` would go with that folder.
 */
export function configureBackend(stack: TerraformStack, backend: Backend): void {
  if (backend.type === "local") {
    new LocalBackend(stack, { path: `../../../state/terraform.${stack.node.id}.tfstate` });
    return;
  }
  const settings = backend.settings as never;
  if (backend.type === "pg") new PgBackend(stack, settings);
  else if (backend.type === "s3") new S3Backend(stack, settings);
  else new HttpBackend(stack, settings);
}
