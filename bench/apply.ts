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
  /** From one look of the provider at a resource to the next; the first comes after one such time. */
  readonly poll: number;
  /** From one try to the next, where the platform is busy or an address is missing. Whole seconds. */
  readonly retry: number;
}

export interface ApplySizes {
  readonly runs: number;
  /** Short waits, and for each kind one that is longer by so much that nothing else can account for the difference. */
  readonly short: Waits;
  readonly poll: number;
  readonly retry: number;
}

/** In seconds. */
type Times = Readonly<Record<"apply" | "destroy", number>>;

/**
 * How long the default plan takes where the platform's own work takes no time, beside what the provider waits on its
 * longest chain. How often it waits there follows from how much longer all takes with a longer wait.
 */
export async function* benchApply(base: string, { runs, short, poll, retry }: ApplySizes): AsyncGenerator<Row> {
  const { cliConfig } = await providerMirror();
  const folder = folderOf(resolve(base), "fittings");
  const once = (waits: Waits) => applyAndDestroy(folder, cliConfig, waits);
  const quick: Times[] = [];
  for (let run = 0; run < runs; run += 1) {
    quick.push(await once(short));
  }
  const slow = { ...short, poll };
  const polled = await once(slow);
  const retried = await once({ ...short, retry });
  for (const step of ["apply", "destroy"] as const) {
    const time = median(quick.map((times) => times[step]));
    const polls = Math.max(0, Math.round((polled[step] - time) / ((poll - short.poll) / 1000)));
    const retries = Math.max(0, Math.round((retried[step] - time) / ((retry - short.retry) / 1000)));
    const chain = `${polls} polls${retries === 0 ? "" : ` and ${retries} retry_delay`} on the longest chain`;
    for (const [waits, measured] of [[short, time] as const, [slow, polled[step]] as const]) {
      const floor = (polls * waits.poll + retries * waits.retry) / 1000;
      yield {
        what: `${step}, the provider looks every ${duration(waits.poll)}`,
        figures: [seconds(measured), seconds(floor)],
        ratio: measured / floor,
        note: chain,
      };
    }
  }
}

/** One life of the default plan's infrastructure on a cloud of its own. */
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
        MCP_LAB_POLL_INTERVAL: `${waits.poll}ms`,
        TF_VAR_retry_delay: String(waits.retry / 1000),
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
