import * as v from "valibot";
import { REPLICATOR } from "../../platform/mysql/accounts";
import type { Findings } from "../findings/findings";
import type { Plan } from "../plan";
import { check } from "../shape/check";
import { namesHint } from "../shape/nearest";
import { dictionary, section, wholeNumber } from "../shape/schema";
import type { Tree } from "../yaml/tree";

const GENERATION = wholeNumber(
  "a generation",
  { least: 1, most: 1_000_000 },
  "it takes a whole number, 1 at first, raised by one to replace the secret",
);

export const SECRET = section("a secret", {
  generation: GENERATION,
  discardOld: v.optional(v.boolean("`discardOld` takes true or false")),
});

const SECRETS_OF_PLAN = dictionary(GENERATION, "`secrets` is a mapping from names of secrets to their generations");

/**
 * Secrets of every plan, and why none of them takes `discardOld`; the accounts of the plan's databases are added to
 * them.
 */
const COMMON: ReadonlyMap<string, string> = new Map([
  ["admin", "the one before ends as the present one comes"],
  [REPLICATOR, "the one before ends by itself, once each replica uses the present one"],
]);

/** `secrets`: a generation for each name, or `{generation, discardOld}`. */
export function readSecrets(tree: Tree | undefined, findings: Findings): Pick<Plan, "generations" | "discarded"> {
  if (tree === undefined) {
    return { generations: {}, discarded: [] };
  }
  if (tree.kind !== "mapping") {
    check(SECRETS_OF_PLAN, tree, tree.at, findings);
    return { generations: {}, discarded: [] };
  }
  const longer = [...tree.entries].filter(([, { value }]) => value.kind === "mapping");
  const shorter = new Map([...tree.entries].filter(([, { value }]) => value.kind !== "mapping"));
  const generations = { ...check(SECRETS_OF_PLAN, { ...tree, entries: shorter }, tree.at, findings)?.value };
  const discarded: string[] = [];
  for (const [name, { key, value }] of longer) {
    const part = check(SECRET, value, key, findings);
    if (part === undefined) {
      continue;
    }
    generations[name] = part.value.generation;
    if (part.value.discardOld !== true) {
      continue;
    }
    const reason = COMMON.get(name);
    if (reason === undefined) {
      discarded.push(name);
    } else {
      findings.error(part.at("discardOld"), `discardOld is for users of a database, not for ${name}`, reason);
    }
  }
  return { generations, discarded };
}

/** Reports generations that belong to no secret of the plan. */
export function checkSecretNames(tree: Tree | undefined, users: readonly string[], findings: Findings): void {
  const known = [...COMMON.keys(), ...users];
  for (const [name, { key }] of tree?.kind === "mapping" ? tree.entries : []) {
    if (!known.includes(name)) {
      findings.error(key, `unknown secret ${name} in \`secrets\``, ...namesHint("secrets", name, known));
    }
  }
}
