import { EventEmitter } from "node:events";
import type { Duplex } from "node:stream";

/** An event of QEMU, e.g. `SHUTDOWN` with `{ guest: true, reason: "guest-shutdown" }`. */
export interface QmpEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** QEMU has refused a command. */
export class QmpError extends Error {
  constructor(
    readonly command: string,
    /** QEMU's error class, e.g. `GenericError` or `CommandNotFound`. */
    readonly kind: string,
    readonly description: string,
  ) {
    super(`qemu refused ${command}: ${description}`);
  }
}

/** The connection to QEMU has ended, usually because QEMU has ended. */
export class QmpClosed extends Error {
  constructor(doing: string) {
    super(`qemu ended its control connection ${doing}`);
  }
}

interface Waiting {
  readonly command: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A longer line is not an answer of QEMU. */
const LONGEST_LINE_CHARACTERS = 16 * 1024 * 1024;

/**
 * QEMU's machine protocol over an open connection. A command settles with its answer or with the end of the connection,
 * whichever comes first: it never waits for a QEMU that has ended.
 */
export class Qmp {
  private readonly events = new EventEmitter<{ event: [QmpEvent]; closed: [] }>();
  private readonly waiting = new Map<number, Waiting>();
  private greeted: (() => void) | undefined;
  private rest = "";
  private count = 0;
  private isClosed = false;

  private constructor(private readonly connection: Duplex) {
    this.events.setMaxListeners(0);
    connection.setEncoding("utf8");
    connection.on("data", (text: string) => this.read(text));
    // a broken connection's error adds nothing to the fact that it ended
    connection.on("error", () => this.close());
    connection.on("close", () => this.close());
    connection.on("end", () => this.close());
  }

  /** Waits for QEMU's greeting and leaves the negotiation mode. @throws QmpClosed */
  static async over(connection: Duplex): Promise<Qmp> {
    const qmp = new Qmp(connection);
    await new Promise<void>((resolve, reject) => {
      qmp.greeted = resolve;
      qmp.onClosed(() => reject(new QmpClosed("before it greeted")));
    });
    await qmp.execute("qmp_capabilities");
    return qmp;
  }

  get closed(): boolean {
    return this.isClosed;
  }

  /**
   * Runs a command and returns its result.
   * @throws QmpError if QEMU refuses it
   * @throws QmpClosed if the connection ends before the answer
   */
  execute<T = unknown>(command: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<T> {
    if (this.isClosed) {
      return Promise.reject(new QmpClosed(`before ${command}`));
    }
    this.count += 1;
    const id = this.count;
    return new Promise<T>((resolve, reject) => {
      this.waiting.set(id, { command, resolve: resolve as (value: unknown) => void, reject });
      this.connection.write(`${JSON.stringify({ execute: command, arguments: parameters, id })}\n`);
    });
  }

  /** Runs a command of the human monitor and returns its text, trimmed. Refusals are text, too. */
  async human(line: string): Promise<string> {
    const text = await this.execute<string>("human-monitor-command", { "command-line": line });
    return text.trim();
  }

  /** Subscribes to QEMU's events. Returns a function that unsubscribes. */
  onEvent(listener: (event: QmpEvent) => void): () => void {
    this.events.on("event", listener);
    return () => this.events.off("event", listener);
  }

  /** Calls `listener` after the connection has ended; at once if it already has. */
  onClosed(listener: () => void): void {
    if (this.isClosed) {
      listener();
    } else {
      this.events.once("closed", listener);
    }
  }

  /**
   * Waits for the next event that satisfies a condition.
   * @throws QmpClosed if the connection ends before it
   */
  event(condition: (event: QmpEvent) => boolean): Promise<QmpEvent> {
    return new Promise((resolve, reject) => {
      const stop = this.onEvent((event) => {
        if (condition(event)) {
          stop();
          resolve(event);
        }
      });
      this.onClosed(() => {
        stop();
        reject(new QmpClosed("before the event that was waited for"));
      });
    });
  }

  /** Ends the connection; QEMU goes on. */
  disconnect(): void {
    this.connection.destroy();
    this.close();
  }

  private read(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      this.take(line);
    }
    if (this.rest.length > LONGEST_LINE_CHARACTERS) {
      this.disconnect();
    }
  }

  private take(line: string): void {
    const message = parsed(line);
    if (message === undefined) {
      return;
    }
    if ("QMP" in message) {
      this.greeted?.();
    } else if (typeof message.event === "string") {
      this.events.emit("event", { name: message.event, data: (message.data ?? {}) as QmpEvent["data"] });
    } else {
      this.settle(message);
    }
  }

  private settle(message: Readonly<Record<string, unknown>>): void {
    const waiting = this.waiting.get(message.id as number);
    if (waiting === undefined) {
      return;
    }
    this.waiting.delete(message.id as number);
    const error = message.error as { readonly class?: string; readonly desc?: string } | undefined;
    if (error === undefined) {
      waiting.resolve(message.return);
    } else {
      waiting.reject(new QmpError(waiting.command, error.class ?? "", error.desc ?? "without a reason"));
    }
  }

  private close(): void {
    if (this.isClosed) {
      return;
    }
    this.isClosed = true;
    for (const { command, reject } of this.waiting.values()) {
      reject(new QmpClosed(`before it answered ${command}`));
    }
    this.waiting.clear();
    this.events.emit("closed");
  }
}

/** A message of QEMU; undefined: an empty line, or not of the protocol. */
function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const message: unknown = JSON.parse(line);
    return typeof message === "object" && message !== null ? (message as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
