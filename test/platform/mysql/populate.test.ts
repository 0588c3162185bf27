// @module-tag unit
import { describe, expect, it } from "vitest";
import { POPULATE_LIMIT, populateProblems } from "../../../platform/mysql/populate";

const problems = (file: string | Uint8Array, settings: Record<string, string> = {}) =>
  populateProblems(Buffer.from(file), { database: "db01", settings });

/** Where problems are, and what they are, in short. */
const found = (file: string | Uint8Array, settings?: Record<string, string>) =>
  problems(file, settings).map(({ line, column, message }) => `${line}:${column} ${message}`);

const DUMP = `-- MySQL dump 10.13  Distrib 8.4.3, for Linux (x86_64)
--
-- Host: localhost    Database: shop; it's here
-- ------------------------------------------------------
/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!50503 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
DROP TABLE IF EXISTS \`a;b\`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!50503 SET character_set_client = utf8mb4 */;
CREATE TABLE \`a;b\` (\`id\` int NOT NULL COMMENT 'it''s; \\'quoted\\'', PRIMARY KEY (\`id\`)) ENGINE=InnoDB;
/*!40101 SET character_set_client = @saved_cs_client */;
LOCK TABLES \`a;b\` WRITE;
/*!40000 ALTER TABLE \`a;b\` DISABLE KEYS */;
INSERT INTO \`a;b\` VALUES (1),(2);
UNLOCK TABLES;
/*!50003 SET @saved_sql_mode = @@sql_mode */ ;
/*!50003 SET sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES' */ ;
DELIMITER ;;
/*!50003 CREATE*/ /*!50017 DEFINER=\`root\`@\`localhost\`*/ /*!50003 TRIGGER \`g\` BEFORE INSERT ON \`a;b\` FOR EACH ROW BEGIN
  INSERT INTO other.t VALUES (1); -- runs later, by whoever may
END */;;
DELIMITER ;
/*!50003 SET sql_mode = @saved_sql_mode */ ;
/*!50001 CREATE ALGORITHM=UNDEFINED */
/*!50013 DEFINER=\`root\`@\`localhost\` SQL SECURITY DEFINER */
/*!50001 VIEW \`v\` AS select \`a;b\`.\`id\` AS \`id\` from \`a;b\` */;
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
-- Dump completed on 2026-11-28  0:00:00
`;

