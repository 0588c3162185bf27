import { expect } from "vitest";
import { populateFiles } from "../../../templates/mysql/populate";
import { mysqlChroot } from "./chroot";
import { DatabaseMachine } from "./database-machine";
import type { Outcome } from "./machine";

/** A source of its own, on which the script `database` fills databases from files. */
export class Filling {
  private constructor(readonly machine: DatabaseMachine) {}

  static async start(name: string): Promise<Filling> {
    const machine = await DatabaseMachine.start(name, await mysqlChroot());
    machine.machine.write("/etc/mysql/conf.d/populate.cnf", "[mysqld]\ngtid_mode=ON\nenforce_gtid_consistency=ON\n");
    await machine.machine.must("restart-mysqld");
    return new Filling(machine);
  }

  upload(file: string | Uint8Array, path = "data/rows.sql"): void {
    this.machine.upload("source", populateFiles({ path, bytes: Buffer.from(file) }), {});
  }

  run(database = "db01"): Promise<Outcome> {
    return this.machine.run("source", "database", database);
  }

  /** Runs the step with a file. */
  fill(file: string | Uint8Array, database = "db01"): Promise<Outcome> {
    this.upload(file);
    return this.run(database);
  }

  /** Forgets a database and that it was filled. */
  async forget(...databases: readonly string[]): Promise<void> {
    for (const database of databases.length > 0 ? databases : ["db01"]) {
      await this.machine.sql(`DROP DATABASE IF EXISTS ${database}`);
    }
    await this.machine.sql("DELETE FROM plumbline.population").catch(() => {});
  }

  sql(statements: string): Promise<string> {
    return this.machine.sql(statements);
  }

  async shows(statement: string, value: string): Promise<void> {
    expect(await this.sql(statement)).toBe(value);
  }

  stop(): Promise<void> {
    return this.machine.machine.stop();
  }
}
