const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** npm hands a terminal's Ctrl-C on to us, which has it from the terminal already: within this time both are one. */
const ONE_AND_THE_SAME_MS = 1000;

/**
 * Someone wants it to end: at first what runs is asked to, and is waited for; asked again, it is killed, which loses
 * nothing but a simulation.
 */
export class Cancellation {
  private readonly asking = new AbortController();
  private readonly killing = new AbortController();
  private first: number | undefined;

  /** Aborted with the first request. */
  get asked(): AbortSignal {
    return this.asking.signal;
  }

  /** Aborted with a later request. */
  get insisted(): AbortSignal {
    return this.killing.signal;
  }

  request(now = Date.now()): void {
    this.first ??= now;
    this.asking.abort();
    if (now - this.first > ONE_AND_THE_SAME_MS) {
      this.killing.abort();
    }
  }

  /** Follows Ctrl-C, `kill` and a closed terminal. Gives a function that stops to. */
  attendSignals(): () => void {
    const listener = (): void => this.request();
    for (const signal of SIGNALS) {
      process.on(signal, listener);
    }
    return () => {
      for (const signal of SIGNALS) {
        process.off(signal, listener);
      }
    };
  }
}