describe("what fills one database", () => {
  it.each([
    ["a dump", DUMP],
    ["a dump with the line ends of Windows", DUMP.replaceAll("\n", "\r\n")],
    [
      "a dump that names its database",
      DUMP.replace("DROP TABLE", "CREATE DATABASE /*!32312 IF NOT EXISTS*/ `db01`;\nUSE `db01`;\nDROP TABLE"),
    ],
    [
      "a dump that begins with its database",
      DUMP.replace(
        "DROP TABLE",
        "/*!40000 DROP DATABASE IF EXISTS `db01`*/;\nCREATE DATABASE `db01`;\nUSE `db01`;\nDROP TABLE",
      ),
    ],
    ["names with its database", "CREATE TABLE db01.t (a INT); INSERT INTO `db01`.`t` SELECT a.b FROM other.a, x.y;"],
    [
      "what looks like other statements",
      "INSERT INTO t VALUES ('; DROP USER x; USE y;') /* ; GRANT */; -- ; REVOKE\n# ; SET GLOBAL x = 1\nUPDATE t SET a = 'x.y';",
    ],
    [
      "columns and aliases",
      "DELETE t FROM t JOIN u ON t.a = u.a; UPDATE t, u SET t.a = u.b; ALTER TABLE t RENAME COLUMN a TO b;",
    ],
    [
      "names that are words",
      "CREATE TABLE `user` (`grant` INT, source INT); INSERT INTO user (source) VALUES (1); SELECT source, status FROM user;",
    ],
    ["bytes of a BLOB", Buffer.from("INSERT INTO t VALUES (_binary '\xff\x00\\'\x80', x'00');", "latin1")],
    [
      "another character set that is named",
      Buffer.from("SET NAMES latin1; INSERT INTO t VALUES ('Zo\xeb');", "latin1"),
    ],
    ["a comment in another character set", Buffer.from("-- Zo\xeb\n/* Zo\xeb */ SELECT 1;", "latin1")],
    ["a byte order mark", "\ufeffSELECT 1;"],
    ["no line end", "SELECT 1;"],
    ["nothing but blanks at the end", "SELECT 1 ;\r\n\t\n-- end"],
    [
      "other delimiters",
      "DELIMITER $$\nCREATE PROCEDURE p() BEGIN SELECT 1; END$$\ndelimiter //\r\nSELECT 1//\nDELIMITER ;\nSELECT 1;",
    ],
    [
      "transactions, variables and modes of its own",
      "SET autocommit = 0, @a := 1, SESSION sql_mode = 'ANSI_QUOTES', @@session.time_zone = '+00:00'; START TRANSACTION; COMMIT;",
    ],
    [
      "a database that is not named, since it is the one in use",
      "ALTER DATABASE CHARACTER SET latin1; ALTER SCHEMA DEFAULT COLLATE latin1_bin; ALTER DATABASE ENCRYPTION = 'N';",
    ],
    [
      "a routine's own variables",
      "DELIMITER //\nCREATE PROCEDURE p() BEGIN SET GLOBAL max_connections = 1; CREATE USER x; END//",
    ],
  ])("is taken: %s", (_, file) => {
    expect(problems(file)).toEqual([]);
  });

  it("is read as the server is set", () => {
    const file = "INSERT INTO t VALUES ('a\\'); DROP USER x; -- ');";
    expect(found(file)).toEqual([]);
    expect(found(file, { sql_mode: "NO_BACKSLASH_ESCAPES" })).toEqual([
      "1:30 DROP USER does more than fill the database db01",
    ]);
    expect(found(`SET sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES'); ${file}`)).toHaveLength(1);
    expect(found('INSERT INTO "other"."t" VALUES (1);', { sql_mode: "ANSI" })).toHaveLength(1);
  });
});

