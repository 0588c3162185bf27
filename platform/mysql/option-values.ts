import { bareOption, variableOf } from "./option-names";
import { PASSWORD_CLASS_LEAST, PASSWORD_LENGTH } from "./passwords";
import { sizeOf } from "./sizes";

/** The allowed values of an option, and what to do about others. */
interface Rule {
  readonly allows: (value: string) => boolean;
  readonly remedy: string;
}

const oneOf =
  (...values: readonly string[]) =>
  (value: string) =>
    values.includes(value.toLowerCase());

const notBelow = (least: number, except?: number) => (value: string) => {
  const number = sizeOf(value);
  return number === undefined || number === except || number >= least;
};

const notAbove = (most: number) => (value: string) => (sizeOf(value) ?? most) <= most;

/** What every password that is made satisfies; with more asked for, no account could be made (error 1819). */
const passwordsHave = (most: number): Rule => ({
  allows: notAbove(most),
  remedy: `give ${most} at most: the passwords that are made for the accounts have ${PASSWORD_LENGTH} characters, as many as MySQL lets a replica's have, and ${PASSWORD_CLASS_LEAST} of each class at least`,
});

const LOG_FILE: Rule = {
  allows: (value) => /^(\/var\/log\/mysql\/)?[A-Za-z0-9_.-]+$/.test(value),
  remedy:
    "give a file in /var/log/mysql, e.g. /var/log/mysql/slow.log: the package's AppArmor profile lets no other be written",
};

/** With fewer, replicas, steps and an application block each other. */
const CONNECTIONS = 5;

/** Bytes for a client's connection attributes. */
const CONNECT_ATTRIBUTES = 512;

/** Threads and locks that performance_schema must have room for: mysqld's own threads alone are about fifty. */
const ACCOUNTED_THREADS = 200;
const ACCOUNTED_LOCKS = 1024;

/**
 * Bytes that replication must be able to hold at once: an UPDATE's event has a row before and after it, each as large as
 * `max_allowed_packet` (64M by default) allows, and a transaction has several.
 */
const EVENT: Rule = {
  allows: notBelow(256 * 2 ** 20),
  remedy:
    "give 256M at least, or leave it out: a transaction that does not fit stops the replicas, or the source's write",
};

/** A routine's text is one statement and must fit. */
const STATEMENT: Rule = {
  allows: notBelow(64 * 2 ** 20),
  remedy: "give 64M at least, or leave it out: a statement that does not fit is refused, such as the text of a routine",
};

/** Needs a keyring, and no option of a plan brings one: mysqld refuses to start, or to create tables. */
const KEYRING: Rule = {
  allows: oneOf("off", "0", "false", "no"),
  remedy:
    "leave it out: it needs a keyring component, which no setting installs; where you have set one up by hand, turn it on there with SET PERSIST",
};

/** Twice the size of a binary log, which is 256M. */
const RELAY_LOGS = 512 * 2 ** 20;

/** Seconds. A heartbeat is sent after half of the first. */
const NET_TIMEOUT = 5;
const STOP_TIMEOUT = 30;

/** Seconds that a replica may be away, or take to load, and still find the binary logs that it needs. */
const DAY = 86400;

/**
 * Values of a plan's own options that mysqld refuses at its start, or that break what Plumbline builds. mysqld checks
 * the rest: `configure` asks it and restores the previous configuration.
 */
