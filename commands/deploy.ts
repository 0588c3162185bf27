import { runCdktf } from "./cdktf";
import { EXIT, Failure, run } from "./command";
import { requireCredentials } from "./credentials";
import { shortName } from "./node-choice";
import { readOutputs } from "./outputs";
import { currentStack, type Stack } from "./stack";

run({
  name: "deploy",
  purpose: "Synthesizes the plan and deploys it; ends with the information about what stands.",
  synopsis: "[ARGUMENTS of cdktf deploy]",
  operands: "everything",
  details: [
    "Asks before it changes anything, unless --auto-approve is given.",
    "Needs MCP_USER and MCP_PASSWORD. FITTINGS and PARAMETERS choose the plan.",
    "Ctrl-C: Terraform finishes what it has begun and saves its state; at the question, choose Stop instead.",
  ],
  async act(invocation) {
    const { env, cwd } = invocation;
    requireCredentials(env);
    const stack = currentStack(env, cwd);
    const code = await runCdktf("deploy", invocation);
    if (code === EXIT.success) {
      process.stdout.write(await whatStands(stack, env));
    }
    return code;
  },
});

async function whatStands(stack: Stack, env: NodeJS.ProcessEnv): Promise<string> {
  try {
    const { information, nodes } = await readOutputs(stack, env, "information", "nodes");
    const names = Object.keys(nodes)
      .sort()
      .map((id) => shortName(nodes, id));
    return ["", ...information, "", "Log in:", ...names.map((name) => `  npm run ssh -- ${name}`), ""].join("\n");
  } catch (error) {
    // "no" at the question ends cdktf without an error, and then nothing may stand
    if (error instanceof Failure) {
      return `\n${error.message}\n`;
    }
    throw error;
  }
}
