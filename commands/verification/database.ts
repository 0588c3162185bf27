import type { Expectations, Outputs } from "../terraform/outputs";

/** What the deployment expects of a node's MySQL: as a member of its replication, and in its role there. */
export type Database = NonNullable<Expectations["mysql"]> &
  Pick<Outputs["replications"][string], "database" | "populated"> & {
    readonly role: "source" | "replica";
    /** The node that a replica follows. */
    readonly source?: string;
  };

/** Undefined for a node without a database. */
export function databaseOf(
  node: string,
  { mysql }: Expectations,
  replications: Outputs["replications"],
): Database | undefined {
  const group = mysql && replications[mysql.replication];
  if (mysql === undefined || group === undefined) {
    return undefined;
  }
  const { source, database, populated } = group;
  const role = node === source ? "source" : "replica";
  return { ...mysql, database, populated, role, ...(role === "replica" && { source }) };
}
