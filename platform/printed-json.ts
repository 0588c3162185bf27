/** The JSON in a program's output, or the words instead of it. */
export type Printed = { readonly value: unknown } | { readonly words: readonly string[] };

/**
 * Finds the JSON in the standard output of Terraform or OpenTofu. OpenTofu prints warnings before it, and Terraform may
 * do so one day. Words are only what comes before anything that looks like JSON: the rest may be a secret.
 */
export function jsonIn(printed: string): Printed {
  const lines = printed.split("\n");
  const begins = lines.flatMap((line, index) => (/^\s*[{[]/.test(line) ? [index] : []));
  const ends = lines.flatMap((line, index) => (/[}\]]\s*$/.test(line) ? [index + 1] : [])).reverse();
  for (const begin of begins) {
    for (const end of ends.filter((one) => one > begin).slice(0, 10)) {
      try {
        return { value: JSON.parse(lines.slice(begin, end).join("\n")) };
      } catch {
        // a warning may begin or end like that, too
      }
    }
  }
  const words = lines.slice(0, begins[0] ?? lines.length).map((line) => line.trim());
  return { words: words.filter((line) => line !== "") };
}
