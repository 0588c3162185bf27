import { basename } from "node:path";
import { EXIT, Failure } from "../cli/command";
import { type DeployedNode, readOutputs } from "../terraform/outputs";
import { terraform } from "../terraform/terraform";
import { type Check, judged } from "./check";
import type { Facts } from "./facts";
import { withConnections } from "./folder";

/** A run of a step that is complete in Terraform's state. */
export interface StepRun {
  /** Id of the node. */
  readonly node: string;
  /** Name of the step on the node, e.g. `configure`. */
  readonly step: string;
  /** Terraform's address of its resource. */
  readonly address: string;
  /** Changes with each run; the step leaves it on the node when it is complete. */
  readonly id: string;
}

/** Source: `terraform show -json`. */
interface State {
  readonly values?: {
    readonly root_module?: {
      readonly resources?: readonly {
        readonly type: string;
        readonly address: string;
        readonly values: { readonly id?: string; readonly triggers?: Readonly<Record<string, string>> | null };
      }[];
    };
  };
}

/** How long a node may take to report its steps. */
const LOOK_LIMIT_S = 60;

/** The runs of steps in a stack's state, wherever it is kept. */
export async function stepRuns(folder: string, env: NodeJS.ProcessEnv): Promise<StepRun[]> {
  const { code, stdout, stderr } = await terraform(["show", "-json", "-no-color"], folder, env);
  if (code !== 0) {
    throw new Failure("the state of the stack cannot be read", stderr.trim().split("\n"));
  }
  const { values } = JSON.parse(stdout) as State;
  return (values?.root_module?.resources ?? []).flatMap(({ type, address, values: { id, triggers } }) => {
    const [, node, step] = /^(\S+) (\S+)$/.exec(triggers?.step ?? "") ?? [];
    return type === "null_resource" && node && step && id ? [{ node, step, address, id }] : [];
  });
}

/** The runs of a node that are not complete there. */
export function brokenOff(runs: readonly StepRun[], node: string, facts: Facts): StepRun[] {
  const ended = new Set(facts.all("step"));
  return runs.filter((run) => run.node === node && !ended.has(`${run.step} ${run.id}`));
}

/** Undefined if the first deployment was interrupted before it recorded how to reach its nodes. */
async function outputsOf(folder: string, env: NodeJS.ProcessEnv) {
  try {
    return await readOutputs({ name: basename(folder), folder, relativeFolder: folder }, env, "nodes", "secrets");
  } catch (error) {
    if (error instanceof Failure) {
      return undefined;
    }
    throw error;
  }
}

/** Checks that every step that is complete in Terraform's state is complete on the node. */
export function checkSteps(runs: readonly StepRun[], node: string, facts: Facts): Check[] {
  const own = runs.filter((run) => run.node === node);
  if (own.length === 0) {
    return [];
  }
  const broken = brokenOff(runs, node, facts);
  const all = own.map(({ step }) => step).join(", ");
  const replace = broken.map(({ address }) => `-replace=${address}`).join(" ");
  return [
    judged(
      {
        topic: "steps",
        what: "steps that came to their end",
        remedy: `npm run deploy, which runs what did not again; with Terraform alone: apply ${replace}`,
      },
      all,
      broken.length === 0 ? all : `not ${broken.map(({ step }) => step).join(", ")}`,
      broken.length === 0,
    ),
  ];
}

/**
 * Addresses of the steps that are complete in Terraform's state but not on their node: the node lost them, e.g. by a
 * power failure. Nodes that cannot be reached are reported.
 */
export async function brokenOffSteps(
  folder: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<string[]> {
  const runs = await stepRuns(folder, env);
  const wanted = new Set(runs.map(({ node }) => node));
  if (wanted.size === 0) {
    return [];
  }
  const outputs = await outputsOf(folder, env);
  if (outputs === undefined) {
    return [];
  }
  const { nodes, secrets } = outputs;
  const those = Object.fromEntries(
    Object.entries(nodes).filter((entry): entry is [string, DeployedNode] => wanted.has(entry[0])),
  );
  const outcome = await withConnections(those, secrets.deployer_key, (connections) =>
    Promise.all(
      Object.keys(those).map(async (node) => {
        const { facts, problem } = await connections.run(node, "steps", [], LOOK_LIMIT_S);
        if (facts === undefined) {
          say(`${node} was not asked which of its steps came to their end: ${problem}`);
          return [];
        }
        return brokenOff(runs, node, facts);
      }),
    ),
  );
  if ("stopped" in outcome) {
    throw new Failure("stopped", [], EXIT.interrupted);
  }
  return outcome.result.flat().map(({ node, step, address }) => {
    say(`the step ${step} of ${node} did not come to its end there: it is run again`);
    return address;
  });
}
