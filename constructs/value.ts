/** A value that is known only when Terraform applies. */
export interface Value {
  /** Terraform expression, as cdktf renders it. */
  readonly expression: string;
  /**
   * What a step that uses the value is replaced for. For an address that is the address, for a secret never the secret
   * but the number of its generation.
   */
  readonly trigger: { readonly label: string; readonly value: string };
}

/** A value that is no secret, and so its own trigger. */
export function shown(label: string, expression: string): Value {
  return { expression, trigger: { label, value: expression } };
}

/** Name of a template variable for something of a node or a network: `NA9_slave_sql_ipv6`. */
export function variableOf(id: string, what: string): string {
  const name = `${id}_${what}`.replace(/[^A-Za-z0-9]+/g, "_");
  // an address range may begin with a digit, a variable may not
  return /^[0-9]/.test(name) ? `_${name}` : name;
}
