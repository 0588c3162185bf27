import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Logins } from "./logins";

/** The writer's table: a row for each requested write. */
export const WRITER_TABLE = "plumbline_lab.written";

/** Rows are small: only their presence matters. */
const PREPARE = `
CREATE DATABASE IF NOT EXISTS plumbline_lab;
CREATE TABLE IF NOT EXISTS ${WRITER_TABLE} (id BIGINT PRIMARY KEY, text VARCHAR(200) NOT NULL) ENGINE=InnoDB;
`;

/** Between two writes: a load, but less than the server can do. */
const PAUSE_S = 0.02;

/**
 * One client inserts row after row and prints each number after the server has committed it: a printed number is an
 * acknowledged write. It continues after the highest existing row.
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

/** How long a writer that lost its connection waits before it reconnects. */
const AGAIN_MS = 500;

/** A steady load of writes at a source, with a record of what the source has acknowledged. */
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

  /** Starts to write; continues after a lost connection or a restart of the server. */
  async start(): Promise<void> {
    await this.logins.sql(this.source, PREPARE);
    this.over = this.write();
    await this.more(1);
  }

  /** Resolves after this many more rows are acknowledged. */
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

  /** Stops. Every acknowledged row is in {@link acknowledged}. */
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

/** What happened to acknowledged rows: how many a node lacks, and a checksum of the whole table. */
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
  // the numbers have no gaps: unless all rows up to the highest are there, some are lost
  return { missing: highest - Number(present), count, checksum };
}
