import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { namesHint } from "../shape/nearest";
import { get, scalars, type Tree } from "../yaml/tree";
import {
  describeParameterType,
  fitValue,
  PARAMETER_TYPES,
  type ParameterType,
  type ParameterValue,
  parseParameterType,
  splitList,
} from "./parameter-type";

/** A parameter that a plan declares. */
export interface Parameter {
  readonly name: string;
  /** Where it is declared. */
  readonly at: Position;
  /** Undefined if the declaration has an error. */
  readonly type: ParameterType | undefined;
  /** Undefined: it must be given from outside, or it has an error. */
  readonly value: ParameterValue | undefined;
  /** Place of the value; for a list, of each item. */
  readonly valueAt: readonly Position[];
  /** Whether an error about it is already reported: consequences of it are not. */
  readonly poisoned: boolean;
}

export const PARAMETER_KEYS = ["information", "type", "default"];

/** The parameters that the settings declare, with their defaults. */
export function readParameters(settings: Tree | undefined, findings: Findings): Map<string, Parameter> {
  const declared = get(settings, "parameters");
  const parameters = new Map<string, Parameter>();
  if (declared === undefined || declared.kind === "poison") {
    return parameters;
  }
  if (declared.kind !== "mapping") {
    findings.error(declared.at, "`parameters` is a mapping from names to what each takes");
    return parameters;
  }
  for (const [name, { key, value }] of declared.entries) {
    parameters.set(name, readParameter(name, key, value, findings));
  }
  return parameters;
}

function readParameter(name: string, at: Position, tree: Tree, findings: Findings): Parameter {
  const poisoned: Parameter = { name, at, type: undefined, value: undefined, valueAt: [], poisoned: true };
  if (!/^[A-Za-z_][\w.-]*$/.test(name)) {
    findings.error(at, `"${name}" is no name for a parameter; letters, digits, dots, dashes and underscores are`);
    return poisoned;
  }
  if (tree.kind !== "mapping") {
    findings.error(at, `parameter ${name} has no description`, `it takes ${PARAMETER_KEYS.join(", ")}`);
    return poisoned;
  }
  for (const [key, entry] of tree.entries) {
    if (!PARAMETER_KEYS.includes(key)) {
      findings.error(
        entry.key,
        `unknown key \`${key}\` in a parameter`,
        ...namesHint("known keys", key, PARAMETER_KEYS),
      );
    }
  }
  if (scalars(get(tree, "information")).length === 0) {
    findings.error(at, `parameter ${name} has no \`information\`: say what it is for`);
  }
  const written = get(tree, "type");
  if (written === undefined) {
    findings.error(at, `parameter ${name} has no \`type\``, `types: ${PARAMETER_TYPES}`);
    return poisoned;
  }
  const type = parseParameterType(written) ?? { kind: "any" };
  if (type.kind === "any" && written.kind !== "poison") {
    findings.warning(
      written.at,
      `unknown type of parameter ${name}: its values are not checked, as in plumbery`,
      `types: ${PARAMETER_TYPES}`,
    );
  }
  const value = get(tree, "default");
  if (value === undefined) {
    return { name, at, type, value: undefined, valueAt: [], poisoned: false };
  }
  const fit = fitValue(type, value);
  if ("message" in fit) {
    findings.error(value.at, `the default of parameter ${name} is ${fit.message}`, ...fit.hints);
    return { ...poisoned, type };
  }
  if (fit.oddity !== undefined) {
    findings.warning(value.at, `the default of parameter ${name} is ${fit.oddity}`);
  }
  if ([fit.value].flat().some((one) => typeof one === "string" && /\{\{\s*parameter\./.test(one))) {
    findings.error(value.at, `the default of parameter ${name} is made of another parameter; it must stand for itself`);
    return { ...poisoned, type };
  }
  return { name, at, type, value: fit.value, valueAt: valuePlaces(fit.value, value), poisoned: false };
}

/** Place of a parameter's value that was read from a tree; for a list, of each item. */
export function valuePlaces(value: ParameterValue, tree: Tree): readonly Position[] {
  if (!Array.isArray(value)) {
    return [tree.at];
  }
  // a text may contain several items
  return scalars(tree).flatMap(({ value: written, at }) =>
    typeof written === "string" ? splitList(written).map(() => at) : [at],
  );
}

/** Reports parameters that have no value, neither from outside nor by default. */
export function requireValues(parameters: ReadonlyMap<string, Parameter>, findings: Findings): void {
  for (const { name, at, type, value, poisoned } of parameters.values()) {
    if (value === undefined && !poisoned && type !== undefined) {
      findings.error(
        at,
        `parameter ${name} has no value`,
        `it takes ${describeParameterType(type)}: give it a default here, or PARAMETERS="${name}=..."`,
      );
    }
  }
}
