import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { namesHint } from "../shape/nearest";
import { forbiddenCharacter, LEAVE_IT_OUT } from "../texts/characters";
import { readDocuments } from "../yaml/documents";
import { type Fit, fitText, fitValue, type Misfit, type ParameterType, type ParameterValue } from "./parameter-type";
import { type Parameter, valuePlaces } from "./parameters";

/** Values for the parameters of a plan: a YAML file that maps names to values, or `name=value,...`. */
export type ParameterSource =
  | { readonly kind: "file"; readonly file: string; readonly text: string }
  | { readonly kind: "inline"; readonly text: string };

/** The file name in positions of inline parameters. */
const INLINE = "PARAMETERS";

interface Override {
  readonly name: string;
  readonly nameAt: Position;
  readonly at: Position;
  /** Place of a value that came from it; for a list, of each item. */
  places(value: ParameterValue): readonly Position[];
  check(type: ParameterType): Fit | Misfit;
}

/** The parameters, with the values that are given from outside, each checked like a default. */
export function override(
  declared: ReadonlyMap<string, Parameter>,
  source: ParameterSource | undefined,
  findings: Findings,
): Map<string, Parameter> {
  const parameters = new Map(declared);
  for (const { name, nameAt, at, check, places } of source === undefined ? [] : overridesOf(source, findings)) {
    const parameter = declared.get(name);
    if (parameter === undefined) {
      findings.error(nameAt, `unknown parameter ${name}`, ...namesHint("parameters", name, [...declared.keys()]));
    } else if (parameter.type !== undefined) {
      const fitted = check(parameter.type);
      if ("message" in fitted) {
        findings.error(at, `parameter ${name} is ${fitted.message}`, ...fitted.hints);
        parameters.set(name, { ...parameter, value: undefined, valueAt: [], poisoned: true });
      } else {
        const { value, oddity } = fitted;
        if (oddity !== undefined) {
          findings.warning(at, `parameter ${name} is ${oddity}`);
        }
        parameters.set(name, { ...parameter, value, valueAt: places(value), poisoned: false });
      }
    }
  }
  return parameters;
}

function overridesOf(source: ParameterSource, findings: Findings): Override[] {
  return source.kind === "file" ? fromFile(source.file, source.text, findings) : fromText(source.text, findings);
}

function fromFile(file: string, text: string, findings: Findings): Override[] {
  const [first, second] = readDocuments(file, text, findings) ?? [];
  if (second !== undefined || (first !== undefined && first.kind !== "mapping")) {
    findings.error(
      (second ?? first)?.at ?? { file, line: 1, column: 1 },
      "a parameter file is one mapping from names to values",
    );
    return [];
  }
  return [...(first?.entries ?? [])].map(([name, { key, value }]) => ({
    name,
    nameAt: key,
    at: value.at,
    places: (fitted) => valuePlaces(fitted, value),
    check: (type) => fitValue(type, value),
  }));
}

/** `a=1,b=2`; a piece without `=` belongs to the value before it, so that lists can be given: `a=1,2,3,b=4`. */
function fromText(text: string, findings: Findings): Override[] {
  const found: { name: string; value: string; begin: number; valueBegin: number }[] = [];
  const place = (index: number): Position => ({ file: INLINE, line: 1, column: index + 1 });
  const forbidden = forbiddenCharacter(text);
  if (forbidden !== undefined) {
    const { codePoint, index } = forbidden;
    findings.error(place(index), `the parameters hold the control character ${codePoint}`, LEAVE_IT_OUT);
    return [];
  }
  let begin = 0;
  for (const piece of text.split(",")) {
    const equals = piece.indexOf("=");
    const last = found.at(-1);
    if (equals >= 0) {
      const name = piece.slice(0, equals).trim();
      found.push({ name, value: piece.slice(equals + 1), begin, valueBegin: begin + equals + 1 });
    } else if (last !== undefined) {
      last.value += `,${piece}`;
    } else if (piece.trim() !== "") {
      findings.error(
        place(begin),
        `"${piece.trim()}" gives no value to a parameter`,
        "write name=value,name=value or the name of a YAML file",
      );
    }
    begin += piece.length + 1;
  }
  return found.map(({ name, value, begin: at, valueBegin }) => ({
    name,
    nameAt: place(at),
    at: place(valueBegin),
    places: (fitted) => [fitted].flat().map(() => place(valueBegin)),
    check: (type) => fitText(type, value.replace(/,$/, "").trim()),
  }));
}
