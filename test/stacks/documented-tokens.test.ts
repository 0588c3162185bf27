// @module-tag unit
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { loadPlan } from "../../plan/load";
import { FittingsStack } from "../../stacks/fittings-stack";
import { synthesize } from "../constructs/synthesized";
import { structureOf } from "../plan/cloud-config/trial-config";
import { edited } from "../plan/trial";

const TEXT = readFileSync(resolve(__dirname, "../../docs/tokens.md"), "utf8");
const rows = TEXT.split("\n").filter((line) => line.startsWith("| `"));

/** What stands between backticks in the first column of a row. */
const written = (row: string) =>
  [...(row.split(" | ")[0] as string).matchAll(/`([^`]+)`/g)].map(([, text]) => text as string);

/** A plan with the nodes that the examples name, one of whom is given all of these texts. */
function planWith(texts: readonly string[]): string {
  return edited(
    ["defaults:", "parameters: {size: 4, there: {information: x, type: str, default: NA9}}\ndefaults:"],
    ["default: base\n", `default: base\n            cloud-config: {a: ${JSON.stringify(texts)}}\n`],
  )
    .replace("parameters: {size: 4,", "parameters: {size: {information: x, type: int, default: 4},")
    .replaceAll("master-sql", "web1")
    .replaceAll("slave-sql", "web2");
}

describe("the documentation of tokens", () => {
  const escapes = rows.filter((row) => / \| `/.test(row));
  const tokens = rows.filter((row) => !escapes.includes(row)).flatMap(written);

  it("has examples", () => {
    expect(tokens.length).toBeGreaterThan(30);
    expect(escapes).toHaveLength(3);
  });

  it("has examples that all become a stack", () => {
    const plan = loadPlan("plan.yaml", planWith([...tokens, "{{ {{ parameter.there }}::web2.ipv6 }}"]), {
      readFile: () => undefined,
    });
    const { terraform } = synthesize((app) => new FittingsStack(app, plan, "contextualised"));
    expect(Object.keys(terraform.output.secrets.value.values).length).toBeGreaterThan(8);
  });

  it.each(
    escapes.map((row) => [...row.matchAll(/`([^`]+)`/g)].map(([, text]) => text as string) as [string, string]),
  )("is right that %s is %s", (said, read) => {
    const text = planWith([said]).replaceAll("web1", "master-sql").replaceAll("web2", "slave-sql");
    expect(structureOf(text)).toEqual({ a: [read] });
  });
});
