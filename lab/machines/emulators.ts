import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Emulator, type EmulatorOptions, IDENTITY_SUFFIX } from "./emulator";
import { forgetIdentity, keptIdentity, kill, type ProcessIdentity, runs } from "./process-identity";

/** All QEMU processes of one run: nothing that it started is left behind. */
export class Emulators {
  private readonly all = new Set<Emulator>();
  private readonly starting = new Set<Promise<Emulator>>();
  private ending = false;

  /** @param survive whether they go on when this process is gone, for a lab that is kept */
  constructor(private readonly survive = false) {}

  /** @throws Failure where QEMU does not start, or all are being ended */
  async launch(options: EmulatorOptions): Promise<Emulator> {
    if (this.ending) {
      throw new Error(`${options.name} is not started any more: the lab is ending`);
    }
    const starting = Emulator.launch({ survives: this.survive, ...options });
    this.starting.add(starting);
    try {
      const emulator = await starting;
      this.all.add(emulator);
      emulator.ended.then(() => this.all.delete(emulator));
      return emulator;
    } finally {
      this.starting.delete(starting);
    }
  }

  get running(): readonly Emulator[] {
    return [...this.all].filter(({ running }) => running);
  }

  /** Ends all at once, the hard way, also those that are just starting; none can be started from now on. */
  async endAll(): Promise<void> {
    this.ending = true;
    await Promise.allSettled([...this.starting].map((starting) => starting.then((emulator) => emulator.kill())));
    await Promise.all([...this.all].map((emulator) => emulator.kill()));
  }
}

/**
 * Ends what an earlier run left in a folder and below: only processes of which it wrote down id, time of start and
 * command line, and of which all three are still so. Gives their ids.
 */
export async function endLeftovers(folder: string): Promise<readonly number[]> {
  const left: { readonly note: string; readonly identity: ProcessIdentity }[] = [];
  for (const note of notesIn(folder)) {
    const identity = keptIdentity(note);
    if (identity !== undefined && kill(identity)) {
      left.push({ note, identity });
    } else {
      forgetIdentity(note);
    }
  }
  for (const { note, identity } of left) {
    // not our child: nobody tells us of its end
    while (runs(identity)) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    forgetIdentity(note);
  }
  return left.map(({ identity }) => identity.pid);
}

function notesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
    return names.filter((name) => name.endsWith(IDENTITY_SUFFIX)).map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw error;
  }
}
