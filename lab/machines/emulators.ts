import { Emulator, type EmulatorOptions } from "./emulator";

/** All QEMU processes of one run: nothing that it started is left behind. */
export class Emulators {
  private readonly all = new Set<Emulator>();
  private readonly starting = new Set<Promise<Emulator>>();
  private cancellation = false;

  /** @throws Failure where QEMU does not start, or all are being ended */
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

  /** Ends all at once, the hard way, also those that are just starting; none can be started from now on. */
  async endAll(): Promise<void> {
    this.cancellation = true;
    await Promise.allSettled([...this.starting].map((starting) => starting.then((emulator) => emulator.kill())));
    await Promise.all([...this.all].map((emulator) => emulator.kill()));
  }
}
