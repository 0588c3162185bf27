import { isOptionName, optionName, variableOf } from "../../platform/mysql/option-names";
import { isOptionValue, refusedValue } from "../../platform/mysql/option-values";
import { deprecatedOption, refusedOption } from "../../platform/mysql/options";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { show } from "../shape/words";
import { noteOrigin } from "../yaml/places";
import type { Entry, Tree } from "../yaml/tree";

/** `settings`: options of mysqld, by name. Dashes and capitals in names make no difference. */
export function readMysqlSettings(tree: Tree | undefined, findings: Findings): Record<string, string> {
  const settings: Record<string, string> = {};
  const setBy = new Map<string, string>();
  const entries = new Map<string, Entry>();
  if (tree === undefined || tree.kind === "poison") {
    return settings;
  }
  if (tree.kind !== "mapping") {
    findings.error(tree.at, "`settings` is a mapping from options of mysqld to values");
    return settings;
  }
  for (const [written, { key, value }] of tree.entries) {
    const name = optionName(written);
    const text = isAllowed(name, written, key, findings) ? optionValue(name, value, findings) : undefined;
    if (text === undefined) {
      continue;
    }
    const other = setBy.get(variableOf(name));
    const remedy = refusedValue(name, text);
    if (other !== undefined) {
      findings.error(
        key,
        other === name ? `the option ${name} is there twice` : `the option ${name} sets the same as ${other}`,
        "keep one of the two",
      );
    } else if (remedy !== undefined) {
      findings.error(value.at, `the option ${name} is ${show(text)}`, remedy);
    } else {
      settings[name] = text;
      entries.set(name, { key, value });
      setBy.set(variableOf(name), name);
    }
  }
  noteOrigin(settings, { kind: "mapping", entries, at: tree.at });
  return settings;
}

function isAllowed(name: string, written: string, at: Position, findings: Findings): boolean {
  if (!isOptionName(name)) {
    findings.error(
      at,
      `"${written}" is no option of mysqld`,
      "options are spelled as in the manual, e.g. max_connections",
    );
    return false;
  }
  const refused = refusedOption(name);
  if (refused !== undefined) {
    const message =
      refused.why === "removed"
        ? `the option ${name} stops MySQL 9.7 from starting`
        : `the option ${name} is not for a plan to set`;
    findings.error(at, message, refused.remedy);
    return false;
  }
  const present = deprecatedOption(name);
  if (present !== undefined) {
    findings.warning(at, `the option ${name} is deprecated in MySQL`, present);
  }
  return true;
}

function optionValue(name: string, tree: Tree, findings: Findings): string | undefined {
  if (tree.kind === "poison") {
    return undefined;
  }
  if (tree.kind !== "scalar" || tree.value === null) {
    findings.error(
      tree.at,
      `the option ${name} has ${tree.kind === "scalar" ? "no value" : `a ${tree.kind}`}; it takes a text, a number, true or false`,
    );
    return undefined;
  }
  if (typeof tree.value === "boolean") {
    return tree.value ? "ON" : "OFF";
  }
  const text = String(tree.value);
  if (text.includes("{{")) {
    findings.error(
      tree.at,
      `the option ${name} holds a token that is not a parameter`,
      "other tokens work in `information`, `cloud-config` and `prepare`",
    );
    return undefined;
  }
  if (!isOptionValue(text)) {
    findings.error(
      tree.at,
      `the option ${name} is ${show(text)}; it takes one line of plain characters, without # and "`,
    );
    return undefined;
  }
  return text;
}
