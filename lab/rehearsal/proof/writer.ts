import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Logins } from "./logins";

/** The table that a writer fills: a row for each write that it asks for. */
export const WRITER_TABLE = "plumbline_lab.written";

/** A row is small: what counts is that it is there or is not. */
const PREPARE = `
CREATE DATABASE IF NOT EXISTS plumbline_lab;
CREATE TABLE IF NOT EXISTS ${WRITER_TABLE} (id BIGINT PRIMARY KEY, text VARCHAR(200) NOT NULL) ENGINE=InnoDB;
`;

/** Seconds between two writes: a load, and not all that the server can do. */
const PAUSE_S = 0.02;

/**
 * Asks one client for row after row and says each number when the server has committed it: a number that was said is
 * an acknowledged write. Begins behind the highest row that is there.
 */
const WRITE = `
coproc mysql { exec mysql --batch --skip-column-names --unbuffered 2>/dev/null; }
ask() { printf '%s\\n' "$1" >&"\${mysql[1]}"; IFS= read -r answer <&"\${mysql[0]}"; }
ask 'SELECT COALESCE(MAX(id), 0) FROM ${WRITER_TABLE};' || exit 1
number=$answer
while :; do
  number=$((number + 1))
  ask "DO SLEEP(${PAUSE_S}); INSERT INTO ${WRITER_TABLE} VALUES ($number, REPEAT('x', 200)); SELECT $number;" || exit 1
  [ "$answer" = "$number" ] || exit 1
  echo "$number"
done
`;

/** Milliseconds until a writer that lost its server tries again. */
const AGAIN_MS = 500;

/** A steady load of writes at a source, and the log of what the source has acknowledged. */
export class Writer {
  private readonly acknowledgedRows: number[] = [];
  private child: ChildProcess | undefined;
  private stopping = false;
  private over: Promise<void> = Promise.resolve();
  private listeners: (() => void)[] = [];

  constructor(
    private readonly logins: Logins,
    private readonly source: string,
  ) {}

  /** Numbers of the rows that the source has acknowledged. */
  get acknowledged(): readonly number[] {
    return this.acknowledgedRows;
  }

  /** Begins to write; goes on after a break of the connection or of the server. */
  async start(): Promise<void> {
    await this.logins.sql(this.source, PREPARE);
    this.over = this.write();
    await this.more(1);
  }

  /** Settles when so many more rows are acknowledged than now. */
  more(count: number): Promise<void> {
    const wanted = this.acknowledgedRows.length + count;
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.acknowledgedRows.length >= wanted) {
          resolve();
        } else {
          this.listeners.push(look);
        }
      };
      look();
    });
  }

  /** Ends it. Every row that was acknowledged is in {@link acknowledged}. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.child?.kill();
    await this.over;
  }

  private async write(): Promise<void> {
    while (!this.stopping) {
      await this.writeOnce();
      if (!this.stopping) {
        await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      }
    }
  }

  private writeOnce(): Promise<void> {
    const child = spawn("ssh", [...this.logins.sshArguments({ shared: false }), "--", this.source, "sudo -n bash -s"], {
      stdio: ["pipe", "pipe", "ignore"],
    });
    this.child = child;
    child.stdin.on("error", () => {});
    child.stdin.end(WRITE);
    createInterface({ input: child.stdout }).on("line", (line) => {
      this.acknowledgedRows.push(Number(line));
      for (const look of this.listeners.splice(0)) {
        look();
      }
    });
    return new Promise((resolve) => {
      child.on("error", () => resolve());
      child.on("close", () => resolve());
    });
  }
}

/**
 * What became of acknowledged rows: how many of them are missing on a node, and a checksum of the whole table.
 */
export async function rowsOf(
  logins: Logins,
  id: string,
  acknowledged: readonly number[],
): Promise<{ readonly missing: number; readonly count: string; readonly checksum: string }> {
  const highest = Math.max(0, ...acknowledged);
  const answer = await logins.sql(
    id,
    `SELECT COUNT(*), COALESCE(BIT_XOR(CRC32(CONCAT_WS('|', id, text))), 0), COALESCE(SUM(id <= ${highest}), 0)
       FROM ${WRITER_TABLE}`,
  );
  const [count = "0", checksum = "", present = "0"] = answer.split("\t");
  // numbers are given without gaps: what is there up to the highest is all of them, or some are lost
  return { missing: highest - Number(present), count, checksum };
}
