import type { Expectations } from "../terraform/outputs";

/** What the deployment expects of a node's MySQL. */
export type Database = NonNullable<Expectations["mysql"]>;
