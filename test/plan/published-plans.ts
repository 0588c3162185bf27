import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "vitest";

/** Where the plans are that plumbery's documentation shows; they are no part of the repository. */
const FOLDER = resolve(__dirname, "../../../shared/plans");

/** Names of the published plans, without `.yaml`; empty where they are not here. */
export const PUBLISHED: readonly string[] = existsSync(FOLDER)
  ? readdirSync(FOLDER).flatMap((name) => (name.endsWith(".yaml") ? [name.slice(0, -".yaml".length)] : []))
  : [];

/** The text of a published plan. */
export function published(name: string): string {
  return readFileSync(join(FOLDER, `${name}.yaml`), "utf8");
}

/** What was recorded about a published plan: `merged` or `expected`. */
export function recorded(what: "merged" | "expected", name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, what, `${name}.json`), "utf8"));
}

/** The plan of the use case with its two mistakes repaired: a blank that is none, and a parameter's name. */
export function repaired(text: string): string {
  const fixed = text
    .replace("{{\u00A0parameter.primaryId", "{{ parameter.primaryId")
    .replaceAll("parameter.networkname", "parameter.networkName");
  expect(fixed).not.toBe(text);
  return fixed;
}
