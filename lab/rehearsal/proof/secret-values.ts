/** The part of Terraform's state that contains secrets. */
interface State {
  readonly resources?: readonly {
    readonly type: string;
    readonly instances?: readonly { readonly attributes?: Readonly<Record<string, unknown>> }[];
  }[];
}

/** Lines that every OpenSSH key begins with, and lines that are too short to be distinctive. */
const FIRST_LINES_OF_OPENSSH = 3;
const SHORTEST_LINE = 40;

/**
 * Texts that may appear only where secrets belong: every password, and lines from the middle of every private key.
 * @param text content of Terraform's state file
 */
export function secretValues(text: string): readonly string[] {
  const { resources = [] } = JSON.parse(text) as State;
  const values = resources.flatMap(({ type, instances = [] }) =>
    instances.flatMap(({ attributes = {} }) => {
      if (type === "random_password") {
        return [String(attributes.result)];
      }
      if (type !== "tls_private_key") {
        return [];
      }
      const openssh = linesOf(attributes.private_key_openssh).slice(FIRST_LINES_OF_OPENSSH, -1);
      const pem = linesOf(attributes.private_key_pem).slice(1, -1);
      // a private key contains the public one, of which a long one fills whole lines
      const shown = String(attributes.public_key_openssh ?? "");
      return [...openssh, ...pem].filter((line) => line.length >= SHORTEST_LINE && !shown.includes(line));
    }),
  );
  return [...new Set(values)].sort();
}

function linesOf(value: unknown): string[] {
  return typeof value === "string" ? value.trim().split("\n") : [];
}

/** How often a text contains any of the secrets. */
export function occurrences(text: string, secrets: readonly string[]): number {
  return secrets.reduce((sum, secret) => sum + text.split(secret).length - 1, 0);
}