describe("what reaches outside", () => {
  it.each([
    "CREATE USER a@b",
    "ALTER USER a IDENTIFIED BY 'x'",
    "DROP USER IF EXISTS a",
    "RENAME USER a TO b",
    "CREATE ROLE r",
    "DROP ROLE r",
    "GRANT SELECT ON db01.* TO a",
    "REVOKE ALL ON db01.* FROM a",
    "SET PASSWORD FOR a = 'x'",
    "SET DEFAULT ROLE r TO a",
    "SET GLOBAL max_connections = 1",
    "SET @a = 1, PERSIST max_connections = 1",
    "SET @@GLOBAL.max_connections = 1",
    "SET @@persist_only.x = 1",
    "set sql_log_bin=0",
    "SET @@SESSION.SQL_LOG_BIN= 0",
    "SET gtid_next = 'AUTOMATIC'",
    "SET @@GLOBAL.GTID_PURGED=/*!80000 '+'*/ 'x:1-5'",
    "FLUSH PRIVILEGES",
    "/*! FLUSH PRIVILEGES */",
    "RESET BINARY LOGS AND GTIDS",
    "RESET MASTER",
    "PURGE BINARY LOGS TO 'x'",
    "KILL 1",
    "SHUTDOWN",
    "RESTART",
    "CHANGE MASTER TO MASTER_HOST = 'x'",
    "CHANGE REPLICATION SOURCE TO SOURCE_HOST = 'x'",
    "START REPLICA",
    "STOP SLAVE",
    "XA START 'x'",
    "LOCK INSTANCE FOR BACKUP",
    "BINLOG 'abc'",
    "IMPORT TABLE FROM '/x.sdi'",
    "CLONE LOCAL DATA DIRECTORY = '/x'",
    "INSTALL PLUGIN x SONAME 'x.so'",
    "UNINSTALL COMPONENT 'x'",
    "CREATE FUNCTION f RETURNS STRING SONAME 'x.so'",
    "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (HOST 'x')",
    "CREATE TABLESPACE x ADD DATAFILE 'x.ibd'",
    "CREATE UNDO TABLESPACE x ADD DATAFILE 'x.ibu'",
    "CREATE RESOURCE GROUP g TYPE = USER",
    "ALTER INSTANCE ROTATE INNODB MASTER KEY",
    "LOAD DATA INFILE '/x' INTO TABLE t",
    "LOAD DATA LOCAL INFILE '/x' INTO TABLE t",
    "LOAD XML INFILE '/x' INTO TABLE t",
    "SELECT * FROM t INTO OUTFILE '/x'",
    "SELECT 1 INTO DUMPFILE '/x'",
    "(SELECT 1) INTO OUTFILE '/x'",
    "CREATE DATABASE shop",
    "CREATE SCHEMA IF NOT EXISTS `shop`",
    "CREATE DATABASE db01",
    "DROP DATABASE shop",
    "DROP SCHEMA IF EXISTS db01",
    "ALTER DATABASE shop CHARACTER SET utf8mb4",
    "USE shop",
    "USE `DB01`",
    "CREATE TABLE shop.t (a INT)",
    "CREATE TEMPORARY TABLE IF NOT EXISTS `shop` . `t` (a INT)",
    "DROP TABLE IF EXISTS t, shop.t",
    "ALTER TABLE shop.t ADD b INT",
    "ALTER TABLE t RENAME TO shop.t",
    "RENAME TABLE t TO shop.t",
    "TRUNCATE mysql.user",
    "INSERT INTO mysql.user VALUES (1)",
    "INSERT IGNORE shop.t VALUES (1)",
    "REPLACE LOW_PRIORITY INTO shop.t VALUES (1)",
    "UPDATE shop.t SET a = 1",
    "UPDATE t JOIN shop.t ON 1 SET a = 1",
    "DELETE FROM shop.t WHERE a = 1",
    "DELETE shop.t FROM shop.t JOIN t",
    "WITH c AS (SELECT 1) UPDATE shop.t SET a = 1",
    "CREATE UNIQUE INDEX i ON shop.t (a)",
    "DROP INDEX i ON shop.t",
    "CREATE DEFINER = `a`@`b` SQL SECURITY INVOKER VIEW shop.v AS SELECT 1",
    "CREATE OR REPLACE ALGORITHM = MERGE DEFINER = CURRENT_USER() VIEW shop.v AS SELECT 1",
    "CREATE TRIGGER g BEFORE INSERT ON shop.t FOR EACH ROW SET @a = 1",
    "CREATE DEFINER=a PROCEDURE shop.p() SELECT 1",
    "DROP EVENT IF EXISTS shop.e",
    "CALL shop.p()",
    "LOCK TABLES t READ, shop.t WRITE",
    "ANALYZE TABLE shop.t",
    "/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER `shop`.`g` BEFORE INSERT ON t FOR EACH ROW SET @a = 1 */",
    "source other.sql",
    "system id",
    "tee /x",
    "pager less",
    "edit",
    "connect other",
    "exit",
    "quit",
    "charset latin1",
    "SELECT 1 \\g SELECT 2",
    "\\! id",
    "\\. other.sql",
    "/*!999999\\- enable the sandbox mode */ SELECT 1",
    "SET NAMES gbk",
    "SELECT 1; DELIMITER //",
    "SELECT 1\0",
  ])("is refused, by its line: %s", (statement) => {
    const found = problems(`CREATE TABLE t (a INT);\n-- 'x\n  ${statement};\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      line: 3,
      message: expect.stringMatching(/./),
      remedy: expect.stringMatching(/./),
    });
  });

  it("is told all at once, each kind at its first place, in the order of the file's kinds", () => {
    expect(found("USE shop;\nGRANT ALL ON *.* TO a;\nGRANT ALL ON *.* TO b;\nINSERT INTO x.t VALUES (1);")).toEqual([
      "1:5 USE shop reaches outside of the database db01",
      "2:1 GRANT does more than fill the database db01",
      "4:13 INSERT in x reaches outside of the database db01",
    ]);
    expect(problems("GRANT ALL ON *.* TO a;\nGRANT ALL ON *.* TO b;")[0]?.remedy).toContain("1 more of these");
  });

  it("has the option of mysqldump that leaves it out", () => {
    expect(problems("SET @@SESSION.SQL_LOG_BIN= 0;")[0]?.remedy).toContain("--set-gtid-purged=OFF");
    expect(problems("SET @@GLOBAL.GTID_PURGED='x:1';")[0]?.remedy).toContain("--set-gtid-purged=OFF");
    expect(problems("CREATE DATABASE shop;")[0]?.remedy).toContain("--databases");
  });
});

describe("what is cut off", () => {
  it.each([
    ["in a string", "SELECT 'a", "1:8 a string"],
    ["in a name", "SELECT\n `a", "2:2 a name"],
    ["in a comment", "SELECT 1; /* a", "1:11 a comment"],
    ["in a statement", "SELECT 1;\nINSERT INTO t VALUES (1),(2)", "2:1 the last statement"],
    ["behind an escape", "SELECT 'a\\", "1:8 a string"],
    ["in a routine", "DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1;", "2:1 the last statement"],
  ])("is refused: %s", (_, file, message) => {
    expect(found(file)[0]).toContain(message);
  });

  it("is refused in a dump wherever it is", () => {
    for (let end = 60; end < DUMP.length - 45; end++) expect(problems(DUMP.slice(0, end)), `${end}`).not.toEqual([]);
  });
});

describe("what is no SQL as UTF-8", () => {
  it.each([
    ["gzip", [0x1f, 0x8b, 8, 0], "gzip"],
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd], "zstd"],
    ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "xz"],
    ["bzip2", [0x42, 0x5a, 0x68, 0x39], "bzip2"],
    ["ZIP", [0x50, 0x4b, 3, 4], "ZIP"],
    ["UTF-16 with a mark", [...Buffer.from("\ufeffSELECT 1;", "utf16le")], "UTF-16"],
    ["UTF-16, big first, with a mark", [...Buffer.from("\ufeffSELECT 1;", "utf16le").swap16()], "UTF-16"],
    ["UTF-16", [...Buffer.from("SELECT 1;", "utf16le")], "UTF-16"],
    ["UTF-16, big first", [...Buffer.from("SELECT 1;", "utf16le").swap16()], "UTF-16"],
    ["UTF-32", [...Buffer.from("SELECT 1;")].flatMap((byte) => [byte, 0, 0, 0]), "UTF-32"],
    ["UTF-32, big first", [...Buffer.from("SELECT 1;")].flatMap((byte) => [0, 0, 0, byte]), "UTF-32"],
  ])("is refused by its name: %s", (_, bytes, name) => {
    expect(found(Buffer.from(bytes))).toEqual([expect.stringContaining(name)]);
  });

  it("is refused by its place: text in Latin-1 that the file does not call so", () => {
    const file = Buffer.from("CREATE TABLE t (a TEXT);\nINSERT INTO t VALUES (1, 'Zo\xeb');\n", "latin1");
    expect(problems(file)).toEqual([
      expect.objectContaining({
        line: 2,
        column: 29,
        message: expect.stringContaining("0xEB"),
        remedy: expect.stringContaining("SET NAMES latin1"),
      }),
    ]);
  });

  it("is refused where it is empty, has comments alone, or is too large", () => {
    expect(found("")).toEqual(["1:1 there is no statement in it"]);
    expect(found("-- nothing\n/* here */ ;;\n")).toEqual(["1:1 there is no statement in it"]);
    expect(problems(Buffer.alloc(POPULATE_LIMIT + 1, " "))[0]).toMatchObject({
      message: expect.stringContaining("33 MiB"),
      remedy: expect.stringContaining("by hand"),
    });
  });

  it("is refused where the server would not take a statement of that size", () => {
    const file = `INSERT INTO t VALUES ('${"x".repeat(5000)}');`;
    expect(found(file, { max_allowed_packet: "4K" })).toEqual([expect.stringContaining("the server takes 4096")]);
    expect(found(file, { max_allowed_packet: "8K" })).toEqual([]);
  });
});
