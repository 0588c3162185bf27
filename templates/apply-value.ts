/**
 * A value that Terraform knows only at apply, with the trigger that makes a step run again. A template uses it
 * directly: the resulting file knows which values it contains.
 */
export interface ApplyValue {
  /** Name of its variable in templates: a letter or _, then letters, digits and _. */
  readonly name: string;
  /** Terraform expression, as cdktf renders it. */
  readonly expression: string;
  /**
   * The trigger for steps that use the value. For an address that is the address, for a secret never the secret but the
   * number of its generation.
   */
  readonly trigger: { readonly label: string; readonly value: string };
  /**
   * Whether it is kept from everybody but root: from user-data where a file can hold it, and from what steps say.
   * @default false
   */
  readonly isSecret?: boolean;
}

/** A value that is not secret, and so is its own trigger. */
export function plainValue(name: string, label: string, expression: string): ApplyValue {
  return { name, expression, trigger: { label, value: expression } };
}

/** Name of a variable for a value of a node or a network: `NA9_sql2_ipv6`. */
export function variableName(...parts: readonly string[]): string {
  const name = parts.join("_").replace(/[^A-Za-z0-9]+/g, "_");
  // an address range may begin with a digit, a variable may not
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
