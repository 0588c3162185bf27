import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { Cancellation } from "../lab/host/cancellation";
import { prepareImage } from "../lab/machines/image/prepare";
import { rehearseWhole } from "../lab/rehearsal/machine-rehearsal";
import type { Rehearsal } from "../lab/rehearsal/rehearsal";
import { bootParts, cloudInitStages } from "../lab/rehearsal/report/first-boot";
import { shares } from "../lab/rehearsal/terraform/critical-path";
import { timed } from "./measure";
import { type Row, seconds } from "./row";

/**
 * A rehearsal of the default plan with machines: each step compared with the whole, and each part of the deployment's
 * critical path compared with the deployment.
 */
export async function* benchMachines(base: string): AsyncGenerator<Row> {
  const environment = process.env;
  const cancellation = new Cancellation();
  const folder = resolve(base);
  const image = await timed(() =>
    prepareImage({ cache: join(folder, "cold"), environment, print: () => {}, cancellation }),
  );
  // uses the cache that every rehearsal uses
  rmSync(join(folder, "cold"), { recursive: true });
  let rehearsal: Rehearsal | undefined;
  const code = await rehearseWhole({
    ...{ root: process.cwd(), cancellation, keep: false, renderer: "silent", print: () => {} },
    environment: { ...environment, REHEARSAL_FOLDER: join(folder, "rehearsal") },
    onBegin: (one) => {
      rehearsal = one;
    },
  });
  if (code !== 0 || rehearsal === undefined) {
    throw new Error(`the rehearsal ended with ${code}: npm run rehearse says why`);
  }
  const { steps, criticalPath } = rehearsal.journal;
  const total = steps.reduce((sum, { began, ended }) => sum + ended - began, 0) / 1000;
  for (const { name, began, ended } of steps) {
    const time = (ended - began) / 1000;
    yield { what: name, figures: [seconds(time)], ratio: time / total };
  }
  yield { what: "all of it, from cached images", figures: [seconds(total)], ratio: 1 };
  yield { what: "the same, from nothing", figures: [seconds(total + image)], ratio: (total + image) / total };
  for (const { what, milliseconds } of criticalPath.flatMap((link) => [...bootParts(link), ...cloudInitStages(link)])) {
    const [boot] = criticalPath.filter((link) => bootParts(link).length > 0);
    const whole = (boot?.ended ?? 0) - (boot?.began ?? 0);
    yield { what: `first boot: ${what}`, figures: [seconds(milliseconds / 1000)], ratio: milliseconds / whole };
  }
  const spent = shares(criticalPath);
  const deployment = [...spent.values()].reduce((sum, time) => sum + time, 0);
  for (const [spender, time] of spent) {
    yield { what: `deployment's critical path: ${spender}`, figures: [seconds(time / 1000)], ratio: time / deployment };
  }
}
