import { spawn } from "node:child_process";
import { type Command, Failure } from "./cli/command";
import { synthesis } from "./cli/own-program";
import { exitCodeOf } from "./cli/signals";

export const synth: Command = {
  name: "synth",
  purpose: "Synthesizes the plan into Terraform's configuration, and the files of the nodes beside it.",
  synopsis: "",
  operands: "none",
  readsPlan: true,
  details: [
    "Writes below cdktf.out, or the folder that CDKTF_OUTDIR names. MACHINES=left-out leaves the steps on the nodes out.",
    'As the app of cdktf.json, where the package is installed: "app": "npx plumbline synth"',
    "Exit code: 0 it is written, 1 the plan is in error and nothing was written, 64 wrong usage.",
  ],
  async act({ env, cwd }) {
    const [program, ...words] = synthesis();
    return new Promise<number>((resolve, reject) => {
      const child = spawn(program, words, { cwd, env, stdio: "inherit" });
      child.on("error", (error) => reject(new Failure(`cannot run the synthesis: ${error.message}`)));
      child.on("exit", (code, endedBy) => resolve(endedBy === null ? (code ?? 1) : exitCodeOf(endedBy)));
    });
  },
};
