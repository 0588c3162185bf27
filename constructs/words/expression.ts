/**
 * Expressions in Terraform's own words, for what each node has many of. Nothing in them is left for cdktf to resolve, to
 * which a token for each would be half of its work. They stand for a whole value, or in a text, never in a function of
 * cdktf, which would take them for literal.
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
