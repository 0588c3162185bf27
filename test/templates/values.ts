import { type ApplyValue, plainValue } from "../../templates/apply-value";

/** A value that Terraform fills in under this name. */
export function value(name: string): ApplyValue {
  return { name, expression: `\${local.${name}}`, trigger: { label: `reason of ${name}`, value: `\${local.${name}}` } };
}

/** A value that is known when a stack is synthesized. */
export function known(text: string): ApplyValue {
  return plainValue("known", "a known value", text);
}

/** Names of the values in a file. */
export function namesIn({ values }: { readonly values: readonly ApplyValue[] }): string[] {
  return values.map(({ name }) => name);
}
