import { type Command, EXIT, Failure, UsageError } from "./cli/command";
import { readOutputs } from "./terraform/outputs";
import { currentStack, type Stack } from "./terraform/stack";
import { TOPICS, type Topic } from "./verification/check";
import { withConnections } from "./verification/folder";
import { renderJson, renderReport } from "./verification/report";
import { verifyStack } from "./verification/stack";
import { stepRuns } from "./verification/step-runs";
import { exitCodeOf, LEFT_OUT, leaveOut } from "./verification/verdict";

export const verify: Command = {
  name: "verify",
  purpose:
    "Looks at every node of what is deployed, and at the replication between them, and says what is not as it must be.",
  synopsis: "[--json] [--except TOPICS]",
  options: {
    json: { type: "boolean", information: "prints one JSON object, for monitoring" },
    except: {
      type: "string",
      value: "TOPICS",
      information: "leaves out topics, e.g. updates, where updates that are due are no alarm",
    },
  },
  operands: "none",
  readsPlan: true,
  details: [
    "Over SSH, with pinned host keys. Changes nothing but one row at each source, in a table of its own.",
    "Also tries what must be refused: a login of root, other ways to log in than by key, writes at a replica.",
    "Exit code 0: all holds; 1: something does not; 3: nothing could be looked at (not deployed, no node reached).",
  ],
  async act({ env, cwd, options }) {
    const except = exceptions(options.except);
    const stack = currentStack(env, cwd);
    const { nodes, expectations, replications, secrets } = await outputsOf(stack, env);
    const at = new Date();
    if (expectations.machines === "left out") {
      const nothing = { checks: [], nodes: {} };
      process.stdout.write(options.json === true ? renderJson(stack.name, at, nothing) : `${LEFT_OUT}\n`);
      return EXIT.success;
    }
    if (options.json !== true) {
      process.stderr.write(`looking at the nodes of stack ${stack.name}\n`);
    }
    const runs = await stepRuns(stack.folder, env);
    const outcome = await withConnections(nodes, secrets.deployer_key, (connections) =>
      verifyStack({ nodes, expectations, replications, runs }, connections),
    );
    if ("stopped" in outcome) {
      return outcome.stopped;
    }
    const verification = leaveOut(outcome.result, except);
    process.stdout.write(
      options.json === true ? renderJson(stack.name, at, verification) : renderReport(verification, "all"),
    );
    return exitCodeOf(verification);
  },
};

async function outputsOf(stack: Stack, env: NodeJS.ProcessEnv) {
  try {
    return await readOutputs(stack, env, "nodes", "expectations", "replications", "secrets");
  } catch (error) {
    throw error instanceof Failure ? new Failure(error.message, error.hints, EXIT.unknown) : error;
  }
}

function exceptions(text: string | boolean | undefined): ReadonlySet<Topic> {
  if (typeof text !== "string") {
    return new Set();
  }
  const topics = text.split(",").map((word) => word.trim());
  if (!topics.every(isTopic)) {
    throw new UsageError(`--except is ${JSON.stringify(text)}; it takes some of ${TOPICS.join(", ")}, with commas`);
  }
  return new Set(topics);
}

function isTopic(word: string): word is Topic {
  return (TOPICS as readonly string[]).includes(word);
}
