import fc from "fast-check";

/** A type of column, and values at its edges, as SQL writes both. */
interface ColumnType {
  readonly type: string;
  readonly values: readonly string[];
}

/** Types of MySQL 9.7. */
export const COLUMN_TYPES: readonly ColumnType[] = [
  { type: "TINYINT", values: ["-128", "127", "0"] },
  { type: "SMALLINT UNSIGNED ZEROFILL", values: ["0", "65535"] },
  { type: "MEDIUMINT", values: ["-8388608", "8388607"] },
  { type: "INT", values: ["-2147483648", "2147483647"] },
  { type: "BIGINT UNSIGNED", values: ["18446744073709551615", "0"] },
  { type: "BOOLEAN", values: ["TRUE", "FALSE"] },
  { type: "DECIMAL(65,30)", values: ["-12345678901234567890123456789012345.123456789012345678901234567891", "0"] },
  { type: "FLOAT", values: ["16777216", "1.17549435e-38", "3.4028234e38", "-0.1", "0"] },
  { type: "FLOAT(10,3)", values: ["1234567.891", "0.001"] },
  { type: "DOUBLE", values: ["0.1e0 + 0.2e0", "2.2250738585072014e-308", "1.7976931348623157e308", "-0e0"] },
  { type: "BIT(64)", values: ["b'1'", "18446744073709551615", "0"] },
  { type: "BIT(3)", values: ["b'101'", "0"] },
  { type: "DATE", values: ["'0000-00-00'", "'2026-00-00'", "'9999-12-31'"] },
  { type: "TIME(6)", values: ["'-838:59:59.000000'", "'838:59:59'", "'00:00:00.000001'"] },
  { type: "DATETIME(6)", values: ["'0000-00-00'", "'9999-12-31 23:59:59.499999'"] },
  { type: "TIMESTAMP(3) NULL", values: ["'1970-01-01 00:00:01'", "'2026-10-25 00:30:00.123'", "NULL"] },
  { type: "YEAR", values: ["0", "1901", "2155"] },
  { type: "CHAR(8)", values: ["''", "'  a'", "'ÄßŁ'", "'🐬'"] },
  {
    type: "VARCHAR(60)",
    values: ["'it''s \\\\ \\n\\r\\t\\0 \\Z \\''", "'trailing  '", "'; DROP -- x /* y'", "REPEAT('ä', 60)"],
  },
  { type: "TINYTEXT", values: ["''", "'`\"$' '{x}'"] },
  { type: "LONGTEXT", values: ["REPEAT('long ', 20000)", "'DELIMITER ;;\\n-- Dump completed'"] },
  { type: "BINARY(4)", values: ["0x00", "0xFF00FF27", "0x5C5C0A0D"] },
  { type: "VARBINARY(300)", values: ["''", "0x0027225C0A0D1A00", "RANDOM_BYTES(300)"] },
  { type: "LONGBLOB", values: ["''", "RANDOM_BYTES(1000)", "REPEAT(0x00, 70000)"] },
  { type: "ENUM('a','it''s','ü','')", values: ["'a'", "3", "'it''s'"] },
  { type: "SET('x','y','zä')", values: ["''", "'x,zä'", "7"] },
  {
    type: "JSON",
    values: ['\'{"a": [1, 1.5, "ü\\\\\\\\", null, true]}\'', "'[]'", "'\"\"'", "'18446744073709551615'"],
  },
  { type: "GEOMETRY", values: ["ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')"] },
  { type: "POINT SRID 4326", values: ["ST_SRID(POINT(-179.5, 89.25), 4326)"] },
  { type: "VECTOR(3)", values: ["STRING_TO_VECTOR('[1,2.5,-1e-30]')"] },
  { type: "VARCHAR(20) CHARACTER SET cp932", values: ["_cp932 0xFA54", "_cp932 0x815C5C", "'テ'"] },
  { type: "VARCHAR(20) CHARACTER SET greek", values: ["_greek 0xD2D3", "'αβγ'"] },
  { type: "VARCHAR(20) CHARACTER SET utf16", values: ["'🐬ä'", "''"] },
  { type: "VARCHAR(20) CHARACTER SET gb18030", values: ["'汉字'"] },
  { type: "VARCHAR(20) CHARACTER SET latin1 COLLATE latin1_german2_ci", values: ["_latin1 0x8190FF", "'ß'"] },
  { type: "TEXT CHARACTER SET ucs2", values: ["'ä'"] },
  { type: "VARCHAR(20) CHARACTER SET big5", values: ["_big5 0xA145", "'中'"] },
];

/** Names that have to be quoted wherever they stand. */
const NAMES = ["plain", "sel`ect", "a b", "ü", "it's", "x;--", '"q"', "$dollar", "per%cent", "back\\slash", "1st"];
const COLLATIONS = [
  "utf8mb4_0900_ai_ci",
  "utf8mb4_bin",
  "utf8mb4_ja_0900_as_cs",
  "latin1_swedish_ci",
  "utf8mb3_general_ci",
  "binary",
];

const quoted = (name: string) => `\`${name.replaceAll("`", "``")}\``;

/** A table as statements: its definition and its rows. */
export interface GeneratedTable {
  readonly name: string;
  readonly statements: readonly string[];
}

