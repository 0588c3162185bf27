import { Emulator, type EmulatorOptions } from "./emulator";

/** All QEMU processes of one run, so that none is left behind. */
export class Emulators {
  private readonly all = new Set<Emulator>();
  private readonly starting = new Set<Promise<Emulator>>();
  private cancellation = false;

  /** @throws Failure if QEMU does not start, or all are being ended */
  async launch(options: EmulatorOptions): Promise<Emulator> {
    if (this.cancellation) {
      throw new Error(`${options.name} is not started any more: the lab is ending`);
    }
    const starting = Emulator.launch(options);
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

  /** Kills all, including those that are starting. None can be started afterwards. */
  async endAll(): Promise<void> {
    this.cancellation = true;
    await Promise.allSettled([...this.starting].map((starting) => starting.then((emulator) => emulator.kill())));
    await Promise.all([...this.all].map((emulator) => emulator.kill()));
  }
}
