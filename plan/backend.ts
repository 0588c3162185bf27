import { check } from "./check";
import type { Findings } from "./findings";
import type { Backend } from "./plan";
import { section, word } from "./schema";
import { get, type Tree } from "./tree";

const TYPES = ["local", "pg", "s3", "http"] as const;
type Remote = Exclude<(typeof TYPES)[number], "local">;

/** Environment variables from which Terraform takes the credentials of each backend. */
const CREDENTIALS: Readonly<Record<Remote, string>> = {
  pg: "PGUSER and PGPASSWORD, or PG_CONN_STR",
  s3: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  http: "TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
};

const SECRET_NAME = /passw|secret|token|access_key|private_key|customer_key|credential(?!s_files?$)/i;

/** Where Terraform keeps its state: `type`, and settings that are handed to Terraform as they are. */
export function readBackend(tree: Tree | undefined, findings: Findings): Backend {
  const local: Backend = { type: "local" };
  if (tree === undefined || tree.kind === "poison") {
    return local;
  }
  if (tree.kind !== "mapping") {
    findings.error(tree.at, "`backend` is a mapping with a `type`", `types: ${TYPES.join(", ")}`);
    return local;
  }
  const type = get(tree, "type");
  const typed = section("backend", { type: word("type", TYPES) });
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
  return { type: part.value.type, settings: readSettings(tree.entries, part.value.type, findings) };
}

function readSettings(
  entries: ReadonlyMap<string, { key: Tree["at"]; value: Tree }>,
  type: Remote,
  findings: Findings,
): Record<string, string | number | boolean> {
  const settings: Record<string, string | number | boolean> = {};
  for (const [key, { key: at, value }] of entries) {
    if (key === "type" || value.kind === "poison") {
      continue;
    }
    if (value.kind !== "scalar" || value.value === null) {
      findings.error(value.at, `\`${key}\` of the backend is no text, number, true or false`);
    } else if (!/^[a-z][a-z0-9_]*$/.test(key)) {
      findings.error(
        at,
        `"${key}" is no setting of a backend`,
        "settings are spelled as in Terraform, e.g. schema_name",
      );
    } else if (typeof value.value === "string" && value.value.includes("{{")) {
      findings.error(value.at, `\`${key}\` of the backend holds a token that is not a parameter`);
    } else if (SECRET_NAME.test(key) || holdsPassword(String(value.value))) {
      findings.error(
        at,
        `\`${key}\` of the backend holds a credential, which would stand in the output`,
        `leave it out and give Terraform ${CREDENTIALS[type]} in the environment`,
      );
    } else {
      settings[key] = value.value;
    }
  }
  return settings;
}

/** Whether a connection text holds a password: `//user:password@host`, or `password=...`. */
function holdsPassword(text: string): boolean {
  return /\/\/[^/@\s]*:[^/@\s]*@/.test(text) || /\bpassword\s*=/i.test(text);
}
