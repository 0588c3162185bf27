import type { Backend, BackendValue } from "../../platform/backend";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { check } from "../shape/check";
import { section, word } from "../shape/schema";
import { get, type Mapping, type Tree } from "../yaml/tree";
import { credentialSource, isCredential } from "./backend-credentials";

export const BACKENDS = ["local", "pg", "s3", "http"] as const;
type Remote = Exclude<(typeof BACKENDS)[number], "local">;

/** Where Terraform keeps its state: `type`, and settings that Terraform gets unchanged. */
export function readBackend(tree: Tree | undefined, findings: Findings): Backend {
  const local: Backend = { type: "local" };
  if (tree === undefined || tree.kind === "poison") {
    return local;
  }
  if (tree.kind !== "mapping") {
    findings.error(tree.at, "`backend` is a mapping with a `type`", `types: ${BACKENDS.join(", ")}`);
    return local;
  }
  const type = get(tree, "type");
  const typed = section("backend", { type: word("type", BACKENDS) });
  const only = new Map([...tree.entries].filter(([key]) => key === "type"));
  const part = check(typed, { ...tree, entries: only }, tree.at, findings);
  if (part === undefined || type === undefined) {
    return local;
  }
  if (part.value.type === "local") {
    for (const [key, { key: at }] of tree.entries) {
      if (key !== "type") {
        findings.error(
          at,
          `\`${key}\` does not go with the local backend`,
          "its state lies in state/ at the project's root",
        );
      }
    }
    return local;
  }
  return { type: part.value.type, settings: new Settings(part.value.type, findings).read(tree) };
}

/** Reads the settings of a backend: texts, numbers, true and false, and lists and mappings of them. */
class Settings {
  public constructor(
    private readonly type: Remote,
    private readonly findings: Findings,
  ) {}

  public read({ entries }: Mapping): Record<string, BackendValue> {
    const settings: [string, BackendValue][] = [];
    for (const [name, { key, value }] of entries) {
      if (name === "type") {
        continue;
      }
      if (!/^[a-z][a-z0-9_]*$/.test(name)) {
        this.findings.error(
          key,
          `"${name}" is no setting of a backend`,
          "settings are spelled as in Terraform, e.g. schema_name",
        );
        continue;
      }
      const read = this.value(name, key, value);
      if (read !== undefined) {
        settings.push([name, read]);
      }
    }
    return Object.fromEntries(settings);
  }

  /** @param name the setting, or the key of a mapping in it; `key` is its place */
  private value(name: string, key: Position, tree: Tree): BackendValue | undefined {
    if (tree.kind === "list") {
      return tree.items.flatMap((item) => this.value(name, item.at, item) ?? []);
    }
    if (tree.kind === "mapping") {
      const inner = [...tree.entries].map(([inside, entry]) => {
        this.text(inside, entry.key, `a key of \`${name}\``);
        return [inside, this.value(inside, entry.key, entry.value)] as const;
      });
      return Object.fromEntries(inner.flatMap(([inside, value]) => (value === undefined ? [] : [[inside, value]])));
    }
    if (tree.kind === "poison") {
      return undefined;
    }
    const { value } = tree;
    if (value === null) {
      this.findings.error(tree.at, `\`${name}\` of the backend has no value`, "give it one, or leave the setting out");
      return undefined;
    }
    if (typeof value !== "boolean" && isCredential(name, value)) {
      this.findings.error(
        key,
        `\`${name}\` of the backend holds a credential, which would stand in the output`,
        `leave it out and give Terraform ${credentialSource(this.type, name)} in the environment`,
      );
      return undefined;
    }
    return typeof value !== "string" || this.text(value, tree.at, `\`${name}\``) ? value : undefined;
  }

  /** Whether every program reads a text as plain text in every form: it has no token and no expression. */
  private text(text: string, at: Position, what: string): boolean {
    if (text.includes("{{")) {
      this.findings.error(at, `${what} of the backend holds a token that is not a parameter`);
      return false;
    }
    const [opening] = /[$%]\{/.exec(text) ?? [];
    if (opening !== undefined) {
      this.findings.error(
        at,
        `${what} of the backend holds ${opening}, which is text to Terraform and an expression to OpenTofu`,
        "write out what is meant; a parameter of the plan can hold it: {{ parameter.NAME }}",
      );
      return false;
    }
    return true;
  }
}
