import { Cancellation } from "../../../../lab/host/cancellation";
import { Rehearsal } from "../../../../lab/rehearsal/rehearsal";
import { type PlanFile, ROOT } from "../plan-file";

/** A rehearsal of infrastructure alone, initialised with the plan as it is in the file; nothing is applied yet. */
export async function beginEdits(file: PlanFile): Promise<Rehearsal> {
  const rehearsal = await Rehearsal.begin({
    root: ROOT,
    plan: file.path,
    environment: file.environment,
    cancellation: new Cancellation(),
    settings: { delayMs: 20 },
  });
  await rehearsal.synthesize();
  await rehearsal.init();
  return rehearsal;
}
