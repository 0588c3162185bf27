/** The simulator's source of time, which also wakes it when a pending change is due. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `action` once, at `time` or soon after it. */
  wake(time: number, action: () => void): void;
  /** Cancels all calls that are still to come. */
  stop(): void;
}

/** The system's clock. A pending change does not keep the process alive. */
export class SystemClock implements Clock {
  private readonly timers = new Set<NodeJS.Timeout>();

  now(): number {
    return Date.now();
  }

  wake(time: number, action: () => void): void {
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        action();
      },
      Math.max(0, time - Date.now()),
    );
    timer.unref();
    this.timers.add(timer);
  }

  stop(): void {
    for (const timer of this.timers) {
      clearTimeout(timer);
    }
    this.timers.clear();
  }
}

/** A clock that stands still until a test advances it. */
export class HeldClock implements Clock {
  private waiting: { readonly time: number; readonly action: () => void }[] = [];

  constructor(private time: number = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.time;
  }

  wake(time: number, action: () => void): void {
    this.waiting.push({ time, action });
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.waiting.filter(({ time }) => time <= this.time);
    this.waiting = this.waiting.filter(({ time }) => time > this.time);
    for (const { action } of due.sort((a, b) => a.time - b.time)) {
      action();
    }
  }

  stop(): void {
    this.waiting = [];
  }
}
