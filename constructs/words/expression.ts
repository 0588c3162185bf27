/**
 * Expressions in Terraform's own syntax, for values that each node has many of. cdktf has nothing to resolve in them; a
 * token for each would be half of its work. Use one as a whole value or in a text, never in a function of cdktf, which
 * would treat it as literal.
 */

/** An attribute of something in the same stack, by its address, e.g. `null_resource.EU6_sql_boot`. */
export function attribute(address: string, name: string): string {
  return `\${${address}.${name}}`;
}

/** The bytes of a file beside the stack, in base64. */
export function fileContent(path: string): string {
  return `\${filebase64("${path}")}`;
}

/**
 * The text of a template beside the stack, filled in.
 * @param values expressions without their braces, by the names that the template knows
 */
export function filledTemplate(path: string, values: Readonly<Record<string, string>>): string {
  const entries = Object.entries(values).map(([name, expression]) => `"${name}" = ${expression}`);
  return `\${templatefile("${path}", {${entries.join(", ")}})}`;
}
