import { SYSTEM_SCHEMAS } from "./schemas";

/** Columns whose text has no comma, and is the same wherever the value is. */
const PLAIN = ["tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "date", "time", "datetime", "timestamp"];

/** Columns that one hash takes in: together they stay below the smallest `max_allowed_packet`, 1024 bytes. */
const COLUMNS_AT_ONCE = 12;

/** Above all that rows can sum up to: a row that could not be read adds as much. */
const UNREAD = "1000000000000000000000000000000";

const COLUMN = "CONCAT('`', REPLACE(COLUMN_NAME, '`', '``'), '`')";
const TABLE = "CONCAT('`', REPLACE(TABLE_SCHEMA, '`', '``'), '`.`', REPLACE(TABLE_NAME, '`', '``'), '`')";
/** A name for people, on one line whatever is in it. */
const NAME =
  "CONCAT_WS('.', TRIM(BOTH '\"' FROM JSON_QUOTE(TABLE_SCHEMA)), TRIM(BOTH '\"' FROM JSON_QUOTE(TABLE_NAME)))";
const USER_SCHEMA = `TABLE_SCHEMA NOT IN (${SYSTEM_SCHEMAS.map((name) => `'${name}'`).join(", ")})`;
const EXPRESSION = `CONCAT('IF(', name, ' IS NULL,''-'',', CASE
      WHEN type IN (${PLAIN.map((type) => `'${type}'`).join(", ")}) THEN name
      WHEN type = 'bit' THEN CONCAT('HEX(', name, ')')
      WHEN type = 'enum' THEN CONCAT(name, '+0')
      WHEN type = 'json' THEN CONCAT('SHA2(CONCAT(', name, '=CAST(CAST(', name, ' AS CHAR CHARACTER SET utf8mb4) AS JSON),CAST(', name, ' AS CHAR CHARACTER SET utf8mb4)),256)')
      ELSE CONCAT('SHA2(', name, ',256)') END, ')')`;

/**
 * A query with one row for each table of InnoDB that is not the server's own, smallest first: place, name, bytes, and the
 * statement (on one line) that reads the table and answers `PLACE ROWS SUM`; no statement where a name in it breaks a
 * line. Two tables with the same rows have the same sum, in whatever order they are, and however they came there: stored
 * as they are, or out of a dump. So a FLOAT counts with the digits that a dump has of it, JSON with its text and with whether
 * that text says all of it, an ENUM with its number, and generated columns do not count. CHECKSUM TABLE is no way to compare: it differs from run to run for a table with a
 * multi-valued index, and after a dump for FLOAT and for JSON. A SUM of ${UNREAD} and more says that there are rows with
 * values that \`max_allowed_packet\` is too small for.
 */
export const CONTENT_QUESTION = `WITH base_table AS (
    SELECT TABLE_SCHEMA, TABLE_NAME, ${NAME} AS shown, ${TABLE} AS target, GREATEST(COALESCE(DATA_LENGTH, 0), COALESCE(bytes, 0)) AS bytes
      FROM information_schema.TABLES LEFT JOIN (
        SELECT SUBSTRING_INDEX(NAME, '#p#', 1) AS file, SUM(FILE_SIZE) AS bytes
          FROM information_schema.INNODB_TABLESPACES GROUP BY file) AS files
        ON file = CONCAT(TABLE_SCHEMA, '/', TABLE_NAME) COLLATE utf8mb3_general_ci
      WHERE ${USER_SCHEMA} AND TABLE_TYPE = 'BASE TABLE' AND ENGINE = 'InnoDB'),
  plain_column AS (
    SELECT TABLE_SCHEMA, TABLE_NAME, ${COLUMN} AS name, DATA_TYPE AS type,
        ROW_NUMBER() OVER (PARTITION BY TABLE_SCHEMA, TABLE_NAME ORDER BY ORDINAL_POSITION) - 1 AS place
      FROM information_schema.COLUMNS WHERE ${USER_SCHEMA} AND GENERATION_EXPRESSION = ''),
  hashed_part AS (
    SELECT TABLE_SCHEMA, TABLE_NAME, place DIV ${COLUMNS_AT_ONCE} AS number,
        CONCAT('SHA2(CONCAT(', GROUP_CONCAT(${EXPRESSION} ORDER BY place SEPARATOR ','','','), '),256)') AS hash
      FROM plain_column GROUP BY TABLE_SCHEMA, TABLE_NAME, number),
  hashed_row AS (
    SELECT TABLE_SCHEMA, TABLE_NAME,
        IF(COUNT(*) = 1, MAX(hash), CONCAT('SHA2(CONCAT(', GROUP_CONCAT(hash ORDER BY number SEPARATOR ','), '),256)')) AS hash
      FROM hashed_part GROUP BY TABLE_SCHEMA, TABLE_NAME)
  SELECT bytes, shown, IF(INSTR(statement, '\\n') + INSTR(statement, '\\r') + INSTR(statement, '\\t') + INSTR(statement, '\\0') > 0, '', statement)
    FROM (SELECT bytes, shown, CONCAT('COUNT(*),COALESCE(SUM(IFNULL(CAST(CONV(LEFT(', hash, ',16),16,10) AS UNSIGNED),${UNREAD})),0) FROM ', target) AS statement
      FROM base_table JOIN hashed_row USING (TABLE_SCHEMA, TABLE_NAME)) AS asked`;

/** Digits of a SUM that says that not all rows could be read. */
export const UNREAD_DIGITS = UNREAD.length;
