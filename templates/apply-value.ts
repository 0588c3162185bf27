/**
 * A value that Terraform knows only when it applies, with the reason that it gives a step to run again. A template takes
 * it as it is: the file that comes of it knows which values it has met.
 */
export interface ApplyValue {
  /** Name of its variable in templates: a letter or _, then letters, digits and _. */
  readonly name: string;
  /** Terraform expression, as cdktf renders it. */
  readonly expression: string;
  /**
   * What a step that uses the value is replaced for. For an address that is the address, for a secret never the secret
   * but the number of its generation.
   */
  readonly trigger: { readonly label: string; readonly value: string };
  /**
   * Whether it is kept from everybody but root: from user-data where a file can hold it, and from what steps say.
   * @default false
   */
  readonly isSecret?: boolean;
}

/** A value that is no secret, and so its own trigger. */
export function plainValue(name: string, label: string, expression: string): ApplyValue {
  return { name, expression, trigger: { label, value: expression } };
}

/** Name of a variable for something of a node or a network: `NA9_sql2_ipv6`. */
export function variableName(...parts: readonly string[]): string {
  const name = parts.join("_").replace(/[^A-Za-z0-9]+/g, "_");
  // an address range may begin with a digit, a variable may not
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
