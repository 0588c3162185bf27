import { type Command, EXIT } from "./cli/command";
import { requireCredentials } from "./cloudcontrol/credentials";
import { hintAtOrphans } from "./orphaned/hint";
import { runCdktf } from "./terraform/cdktf";
import { currentStack } from "./terraform/stack";

export const destroy: Command = {
  name: "destroy",
  purpose: "Removes everything that the plan's stack has deployed.",
  synopsis: "[ARGUMENTS of cdktf destroy]",
  operands: "everything",
  readsPlan: true,
  details: [
    "Asks before it removes anything, unless --auto-approve is given.",
    "A server that the last deployment protects (`destroy: never`) is refused before anything is done.",
    "Needs MCP_USER and MCP_PASSWORD.",
    "Ctrl-C: Terraform finishes what it has begun and saves its state; at the question, choose Stop instead.",
  ],
  async act(invocation) {
    requireCredentials(invocation.env);
    // reports mistakes in the plan at once; cdktf takes seconds and adds its own lines
    currentStack(invocation.env, invocation.cwd);
    const code = hintAtOrphans((await runCdktf("destroy", invocation)).code);
    if (code === EXIT.success) {
      // the provider ignores a refusal to delete a network domain, and Terraform then reports success
      process.stdout.write("npm run orphans shows whether the platform has let all of it go\n");
    }
    return code;
  },
};
