import type { NodeFile } from "../../../templates/node-file";

/**
 * A node file as Terraform's `templatefile()` fills it in: variables and escapes only, which is all that the files use.
 * Throws on a variable that has no value.
 */
export function filled(file: NodeFile, values: Readonly<Record<string, string>>): string {
  return file.text.replaceAll(/\$\$\{|%%\{|\$\{"(\$+)"\}|\$\{(\w+)\}/g, (found, dollars?: string, name?: string) => {
    if (dollars !== undefined) {
      return dollars;
    }
    if (name === undefined) {
      return found.slice(1);
    }
    const value = values[name];
    if (value === undefined) {
      throw new Error(`${file.name}: ${name} has no value`);
    }
    return value;
  });
}
