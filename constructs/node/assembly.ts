import { Refusal } from "../../platform/refusal";
import type { StepData, StepOrder, StepPart } from "../steps/step-data";
import { inOrder } from "../words/order";
import type { Contribution } from "./contribution";

/** Something, with the name of the contribution that it comes from. */
export interface Contributed<Thing> {
  readonly by: string;
  readonly thing: Thing;
}

/** A step with the parts of all contributions, its own contribution's first. */
export interface AssembledStep {
  readonly data: StepData;
  readonly by: string;
  readonly parts: readonly Contributed<StepPart>[];
}

/** The combined contributions of a node. */
export interface Assembly {
  /** Sorted, each once. */
  readonly packages: readonly string[];
  /** Each step after those that it waits for; otherwise in the order of the contributions. */
  readonly steps: readonly AssembledStep[];
}

/**
 * Combines contributions.
 * @throws Refusal with all conflicts: duplicate names of contributions, duplicate ids of steps, parts of unknown steps,
 * steps that wait for each other in a circle
 */
export function assemble(contributions: readonly Contribution[]): Assembly {
  const problems: string[] = [];
  const names = new Set<string>();
  const steps = new Map<string, { data: StepData; by: string; parts: Contributed<StepPart>[] }>();
  for (const { name, steps: own = [] } of contributions) {
    if (names.has(name)) {
      problems.push(`${name} contributes twice; a node takes one contribution of a name`);
    }
    names.add(name);
    for (const data of own) {
      const other = steps.get(data.id);
      if (other === undefined) {
        steps.set(data.id, { data, by: name, parts: data.on === "node" ? [{ by: name, thing: data }] : [] });
      } else {
        problems.push(`${other.by} and ${name} both have a step ${data.id}; give one another id`);
      }
    }
  }
  const known = () => `there are ${[...steps.keys()].join(", ")}`;
  for (const { name, within = {} } of contributions) {
    for (const [id, thing] of Object.entries(within)) {
      const step = steps.get(id);
      if (step === undefined) {
        problems.push(`${name} adds to step ${id}, which nobody contributes; ${known()}`);
      } else if (step.data.on === "operator") {
        problems.push(
          `${name} adds to step ${id}, which runs on the operator's machine; add to one that runs on the node`,
        );
      } else {
        step.parts.push({ by: name, thing });
      }
    }
  }
  for (const step of steps.values()) {
    for (const id of ownReferences(step)) {
      if (!steps.has(id)) {
        problems.push(`step ${step.data.id} waits for step ${id}, which nobody contributes; ${known()}`);
      }
    }
  }
  const inTurn = problems.length > 0 ? [] : ordered(steps, problems);
  if (problems.length > 0) {
    throw new Refusal(problems.join("\n"));
  }
  return { packages: [...new Set(contributions.flatMap(({ packages = [] }) => packages))].sort(), steps: inTurn };
}

/** What a step waits for, according to all contributions to it. */
export function ordersOf({ data, parts }: AssembledStep): readonly StepOrder[] {
  return data.on === "operator" ? [data] : parts.map(({ thing }) => thing);
}

/** Ids of steps of the same node that a step waits for. */
function ownReferences(step: AssembledStep): string[] {
  return ordersOf(step)
    .flatMap(({ after = {}, waits = [] }) => [...Object.values(after), ...waits])
    .filter((one): one is string => typeof one === "string");
}

/** Each step after those that it waits for. A circle is reported only if there is no other problem. */
function ordered(steps: ReadonlyMap<string, AssembledStep>, problems: string[]): readonly AssembledStep[] {
  const waitsFor = (step: AssembledStep) => ownReferences(step).flatMap((id) => steps.get(id) ?? []);
  return inOrder(steps.values(), waitsFor, (way) => {
    if (problems.length === 0) {
      const circle = way.map(({ data }) => data.id).join(" -> ");
      problems.push(`steps wait for each other in a circle: ${circle}; one of them cannot wait for the next`);
    }
  });
}
