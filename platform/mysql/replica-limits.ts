import { variableOf } from "./option-names";
import { DEFAULT_PACKET_BYTES, LARGEST_PACKET_BYTES } from "./packets";
import { sizeOf, spelledSize } from "./sizes";

type Settings = Readonly<Record<string, string>>;

/** An option of a replica that does not follow its source's. */
export interface ReplicaProblem {
  /** As the settings of the replica have it. Undefined: they do not have it, and it has its default. */
  readonly option: string | undefined;
  readonly message: string;
  readonly remedy: string;
}

/** Switches that let a source take statements which a replica with another value refuses, each with what these are. */
const SWITCHES: readonly {
  readonly variable: string;
  readonly isOn: boolean;
  readonly initially: boolean;
  readonly statement: string;
}[] = [
  {
    variable: "innodb_strict_mode",
    isOn: false,
    initially: true,
    statement: "a table whose options do not go together stops the replica (error 1031)",
  },
  {
    variable: "partial_revokes",
    isOn: true,
    initially: false,
    statement: "REVOKE of a right on one database, which somebody has on all, stops the replica (error 1141)",
  },
];

/**
 * What a replica takes must not be less than what its source does: it stops at the first transaction that is more (error
 * 13125, 1197), or at a statement that it refuses, long after the source has said yes to it.
 * Source: https://dev.mysql.com/doc/refman/9.7/en/replication-options-replica.html,
 * replication-options-binary-log.html; mysqld 9.7.4
 */
export function replicaProblems(source: Settings, replica: Settings): readonly ReplicaProblem[] {
  return [
    eventsFit(source, replica),
    transactionsFit(source, replica),
    ...SWITCHES.map((one) => switchedAlike(source, replica, one)),
  ].flatMap((problem) => problem ?? []);
}

/** An UPDATE's event has the row before and after it, each as large as a statement may be. */
function eventsFit(source: Settings, replica: Settings): ReplicaProblem | undefined {
  const [option, value] = settingOf(replica, "replica_max_allowed_packet");
  const [, packet] = settingOf(source, "max_allowed_packet");
  const event = Math.min(2 * (sizeOf(packet) ?? DEFAULT_PACKET_BYTES), LARGEST_PACKET_BYTES);
  if ((sizeOf(value) ?? LARGEST_PACKET_BYTES) >= event) {
    return undefined;
  }
  return {
    option,
    message: `${option} is ${value}, and the source takes statements of ${packet}: an UPDATE of such a row is twice as long in its binary log, and stops the replica`,
    remedy: `give ${spelledSize(event)} at least, or leave it out`,
  };
}

/** A replica writes each transaction into a binary log of its own. */
function transactionsFit(source: Settings, replica: Settings): ReplicaProblem | undefined {
  const [option, value] = settingOf(replica, "max_binlog_cache_size");
  const [, sources] = settingOf(source, "max_binlog_cache_size");
  const own = sizeOf(value);
  if (own === undefined || own >= (sizeOf(sources) ?? Number.POSITIVE_INFINITY)) {
    return undefined;
  }
  return {
    option,
    message: `${option} is ${value}, and the source takes transactions of ${sources ?? "any size"}: one that is larger stops the replica`,
    remedy: "leave it out here, or give the source the same or less",
  };
}

function switchedAlike(
  source: Settings,
  replica: Settings,
  { variable, isOn, initially, statement }: (typeof SWITCHES)[number],
): ReplicaProblem | undefined {
  const [option, value] = settingOf(replica, variable);
  const stateOf = (written: string | undefined) =>
    written === undefined ? initially : !/^(off|0|false|no)$/i.test(written);
  if (stateOf(settingOf(source, variable)[1]) !== isOn || stateOf(value) === isOn) {
    return undefined;
  }
  const wanted = isOn ? "ON" : "OFF";
  return {
    option,
    message: `${variable} is ${value ?? "not set"}, and ${wanted} at the source: ${statement}`,
    remedy: `write \`${variable}: ${wanted}\` into \`settings\` of the replica too`,
  };
}

/** The option of a variable, as it is spelled, and its value. */
function settingOf(settings: Settings, variable: string): [option: string | undefined, value: string | undefined] {
  return Object.entries(settings).find(([name]) => variableOf(name) === variable) ?? [undefined, undefined];
}
