import { runCdktf } from "./cdktf";
import type { Command } from "./command";
import { requireCredentials } from "./credentials";
import { currentStack } from "./stack";

export const diff: Command = {
  name: "diff",
  purpose: "Synthesizes the plan and shows what a deployment would change.",
  synopsis: "[ARGUMENTS of cdktf diff]",
  operands: "everything",
  details: ["Changes nothing. Needs MCP_USER and MCP_PASSWORD. FITTINGS and PARAMETERS choose the plan."],
  async act(invocation) {
    requireCredentials(invocation.env);
    // a mistake in the plan is told here in a moment; cdktf takes seconds and adds its own lines
    currentStack(invocation.env, invocation.cwd);
    return runCdktf("diff", invocation);
  },
};
