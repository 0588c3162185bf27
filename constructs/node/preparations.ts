import { type Preparation, preparationFiles } from "../../templates/prepare";
import type { Target } from "../steps/target";
import type { Contribution } from "./contribution";

/**
 * What is done on a new node before cloud-init, once: `prepare` runs when the node's disks have grown, and `boot` waits.
 * @param preparations asked for when the stack is synthesized
 */
export function preparationsContribution(
  target: Target,
  preparations: () => readonly Preparation[],
  before: "adopt" | "grow",
): Contribution {
  return {
    name: "prepare",
    steps: [
      {
        on: "node",
        id: "prepare",
        effect: "runs and puts what the plan prepares; on a new server only",
        rerunsWithFiles: false,
        waits: [before],
        triggers: { server: () => target.serverId },
        files: () => preparationFiles(preparations()),
        runs: [{ script: "prepare" }],
      },
    ],
    within: { boot: { waits: ["prepare"] } },
  };
}
