import type { Facts } from "./facts";

/** The facts of both ends of a replication. */
export interface Ends {
  /** Id of the source. */
  readonly source: string;
  /** UUID of the source's mysqld. */
  readonly sourceUuid: string | undefined;
  /** IPv6 address of the replica. */
  readonly replicaAddress: string;
  /** Login account at the replica. */
  readonly account: string;
  /** Text in the canary row. */
  readonly token: string;
  /** Facts of the act `write` at the source. */
  readonly written: Facts;
  /** Facts of the act `follow` at the replica. */
  readonly followed: Facts;
  /**
   * Facts of the act `known` at the source, asked after the replica has answered: by then its receiver has connected or
   * failed.
   */
  readonly known: Facts;
}

/** The remedy if a replica's data cannot be corrected. */
export const RELOAD =
  "set `reseed` of the replica in the plan to a word that it has not had, and deploy, which loads it anew";
