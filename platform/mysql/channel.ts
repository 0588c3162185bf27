import { REPLICATOR } from "./accounts";

/** A property of a channel that a complete copy of its source needs, and the statement that restores it. */
interface Property {
  readonly what: string;
  /** Expression over `connection` and `applier`, the two tables of a channel's configuration. */
  readonly is: string;
  /** Expression; `@source_host` is the name of the source in the plan. */
  readonly wanted: string;
  /** Threads that must be stopped for the change. */
  readonly stops: "IO_THREAD" | "SQL_THREAD" | "";
  /** The argument of CHANGE REPLICATION SOURCE TO; an expression. */
  readonly change: string;
  /** Whether rows may be missing or differ meanwhile, so that only loading anew is safe. */
  readonly costsRows?: true;
}

/** Source: https://dev.mysql.com/doc/refman/8.4/en/performance-schema-replication-tables.html */
const PROPERTIES: readonly Property[] = [
  {
    what: "source",
    is: "connection.HOST",
    wanted: "@source_host",
    stops: "",
    change: "CONCAT('SOURCE_HOST = ''', @source_host, '''')",
  },
  { what: "port", is: "connection.PORT", wanted: "'3306'", stops: "", change: "'SOURCE_PORT = 3306'" },
  {
    what: "account",
    is: "connection.USER",
    wanted: `'${REPLICATOR}'`,
    stops: "",
    change: `'SOURCE_USER = ''${REPLICATOR}'''`,
  },
  { what: "TLS", is: "connection.SSL_ALLOWED", wanted: "'YES'", stops: "IO_THREAD", change: "'SOURCE_SSL = 1'" },
  {
    what: "verification of the source's certificate",
    is: "connection.SSL_VERIFY_SERVER_CERTIFICATE",
    wanted: "'YES'",
    stops: "IO_THREAD",
    change: "'SOURCE_SSL_VERIFY_SERVER_CERT = 1'",
  },
  {
    what: "authority",
    is: "connection.SSL_CA_FILE",
    wanted: "'/etc/mysql/tls/ca.pem'",
    stops: "IO_THREAD",
    change: "'SOURCE_SSL_CA = ''/etc/mysql/tls/ca.pem'''",
  },
  {
    what: "old versions of TLS",
    is: "IF(CONCAT(',', connection.TLS_VERSION, ',') REGEXP ',TLSv1([.]1)?,', connection.TLS_VERSION, 'none')",
    wanted: "'none'",
    stops: "IO_THREAD",
    change: "'SOURCE_TLS_VERSION = ''TLSv1.2,TLSv1.3'''",
  },
  {
    what: "auto position",
    is: "connection.AUTO_POSITION",
    wanted: "'1'",
    stops: "",
    change: "'SOURCE_AUTO_POSITION = 1'",
    costsRows: true,
  },
  {
    what: "heartbeat",
    is: "IF(connection.HEARTBEAT_INTERVAL > 0, 'on', 'off')",
    wanted: "'on'",
    stops: "IO_THREAD",
    change: "'SOURCE_HEARTBEAT_PERIOD = 15'",
  },
  {
    what: "failover to other sources",
    is: "connection.SOURCE_CONNECTION_AUTO_FAILOVER",
    wanted: "'0'",
    stops: "IO_THREAD",
    change: "'SOURCE_CONNECTION_AUTO_FAILOVER = 0'",
  },
  {
    what: "delay in seconds",
    is: "applier.DESIRED_DELAY",
    wanted: "'0'",
    stops: "SQL_THREAD",
    change: "'SOURCE_DELAY = 0'",
  },
  {
    what: "account whose privileges are checked",
    is: "COALESCE(NULLIF(applier.PRIVILEGE_CHECKS_USER, ''), 'none')",
    wanted: "'none'",
    stops: "SQL_THREAD",
    change: "'PRIVILEGE_CHECKS_USER = NULL'",
  },
  {
    what: "primary keys that are made up",
    is: "IF(applier.REQUIRE_TABLE_PRIMARY_KEY_CHECK = 'GENERATE', 'yes', 'no')",
    wanted: "'no'",
    stops: "SQL_THREAD",
    change: "'REQUIRE_TABLE_PRIMARY_KEY_CHECK = STREAM'",
    costsRows: true,
  },
  {
    what: "GTIDs that are made up",
    is: "applier.ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS_TYPE",
    wanted: "'OFF'",
    stops: "",
    change: "'ASSIGN_GTIDS_TO_ANONYMOUS_TRANSACTIONS = OFF'",
    costsRows: true,
  },
];

