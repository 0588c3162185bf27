import { type Command, EXIT, Failure } from "./cli/command";
import { takeValues } from "./cli/own-options";
import { requireCredentials } from "./cloudcontrol/credentials";
import { hintAtOrphans } from "./orphaned/hint";
import { ALL_MEMBERS } from "./planned/whole-replications";
import { shortName } from "./ssh-access/node-choice";
import { runCdktf } from "./terraform/cdktf";
import { type Outputs, readOutputs } from "./terraform/outputs";
import { currentStack, type Stack } from "./terraform/stack";
import { withConnections } from "./verification/folder";
import { renderReport } from "./verification/report";
import { verifyStack } from "./verification/stack";
import { stepRuns } from "./verification/step-runs";
import { exitCodeOf, LEFT_OUT, leaveOut, UPDATES } from "./verification/verdict";

export const deploy: Command = {
  name: "deploy",
  purpose: "Synthesizes the plan and deploys it; ends with the information about what stands, and verifies it.",
  synopsis: `[--${ALL_MEMBERS} NAME] [ARGUMENTS of cdktf deploy]`,
  operands: "everything",
  readsPlan: true,
  details: [
    "Asks before it changes anything, unless --auto-approve is given.",
    "Needs MCP_USER and MCP_PASSWORD.",
    "Refused before anything is done: to delete a server that is protected (`destroy: never`), or one with data that the",
    "settings do not let go (`removed`); to make a disk smaller or take it away; to give a server that stands another network",
    "or a fixed address; to delete or restart all members of a replication that hold data, or to change its source, which",
    "--all-members-of its NAME allows. A step that did not come to its end on its node is run again.",
    "What does not hold then is shown with what to do, and the exit code is 1: npm run verify looks again.",
    "Ctrl-C: Terraform finishes what it has begun and saves its state; at the question, choose Stop instead.",
  ],
  async act(invocation) {
    const { env, cwd } = invocation;
    requireCredentials(env);
    const stack = currentStack(env, cwd);
    const { words: operands, values: allMembersOf } = takeValues(invocation.operands, ALL_MEMBERS);
    const { code, verdict } = await runCdktf("deploy", { ...invocation, operands }, { allMembersOf });
    if (code !== EXIT.success) {
      return hintAtOrphans(code);
    }
    const ending = await showWhatStands(stack, env);
    process.stdout.write((verdict?.forgotten ?? []).map((line) => `\n${line}\n`).join(""));
    return ending;
  },
};

/** Prints instructions, writes the logins and verifies the nodes, even if Terraform had nothing to do. */
async function showWhatStands(stack: Stack, env: NodeJS.ProcessEnv): Promise<number> {
  let outputs: Omit<Outputs, "unattended">;
  try {
    outputs = await readOutputs(stack, env, "information", "nodes", "expectations", "replications", "secrets");
  } catch (error) {
    // cdktf ends without an error after a "no" to its question, and then there may be no deployment
    if (error instanceof Failure) {
      process.stdout.write(`\n${error.message}\n`);
      return EXIT.success;
    }
    throw error;
  }
  const { information, nodes, expectations, replications, secrets } = outputs;
  const names = Object.keys(nodes)
    .sort()
    .map((id) => shortName(nodes, id));
  process.stdout.write(
    ["", ...information, "", "Log in:", ...names.map((name) => `  npm run ssh -- ${name}`), "", ""].join("\n"),
  );
  if (expectations.machines === "left out") {
    process.stdout.write(`${LEFT_OUT}\n`);
    return EXIT.success;
  }
  process.stdout.write("looking at the nodes\n");
  const runs = await stepRuns(stack.folder, env);
  const outcome = await withConnections(nodes, secrets.deployer_key, (connections) =>
    verifyStack({ nodes, expectations, replications, runs }, connections),
  );
  if ("stopped" in outcome) {
    return outcome.stopped;
  }
  process.stdout.write(`${renderReport(outcome.result, "failing")}npm run verify shows all of it\n`);
  // available updates fail no deployment
  return exitCodeOf(leaveOut(outcome.result, new Set([UPDATES])));
}
