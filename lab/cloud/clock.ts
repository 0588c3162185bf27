/** Where the simulator takes the time from, and who wakes it when a pending change is due. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `action` once, at `time` or soon after it. */
  wake(time: number, action: () => void): void;
  /** Forgets what was not called yet. */
  stop(): void;
}

/** The time of the machine. A pending change keeps no process alive. */
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

/** A time that stands still until it is told to go on: for tests of what lasts. */
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
