const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * npm forwards the terminal's Ctrl-C to this process, which has received it already: two requests within this time
 * count as one.
 */
const DUPLICATE_REQUEST_MS = 1000;

/**
 * A request to stop. The first one asks the running program to end and waits for it; a second one kills it, which loses
 * only a simulation.
 */
export class Cancellation {
  private readonly asking = new AbortController();
  private readonly killing = new AbortController();
  private first: number | undefined;

  /** Aborted by the first request. */
  get asked(): AbortSignal {
    return this.asking.signal;
  }

  /** Aborted by a later request. */
  get insisted(): AbortSignal {
    return this.killing.signal;
  }

  request(now = Date.now()): void {
    this.first ??= now;
    this.asking.abort();
    if (now - this.first > DUPLICATE_REQUEST_MS) {
      this.killing.abort();
    }
  }

  /** Listens for Ctrl-C, SIGTERM and SIGHUP. Returns a function that stops listening. */
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
