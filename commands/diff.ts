import { type Command, EXIT } from "./cli/command";
import { takeFlag } from "./cli/own-options";
import { requireCredentials } from "./cloudcontrol/credentials";
import { linesOf } from "./planned/refusal";
import { runCdktf } from "./terraform/cdktf";
import { currentStack } from "./terraform/stack";

export const diff: Command = {
  name: "diff",
  purpose: "Synthesizes the plan and shows what a deployment would change.",
  synopsis: "[--detailed-exitcode] [ARGUMENTS of cdktf diff]",
  operands: "everything",
  readsPlan: true,
  details: [
    "--detailed-exitcode: 0 nothing would change, 2 something would, as terraform plan has it.",
    "Changes nothing. Needs MCP_USER and MCP_PASSWORD.",
    "What a deployment would refuse is told behind the plan.",
  ],
  async act(invocation) {
    requireCredentials(invocation.env);
    // reports mistakes in the plan at once; cdktf takes seconds and adds its own lines
    currentStack(invocation.env, invocation.cwd);
    const { words: operands, isSet } = takeFlag(invocation.operands, "detailed-exitcode");
    const { code, verdict } = await runCdktf("diff", { ...invocation, operands });
    if (verdict !== undefined && verdict.refusals.length > 0) {
      process.stderr.write(`\nnpm run deploy refuses this:\n${verdict.refusals.flatMap(linesOf).join("\n")}\n`);
    }
    for (const line of verdict?.forgotten ?? []) {
      process.stderr.write(`\n${line}\n`);
    }
    return code === EXIT.success && isSet && verdict?.hasChanges === true ? EXIT.changes : code;
  },
};