/** A database's worth of tables, the same for the same seed. */
export function generatedTables(seed: number, count: number): readonly GeneratedTable[] {
  const columns = fc.uniqueArray(fc.nat(COLUMN_TYPES.length - 1), { minLength: 2, maxLength: 7 });
  const table = fc.record({
    columns,
    name: fc.constantFrom(...NAMES),
    collation: fc.constantFrom(...COLLATIONS),
    key: fc.constantFrom("id", "id", "pair", "hidden", "none"),
    extras: fc.subarray([
      "invisible",
      "virtual",
      "stored",
      "functional",
      "check",
      "default",
      "update",
      "trigger",
      "full",
      "multi",
      "descending",
    ]),
    partition: fc.constantFrom(
      "",
      "",
      "PARTITION BY KEY (id) PARTITIONS 3",
      "PARTITION BY RANGE (id) (PARTITION p0 VALUES LESS THAN (2), PARTITION `p 1` VALUES LESS THAN MAXVALUE)",
    ),
    options: fc.constantFrom(
      "",
      "ROW_FORMAT=COMPRESSED",
      "ROW_FORMAT=REDUNDANT",
      "COMMENT='it''s; a -- comment'",
      "COMPRESSION='zlib'",
      "AUTO_INCREMENT=1000",
    ),
  });
  return fc.sample(table, { seed, numRuns: count }).map((chosen, number) => {
    const name = `${chosen.name}${number}`;
    const types = chosen.columns.map((index) => COLUMN_TYPES[index] as ColumnType);
    // a value that a dump rounds is found again by a key only
    const keyed = chosen.key !== "none" || types.some(({ type }) => /^FLOAT$|cp932|greek|big5|DOUBLE/.test(type));
    const partitioned =
      chosen.partition !== "" &&
      keyed &&
      chosen.key !== "hidden" &&
      !chosen.extras.includes("full") &&
      !types.some(({ type }) => /GEOMETRY|POINT/.test(type));
    const has = (extra: string) => chosen.extras.includes(extra);
    const columnNames = types.map((_, index) => quoted(`${NAMES[(index + number) % NAMES.length]}_${index}`));
    const definitions = [
      ...(keyed
        ? [
            `id INT NOT NULL${chosen.key === "pair" ? "" : " AUTO_INCREMENT"}${chosen.key === "hidden" ? " INVISIBLE" : ""}`,
            "other BIGINT NOT NULL DEFAULT 7",
          ]
        : ["id INT", "other BIGINT DEFAULT 7"]),
      ...types.map(({ type }, index) => `${columnNames[index]} ${type}`),
      ...(has("invisible") ? ["unseen INT INVISIBLE DEFAULT 5"] : []),
      ...(has("virtual") ? ["twice BIGINT AS (other * 2) VIRTUAL"] : []),
      ...(has("stored") ? ["half DOUBLE AS (other / 3) STORED", "txt VARCHAR(90) AS (CONCAT('a', other)) STORED"] : []),
      ...(has("check") ? ["CONSTRAINT CHECK (other <> -1)"] : []),
      ...(has("default")
        ? ["made DATETIME(6) DEFAULT (NOW(6) + INTERVAL 1 DAY)", "doc JSON DEFAULT (JSON_ARRAY(1, 2))"]
        : []),
      ...(has("update") ? ["changed TIMESTAMP(2) NULL DEFAULT NULL ON UPDATE CURRENT_TIMESTAMP(2)"] : []),
      ...(has("full") ? ["words TEXT CHARACTER SET utf8mb4, FULLTEXT KEY f1 (words) WITH PARSER ngram"] : []),
      ...(has("multi") ? ["list JSON, KEY m1 ((CAST(list->'$[*]' AS UNSIGNED ARRAY)))"] : []),
      ...(has("functional") ? ["KEY `f n` ((other + 1), other DESC)"] : []),
      ...(has("descending") ? ["KEY d1 (other DESC) INVISIBLE"] : []),
      ...(keyed ? [chosen.key === "pair" ? "PRIMARY KEY (id, other)" : "PRIMARY KEY (id)"] : []),
    ];
    const compressed = partitioned || chosen.options.includes("COMPRESSED") ? "" : chosen.options;
    const create = `CREATE TABLE ${quoted(name)} (${definitions.join(", ")}) COLLATE ${chosen.collation} ${compressed} ${partitioned ? chosen.partition : ""}`;
    const rows = [0, 1, 2, 3, 4].map((row) => {
      const values = types.map(({ values }) => values[row % values.length]);
      return `INSERT INTO ${quoted(name)} (${["id", ...columnNames].join(", ")}) VALUES (${[row + 1, ...values].join(", ")})`;
    });
    const trigger = has("trigger")
      ? [`CREATE TRIGGER ${quoted(`t ${number}`)} BEFORE UPDATE ON ${quoted(name)} FOR EACH ROW SET NEW.other = 99`]
      : [];
    const full = has("full") ? [`UPDATE ${quoted(name)} SET words = 'データベース words'`] : [];
    const multi = has("multi") ? [`UPDATE ${quoted(name)} SET list = '[1, 5, 18]'`] : [];
    return { name, statements: [create, ...rows, ...full, ...multi, ...trigger] };
  });
}
