import { HttpBackend, LocalBackend, PgBackend, S3Backend, type TerraformStack } from "cdktf";
import type { Backend } from "../../platform/backend";
import { holdsMark } from "../words/literal";
import { refuse } from "../words/refusal";

/**
 * Sets the backend of a stack. The local state is in `state/` at the project's root, under a relative path: an absolute
 * one would differ between machines, and a state inside `cdktf.out` would be deleted with that folder.
 */
export function configureBackend(stack: TerraformStack, backend: Backend): void {
  if (backend.type === "local") {
    new LocalBackend(stack, { path: `../../../state/terraform.${stack.node.id}.tfstate` });
    return;
  }
  refuse(
    stack,
    "backend",
    Object.entries(backend.settings).flatMap(([name, value]) => {
      const texts = textsIn(value);
      const isExpression = texts.some((text) => /[$%]\{/.test(text));
      return [
        isExpression &&
          `${name} holds \${ or %{, which is text to Terraform and an expression to OpenTofu; write out what is meant`,
        // Terraform allows no expression there that could replace it
        !isExpression &&
          texts.some(holdsMark) &&
          `${name} holds a text that cdktf takes for a value of its own; take another`,
      ];
    }),
  );
  const settings = backend.settings as never;
  if (backend.type === "pg") {
    new PgBackend(stack, settings);
  } else if (backend.type === "s3") {
    new S3Backend(stack, settings);
  } else {
    new HttpBackend(stack, settings);
  }
}

/** All texts in a setting, including keys. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") {
    return [value];
  }
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)])
    : [];
}