const RULES: Readonly<Record<string, Rule>> = {
  binlog_encryption: KEYRING,
  binlog_error_action: {
    allows: oneOf("abort_server", "1"),
    remedy:
      "leave it out: with another a source that cannot write its binary log goes on, and no replica gets the rows",
  },
  binlog_expire_logs_seconds: {
    allows: notBelow(DAY, 0),
    remedy: `give ${DAY} (a day) at least, or 0 for never: a replica that is loaded, or was away, needs the logs since then`,
  },
  default_storage_engine: {
    allows: oneOf("innodb"),
    remedy: "leave it out: InnoDB alone survives a crash and can be copied while it is written to",
  },
  default_tmp_storage_engine: {
    allows: oneOf("innodb", "memory", "myisam"),
    remedy: "it takes InnoDB, MEMORY or MyISAM",
  },
  default_table_encryption: KEYRING,
  disabled_storage_engines: {
    allows: (value) =>
      !value
        .toLowerCase()
        .split(/\s*,\s*/)
        .includes("innodb"),
    remedy: "InnoDB cannot be among them: all that is replicated lies in it",
  },
  general_log_file: LOG_FILE,
  innodb_redo_log_encrypt: KEYRING,
  innodb_undo_log_encrypt: KEYRING,
  log_error_services: {
    allows: (value) =>
      value
        .toLowerCase()
        .split(/[\s,;]+/)
        .includes("log_sink_internal"),
    remedy: "`log_sink_internal` must be among them: the steps read in its file what mysqld complains of",
  },
  max_allowed_packet: {
    allows: notBelow(65536),
    remedy: "give 64K at least: the statements of the steps must fit, and so must the rows of an application",
  },
  max_binlog_cache_size: EVENT,
  max_binlog_stmt_cache_size: STATEMENT,
  max_connections: {
    allows: notBelow(CONNECTIONS),
    remedy: `give ${CONNECTIONS} at least: replicas, steps and the checks need some beside the applications`,
  },
  max_user_connections: {
    allows: notBelow(CONNECTIONS, 0),
    remedy: `give 0 for no limit, or ${CONNECTIONS} at least: it holds for the account of the replicas too`,
  },
  performance_schema_max_metadata_locks: {
    allows: notBelow(ACCOUNTED_LOCKS),
    remedy: `give ${ACCOUNTED_LOCKS} at least, or leave it out: a dump asks there who is in its way`,
  },
  performance_schema_max_thread_instances: {
    allows: notBelow(ACCOUNTED_THREADS),
    remedy: `give ${ACCOUNTED_THREADS} at least, or leave it out: a session that mysqld keeps no account of cannot be found`,
  },
  performance_schema_session_connect_attrs_size: {
    allows: notBelow(CONNECT_ATTRIBUTES),
    remedy: `give ${CONNECT_ATTRIBUTES} at least, or leave it out: by these attributes a dump finds its own session`,
  },
  protocol_compression_algorithms: {
    allows: (value) =>
      value
        .toLowerCase()
        .split(/\s*,\s*/)
        .includes("uncompressed"),
    remedy: "`uncompressed` must be among them: the steps and the checks ask for it",
  },
  relay_log_space_limit: {
    allows: notBelow(RELAY_LOGS, 0),
    remedy:
      "give 512M at least (twice max_binlog_size), or 0 for no limit: with less a replica waits for room in a log that it cannot remove",
  },
  replica_max_allowed_packet: EVENT,
  replica_net_timeout: {
    allows: notBelow(NET_TIMEOUT),
    remedy: `give ${NET_TIMEOUT} at least: with less a replica gives a healthy connection up, again and again`,
  },
  replica_transaction_retries: {
    allows: notBelow(1),
    remedy: "give 1 at least: workers of one applier may lock each other out, and try again",
  },
  rpl_stop_replica_timeout: {
    allows: notBelow(STOP_TIMEOUT),
    remedy: `give ${STOP_TIMEOUT} at least: the steps stop a replica, and a statement in hand must end`,
  },
  secure_file_priv: {
    allows: (value) => /^(null|\/var\/lib\/mysql-files\/?)$/i.test(value),
    remedy: "it takes NULL or /var/lib/mysql-files, the folder that the package makes for it",
  },
  slow_query_log_file: LOG_FILE,
  time_zone: {
    allows: (value) => /^system$/i.test(value) || /^(-(0?\d|1[0-3])|\+(0?\d|1[0-3])):[0-5]\d$|^\+14:00$/.test(value),
    remedy:
      "give an offset such as +01:00 (from -13:59 to +14:00), or SYSTEM: mysqld knows no names of zones until somebody has loaded them, and does not start",
  },
  "validate_password.length": passwordsHave(PASSWORD_LENGTH),
  "validate_password.mixed_case_count": passwordsHave(PASSWORD_CLASS_LEAST),
  "validate_password.number_count": passwordsHave(PASSWORD_CLASS_LEAST),
  "validate_password.special_char_count": passwordsHave(PASSWORD_CLASS_LEAST),
};

/**
 * Whether an option file keeps a value unchanged: one line of plain characters without outer blanks, without `#` (a
 * comment anywhere in a line), and without double quotes.
 */
export function isOptionValue(value: string): boolean {
  return /^[\x20-\x7e]*$/.test(value) && !/[#"]/.test(value) && value.trim() === value;
}

/** The allowed values, if a value is not allowed. Undefined: it is allowed. */
export function refusedValue(option: string, value: string): string | undefined {
  const variable = variableOf(option);
  if (
    /^(loose_)?(skip|disable|enable)_/.test(option) &&
    !variable.startsWith("skip_") &&
    !/^(on|1|true)$/i.test(value)
  ) {
    return `write \`${variable}\` itself: mysqld takes whatever stands behind such a prefix for yes, OFF too`;
  }
  const name = Object.hasOwn(RULES, variable) ? variable : bareOption(variable);
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  const isTurnedOff = /^(loose_)?(skip|disable)_/.test(option) && !variable.startsWith("skip_");
  return rule === undefined || rule.allows(isTurnedOff ? "OFF" : value) ? undefined : rule.remedy;
}
