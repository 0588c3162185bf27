import type { Command } from "./cli/command";
import { readOutputs } from "./terraform/outputs";
import { currentStack } from "./terraform/stack";

export const information: Command = {
  name: "information",
  purpose: "Shows the documentation of what is deployed, as the plan writes it.",
  synopsis: "[--json]",
  options: { json: { type: "boolean", information: "prints a JSON list of the lines" } },
  operands: "none",
  readsPlan: true,
  details: ["Reads Terraform's state."],
  async act({ env, cwd, options }) {
    const { information } = await readOutputs(currentStack(env, cwd), env, "information");
    process.stdout.write(
      options.json === true
        ? `${JSON.stringify(information, null, 2)}\n`
        : information.map((line) => `${line}\n`).join(""),
    );
    return undefined;
  },
};
