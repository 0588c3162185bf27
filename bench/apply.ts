import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { Cloud, LAB_ACCOUNT } from "../lab/cloud/cloud";
import { Cancellation } from "../lab/host/cancellation";
import { runProgram } from "../lab/host/program";
import { providerMirror } from "../lab/providers/mirror";
import { terraformEnvironment, withoutUsersOwn } from "../lab/rehearsal/project/environment";
import { folderOf, type RehearsalFolder, takeFolder } from "../lab/rehearsal/project/folder";
import { Terraform } from "../lab/rehearsal/terraform/terraform";
import { median, timed } from "./measure";
import { type Row, seconds } from "./row";

/** All in milliseconds. */
export interface Waits {
  /** Between two polls of a resource by the provider; the first poll comes after one such time. */
  readonly pollMs: number;
  /** Between two tries, if the platform is busy or an address is missing. Whole seconds. */
  readonly retryMs: number;
}

export interface ApplySizes {
  readonly runs: number;
  /** Short waits, and for each kind one that is so much longer that nothing else can explain the difference. */
  readonly short: Waits;
  readonly pollMs: number;
  readonly retryMs: number;
}

/** In seconds. */
type Times = Readonly<Record<"apply" | "destroy", number>>;

/**
 * The duration of the default plan's apply on a platform whose own work takes no time, compared with the provider's
 * waits on its longest chain. A second run with a longer wait shows how often the provider waits there.
 */
export async function* benchApply(base: string, { runs, short, pollMs, retryMs }: ApplySizes): AsyncGenerator<Row> {
  const { cliConfig } = await providerMirror();
  const folder = folderOf(resolve(base), "fittings");
  const once = (waits: Waits) => applyAndDestroy(folder, cliConfig, waits);
  const quick: Times[] = [];
  for (let run = 0; run < runs; run += 1) {
    quick.push(await once(short));
  }
  const slow = { ...short, pollMs };
  const polled = await once(slow);
  const retried = await once({ ...short, retryMs });
  for (const step of ["apply", "destroy"] as const) {
    const time = median(quick.map((times) => times[step]));
    const polls = Math.max(0, Math.round((polled[step] - time) / ((pollMs - short.pollMs) / 1000)));
    const retries = Math.max(0, Math.round((retried[step] - time) / ((retryMs - short.retryMs) / 1000)));
    const chain = `${polls} polls${retries === 0 ? "" : ` and ${retries} retry_delay`} on the longest chain`;
    for (const [waits, measured] of [[short, time] as const, [slow, polled[step]] as const]) {
      const floor = (polls * waits.pollMs + retries * waits.retryMs) / 1000;
      yield {
        what: `${step}, the provider looks every ${duration(waits.pollMs)}`,
        figures: [seconds(measured), seconds(floor)],
        ratio: measured / floor,
        note: chain,
      };
    }
  }
}

/** Applies and destroys the default plan's infrastructure on a new cloud. */
async function applyAndDestroy(folder: RehearsalFolder, cliConfig: string, waits: Waits): Promise<Times> {
  const cancellation = new Cancellation();
  const stopAttending = cancellation.attendSignals();
  const release = takeFolder(folder);
  const cloud = new Cloud();
  try {
    const environment = { ...withoutUsersOwn(process.env), MACHINES: "left-out", CDKTF_OUTDIR: folder.output };
    const { code, stderr } = await runProgram(resolve("run"), ["main.ts"], { folder: ".", environment, cancellation });
    if (code !== 0) {
      throw new Error(`the default plan could not be synthesized: ${stderr}`);
    }
    const endpoints = await cloud.listen({ portPerRegion: true });
    const terraform = new Terraform({
      folder,
      cancellation,
      environment: {
        ...terraformEnvironment(process.env, { account: LAB_ACCOUNT, endpoints, cliConfig }),
        MCP_LAB_POLL_INTERVAL: `${waits.pollMs}ms`,
        TF_VAR_retry_delay: String(waits.retryMs / 1000),
      },
    });
    terraform.forceLocalState();
    await terraform.init();
    return {
      apply: await timed(() => terraform.apply()),
      destroy: await timed(() => terraform.destroy()),
    };
  } finally {
    await cloud.stop();
    release();
    stopAttending();
    rmSync(folder.path, { recursive: true, force: true });
  }
}

function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}