/** The remedy if an unknown number of rows may be missing. */
const RELOAD =
  "; rows may be missing by now: set reseed of this node in the plan to a word that it has not had, and deploy, which loads it anew";

/** A row of an answer: the finding, and a command that corrects it, both as expressions. */
const flaw = (found: string, remedy: string, from: string) => `SELECT ${found} AS found, ${remedy} AS remedy ${from}`;

const restart = ({ stops, change, costsRows }: Property) =>
  `CONCAT('sudo mysql -e "STOP REPLICA ${stops}${stops && " "}FOR CHANNEL ''''; CHANGE REPLICATION SOURCE TO ', ${change}, ' FOR CHANNEL ''''; START REPLICA FOR CHANNEL ''''"${costsRows ? RELOAD : ""}')`;

const CHANNEL = `FROM performance_schema.replication_connection_configuration AS connection
    JOIN performance_schema.replication_applier_configuration AS applier USING (CHANNEL_NAME)
    WHERE CHANNEL_NAME = ''`;

/**
 * A query about the channel of a replica, whatever its threads do: one row for each difference from the plan, with two
 * texts: the finding, and what to do. No rows: no differences. What this cannot see, the threads report. The session
 * must have set \`@source_host\`.
 */
export const CHANNEL_QUESTION = [
  ...PROPERTIES.map((property) =>
    flaw(
      `CONCAT('the channel has ${property.what.replaceAll("'", "''")} = ', COALESCE(NULLIF(${property.is}, ''), 'nothing'), ', and must have ', ${property.wanted})`,
      restart(property),
      `${CHANNEL} AND NOT (CONVERT(COALESCE(${property.is}, '') USING utf8mb4) <=> CONVERT(${property.wanted} USING utf8mb4))`,
    ),
  ),
  flaw(
    "CONCAT('a filter keeps rows out: ', FILTER_NAME, ' = ', FILTER_RULE, ', set by ', CONFIGURED_BY)",
    `CONCAT('take it out of the option files in /etc/mysql, and sudo mysql -e "STOP REPLICA SQL_THREAD; CHANGE REPLICATION FILTER ', FILTER_NAME, ' = () FOR CHANNEL ''''; START REPLICA SQL_THREAD"${RELOAD}')`,
    "FROM performance_schema.replication_applier_filters WHERE CHANNEL_NAME = '' AND FILTER_RULE <> ''",
  ),
  flaw(
    "CONCAT('a filter would keep rows out of new channels: ', FILTER_NAME, ' = ', FILTER_RULE, ', set by ', CONFIGURED_BY)",
    `CONCAT('take it out of the option files in /etc/mysql, and sudo mysql -e "STOP REPLICA SQL_THREAD; CHANGE REPLICATION FILTER ', FILTER_NAME, ' = (); START REPLICA SQL_THREAD"')`,
    "FROM performance_schema.replication_applier_global_filters WHERE FILTER_RULE <> ''",
  ),
  flaw(
    "CONCAT('a second channel, ''', CHANNEL_NAME, ''', brings transactions from ', HOST)",
    `CONCAT('sudo mysql -e "STOP REPLICA FOR CHANNEL ''', CHANNEL_NAME, '''; RESET REPLICA ALL FOR CHANNEL ''', CHANNEL_NAME, '''"')`,
    "FROM performance_schema.replication_connection_configuration WHERE CHANNEL_NAME <> '' AND HOST <> ''",
  ),
].join("\n  UNION ALL ");

/** A query at a source about its channels: it must have none. Rows as in CHANNEL_QUESTION. */
export const NO_CHANNEL_QUESTION = flaw(
  "CONCAT('this source has a channel', IF(CHANNEL_NAME = '', '', CONCAT(' ''', CHANNEL_NAME, '''')), ' from ', HOST)",
  `CONCAT('see whether ', HOST, ' still is the source that applications write to. If it is not: sudo mysql -e "STOP REPLICA FOR CHANNEL ''', CHANNEL_NAME, '''; RESET REPLICA ALL FOR CHANNEL ''', CHANNEL_NAME, '''". If it is: give both nodes their roles in the plan back')`,
  "FROM performance_schema.replication_connection_configuration WHERE HOST <> ''",
);
