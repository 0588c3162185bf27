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
    [
      "comments before DELIMITER that the client passes over",
      "SELECT 1; -- c\n-- d\n# e\n/* f */ /* g */\nDELIMITER //\n/* h */\nDELIMITER ;\nSELECT 1; /* i */ -- j\nSELECT 1;\n  -- k",
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
      "what sounds like other statements",
      "CREATE TABLE load_file (release_all_locks INT, KEY load_file (release_all_locks)); INSERT INTO load_file (release_all_locks) VALUES (1); SELECT RELEASE_LOCK('mine'); COMMIT AND NO CHAIN NO RELEASE; ROLLBACK TO SAVEPOINT `release`; ALTER DATABASE db01 READ ONLY = 0; SET completion_type = NO_CHAIN;",
    ],
    [
      "brackets around tables, and other databases that are only read",
      "UPDATE (t JOIN u USING (id)) SET t.a = u.b WHERE (t.a IN (SELECT x.a FROM shop.x)); UPDATE (SELECT a FROM shop.t) AS s JOIN t ON (s.a = t.a) SET t.a = 1; DELETE t FROM (t, u) WHERE (t.a = u.a);",
    ],
    [
      "procedures that fill tables and are called",
      "DELIMITER //\nCREATE PROCEDURE p() BEGIN DECLARE i INT DEFAULT 0; DECLARE source INT; SET source = CASE WHEN i = 0 THEN reset ELSE source END; l: WHILE i < 9 DO INSERT INTO t SELECT CASE status WHEN 1 THEN flush ELSE binlog END FROM t; SET i = i + 1; END WHILE; IF i THEN COMMIT; ELSE ROLLBACK; END IF; END//\nDELIMITER ;\nCALL p();",
    ],
    [
      "prepared statements, which migrations and dumps of other makers have",
      `SET @s = IF((SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND COLUMN_NAME = 'source') > 0, 'SELECT 1', 'ALTER TABLE t ADD source INT'); PREPARE s FROM @s; EXECUTE s; DEALLOCATE PREPARE s;
       /*!50112 SELECT COUNT(*) INTO @is_rocksdb_supported FROM INFORMATION_SCHEMA.SESSION_VARIABLES WHERE VARIABLE_NAME='rocksdb_bulk_load' */;
       /*!50112 SET @save_old_rocksdb_bulk_load = IF (@is_rocksdb_supported, 'SET @old_rocksdb_bulk_load = @@rocksdb_bulk_load', 'SET @dummy_old_rocksdb_bulk_load = 0') */;
       /*!50112 PREPARE s FROM @save_old_rocksdb_bulk_load */; /*!50112 EXECUTE s */;
       PREPARE p FROM 'INSERT INTO t VALUES (?, ''DROP USER x'')'; SET @said = 'DROP USER x was said';`,
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
    "ALTER DATABASE db01 READ ONLY = 1",
    "ALTER SCHEMA READ ONLY 1",
    "ALTER TABLE t DISCARD TABLESPACE",
    "ALTER TABLE t IMPORT PARTITION p TABLESPACE",
    "COMMIT RELEASE",
    "ROLLBACK WORK AND NO CHAIN RELEASE",
    "SET completion_type = 'release'",
    "SET @@SESSION.completion_type = 2",
    "SELECT RELEASE_ALL_LOCKS()",
    "DO release_all_locks ( )",
    "SET @a = RELEASE_ALL_LOCKS()",
    "SELECT RELEASE_LOCK('plumbline.population')",
    "INSERT INTO t VALUES (LOAD_FILE('/x'))",
    `INSERT INTO t VALUES (${"1, ".repeat(100)}RELEASE_ALL_LOCKS())`,
    "CREATE TABLE u AS SELECT LOAD_FILE('/x')",
    "SELECT asynchronous_connection_failover_delete_source('', 'x', 3306, '')",
    "SET pseudo_replica_mode = 1",
    "SET @@SESSION.PSEUDO_SLAVE_MODE=1",
    "/*!50530 SET @@SESSION.PSEUDO_SLAVE_MODE=1*/",
    "SET original_commit_timestamp = 1",
    "UPDATE (mysql.user) SET User = 'x'",
    "UPDATE ((t JOIN (u, mysql.user))) SET t.a = 1",
    "UPDATE t JOIN (mysql.user AS x) ON (t.a = x.User) SET x.User = 'y'",
    "UPDATE {OJ t LEFT JOIN mysql.user ON 1} SET a = 1",
    "UPDATE (SELECT 1) AS a, mysql.user SET User = 'x'",
    "DELETE x FROM t, (mysql.user AS x)",
    "DELETE FROM x USING (t, mysql.user AS x)",
    "WITH c AS (SELECT 1) UPDATE IGNORE shop.t SET a = 1",
    "PREPARE s FROM 'DROP USER bob'",
    "PREPARE s FROM 'UPDATE mysql.user SET a = \\'1\\''",
    "PREPARE s FROM 'DROP ' 'USER bob'",
    "SET @s = 'GRANT ALL ON *.* TO bob'; PREPARE s FROM @s",
    "SET @s := CONCAT('DROP ', 'USER ', QUOTE(@name)); PREPARE s FROM @s",
    "SET @a = 'DROP '; SET @s = CONCAT(@a, CONCAT('US', 'ER'), ' bob'); PREPARE s FROM @`s`",
    "SELECT CONCAT('CREATE DATABASE ', a) FROM t INTO @s; PREPARE s FROM @s",
    "SELECT @s := 'USE shop'; PREPARE s FROM @s",
    "SET @s = IF((SELECT COUNT(*) FROM t) > 0, 'SET GLOBAL max_connections = 1', 'SELECT 1'); PREPARE s FROM @s",
    "SET @s = x'44524F50205553455220626F62'; PREPARE s FROM @s",
    "SET @s = 0x44524F50205553455220626F62; PREPARE s FROM @s",
    "CREATE PROCEDURE p() DROP USER bob; CALL p()",
    "\ufeffSELECT 1",
    "/* a */ \ufeff SELECT 1",
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

  it.each([
    [
      "CREATE DEFINER = a@b PROCEDURE `p`(IN a INT) DETERMINISTIC\nBEGIN\nDECLARE b INT; IF a > 0 THEN SET GLOBAL max_connections = 1; END IF; END//",
      "CALL db01.P(1)",
      "4:34 SET GLOBAL max_connections changes the whole server",
    ],
    [
      "CREATE PROCEDURE p() BEGIN UPDATE mysql.user SET a = 1; END//\nCREATE PROCEDURE q() CALL p//",
      "CALL q",
      "2:35 UPDATE in mysql reaches outside of the database db01",
    ],
    [
      "CREATE PROCEDURE p(IN n TEXT) BEGIN SET @s = CONCAT('CREATE USER ', n);\nPREPARE s FROM @s; EXECUTE s; END//",
      "CALL p('bob')",
      "3:1 CREATE USER does more than fill the database db01",
    ],
  ])("is told where the body of a procedure says so, once it is called: %s", (procedure, call, place) => {
    const file = `DELIMITER //\n${procedure}\nDELIMITER ;\n`;
    expect(found(`${file}SELECT 1;`)).toEqual([]);
    expect(found(`${file}${call};`)).toEqual([place]);
  });

  it.each([
    [
      "a procedure behind its characteristics",
      "CREATE PROCEDURE p() NOT DETERMINISTIC SQL SECURITY INVOKER COMMENT 'x' DROP USER bob//\nCALL p//",
      "2:73 DROP USER",
    ],
    [
      "a function that is called",
      "CREATE FUNCTION f(a INT) RETURNS VARCHAR(9) DETERMINISTIC BEGIN\nINSERT INTO shop.t VALUES (a); RETURN ''; END//\nSELECT db01.f(1)//",
      "3:13 INSERT in shop",
    ],
    [
      "a function in the rows of an INSERT",
      `CREATE FUNCTION f() RETURNS INT BEGIN SET GLOBAL max_connections = 1; RETURN 1; END//\nINSERT INTO t VALUES (${"1, ".repeat(100)}f())//`,
      "2:43 SET GLOBAL",
    ],
    [
      "a function that calls a procedure",
      "CREATE PROCEDURE p() UPDATE mysql.user SET a = 1//\nCREATE FUNCTION f() RETURNS INT BEGIN CALL p(); RETURN 1; END//\nDO f()//",
      "2:29 UPDATE in mysql",
    ],
    [
      "a trigger of a table that is written to",
      "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW\nBEGIN INSERT INTO shop.t VALUES (1); END//\nINSERT INTO t VALUES (1)//",
      "3:19 INSERT in shop",
    ],
    [
      "a trigger behind another",
      "CREATE TRIGGER g AFTER DELETE ON `t` FOR EACH ROW FOLLOWS h SET GLOBAL max_connections = 1//\nDELETE FROM t//",
      "2:65 SET GLOBAL",
    ],
    [
      "a trigger that a trigger sets off",
      "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW UPDATE u SET a = 1//\nCREATE TRIGGER h AFTER UPDATE ON u FOR EACH ROW DELETE FROM shop.t//\nREPLACE INTO db01.t VALUES (1)//",
      "3:61 DELETE in shop",
    ],
    [
      "an event, which runs by itself",
      "/*!50106 CREATE*/ /*!50117 DEFINER=`root`@`localhost`*/ /*!50106 EVENT `e` ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01' ON COMPLETION NOT PRESERVE ENABLE COMMENT 'do' DO BEGIN\n DROP USER bob; END *///",
      "3:2 DROP USER",
    ],
    [
      "an event of one statement",
      "CREATE EVENT e ON SCHEDULE AT NOW() DO SET GLOBAL max_connections = 1//",
      "2:44 SET GLOBAL",
    ],
    [
      "an event that another body follows",
      "CREATE EVENT e ON SCHEDULE EVERY 1 HOUR DO SELECT 1//\nALTER EVENT e DO DELETE FROM shop.t//",
      "3:30 DELETE in shop",
    ],
    [
      "an event that is turned on",
      "CREATE EVENT e ON SCHEDULE EVERY 1 HOUR DISABLE DO DELETE FROM shop.t//\nALTER EVENT e ENABLE//",
      "2:64 DELETE in shop",
    ],
  ])("is told where the body of what runs says so: %s", (_, file, place) => {
    expect(found(`DELIMITER //\n${file}\nDELIMITER ;\n`)).toEqual([expect.stringContaining(place)]);
  });

  it.each([
    [
      "a trigger of rows that stand before it",
      "INSERT INTO t VALUES (1)//\nCREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW INSERT INTO shop.t VALUES (1)//",
    ],
    [
      "a trigger of another table, or of another act",
      "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW DELETE FROM shop.t//\nDELETE FROM t//\nUPDATE u SET a = 1//",
    ],
    [
      "a trigger that is dropped before",
      "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW DELETE FROM shop.t//\nDROP TRIGGER g//\nINSERT INTO t VALUES (1)//",
    ],
    [
      "a function that nobody calls, or that has the name of a table",
      "CREATE FUNCTION f() RETURNS INT BEGIN INSERT INTO shop.t VALUES (1); RETURN 1; END//\nINSERT INTO f (a) VALUES (1)//\nCREATE TABLE f (a INT)//",
    ],
    [
      "a function that is dropped before",
      "CREATE FUNCTION f() RETURNS INT BEGIN INSERT INTO shop.t VALUES (1); RETURN 1; END//\nDROP FUNCTION IF EXISTS f//\nSELECT f()//",
    ],
    [
      "an event that is off",
      "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DISABLE DO DROP USER bob//\nCREATE EVENT f ON SCHEDULE EVERY 1 DAY DISABLE ON SLAVE DO DROP USER bob//",
    ],
    [
      "an event of the database itself",
      "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t WHERE a < NOW() - INTERVAL 1 DAY; CALL p(); SET @a = 1; END//",
    ],
    [
      "modes that a body sets",
      "CREATE PROCEDURE p() BEGIN SET sql_mode = 'NO_BACKSLASH_ESCAPES'; END//\nCALL p()//\nINSERT INTO t VALUES ('a\\'; DROP USER x')//",
    ],
  ])("is not told where what it stands in does not run: %s", (_, file) => {
    expect(found(`DELIMITER //\n${file}\nDELIMITER ;\n`)).toEqual([]);
  });

  it.each([
    "/* c */ -- d\n/* e */\n",
    "SELECT 1;\n -- c\n",
    "SELECT 1; /* c */\n# d\n",
  ])("is told where the client would fail at DELIMITER behind comments that it keeps: %j", (before) => {
    const line = before.split("\n").length;
    expect(found(`${before}DELIMITER //\nSELECT 1//\nDELIMITER ;\n`)).toEqual([
      expect.stringMatching(new RegExp(`^${line}:1 the client .mysql. fails at DELIMITER`)),
    ]);
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
    for (let end = 60; end < DUMP.length - 45; end++) {
      expect(problems(DUMP.slice(0, end)), `${end}`).not.toEqual([]);
    }
  });
});

describe("what is no SQL as UTF-8", () => {
  it.each([
    ["gzip", [0x1f, 0x8b, 8, 0], "gzip"],
    ["zstd", [0x28, 0xb5, 0x2f, 0xfd], "zstd"],
    ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "xz"],
    ["bzip2", [0x42, 0x5a, 0x68, 0x39], "bzip2"],
    ["ZIP", [0x50, 0x4b, 3, 4], "ZIP"],
    ["XML", [...Buffer.from('<?xml version="1.0"?>\n<mysqldump>')], "XML"],
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

describe("tables of engines that know no transactions", () => {
  /** Places where replicas stand against it, and where every database does. */
  const told = (file: string, settings?: Record<string, string>) =>
    problems(file, settings).map(
      ({ line, column, message, ofReplicas }) =>
        `${line}:${column} ${/engine (\w+)/.exec(message)?.[1]}${ofReplicas ? "" : " for everybody"}`,
    );

  it.each([
    ["CREATE TABLE t (a INT)\nENGINE=MyISAM;", "2:1 MyISAM"],
    ["CREATE TABLE t (a INT) engine = 'memory';", "1:24 MEMORY"],
    ["CREATE TABLE t (a INT) ENGINE `heap`;", "1:24 MEMORY"],
    ["CREATE TABLE IF NOT EXISTS db01.t (a INT) COMMENT='x', ENGINE ARCHIVE;", "1:56 ARCHIVE"],
    ["CREATE TABLE t ENGINE=CSV SELECT 1 AS a;", "1:16 CSV"],
    ["CREATE TABLE t (a INT) ENGINE=MERGE UNION=(u);", "1:24 MRG_MYISAM"],
    ["CREATE TABLE t (a INT) ENGINE=FEDERATED CONNECTION='x';", "1:24 FEDERATED"],
    ["CREATE TABLE t (a INT) ENGINE=InnoDB ENGINE=MyISAM;", "1:38 MyISAM"],
    ["CREATE TABLE t (a INT) /*!40000 ENGINE=MyISAM */;", "1:33 MyISAM"],
    ["CREATE TABLE t (a INT) ENGINE=BLACKHOLE;", "1:24 BLACKHOLE for everybody"],
    ["CREATE TABLE t (a INT);\nALTER TABLE t ADD b INT, ENGINE=MyISAM;", "2:26 MyISAM"],
    ["CREATE TABLE t (a INT);\n/*!40000 ALTER TABLE `t` COMMENT 'x' ENGINE MyISAM */;", "2:38 MyISAM"],
    ["SET default_storage_engine=MyISAM;\nCREATE TABLE t (a INT);", "2:14 MyISAM"],
    ["SET @@SESSION.default_storage_engine = 'MEMORY';\nCREATE TABLE t (a INT);", "2:14 MEMORY"],
    ["CREATE TEMPORARY TABLE u (a INT) ENGINE=MEMORY; CREATE TABLE t LIKE u;", "1:62 MEMORY"],
    ["CREATE TEMPORARY TABLE u (a INT) ENGINE=MEMORY; CREATE TABLE t (LIKE u);", "1:62 MEMORY"],
    ["CREATE TABLE u (a INT) ENGINE=MyISAM; RENAME TABLE u TO v; DROP TABLE IF EXISTS u;", "1:24 MyISAM"],
    ["PREPARE s FROM 'CREATE TABLE t (a INT) ENGINE=MyISAM';", "1:1 MyISAM"],
  ])("are told by their line: %s", (file, place) => {
    expect(told(file)).toEqual([place]);
  });

  it.each([
    "CREATE TEMPORARY TABLE t (a INT) ENGINE=MEMORY; ALTER TABLE t ENGINE=MyISAM; DROP TABLE t;",
    "CREATE TABLE t (engine VARCHAR(9) DEFAULT 'MyISAM' COMMENT 'ENGINE=MyISAM', memory INT); -- ENGINE=MyISAM\n/* ENGINE=CSV */",
    "CREATE TABLE engine (a INT); INSERT INTO engine VALUES ('ENGINE=MyISAM'); UPDATE engine SET engine = 'MyISAM';",
    "CREATE TABLE t (a INT) COMMENT='ENGINE=MyISAM' AS SELECT engine memory FROM u;",
    "ALTER TABLE t ADD engine INT, CHANGE engine memory INT, RENAME COLUMN memory TO engine, ADD INDEX engine (engine), ADD csv INT AFTER engine, ORDER BY engine;",
    "CREATE TABLE t (a INT) ENGINE=MyISAM; ALTER TABLE t ENGINE=InnoDB;",
    "CREATE TABLE t (a INT) ENGINE=MyISAM; INSERT INTO u SELECT * FROM t; DROP TABLE t;",
    "CREATE TABLE t (a INT) ENGINE=MyISAM; ALTER TABLE t ENGINE=InnoDB, RENAME TO u;",
    "CREATE TABLE t (a INT); CREATE TABLE IF NOT EXISTS t (a INT) ENGINE=MyISAM;",
    "SET default_storage_engine=MyISAM; CREATE TABLE t (a INT) ENGINE=InnoDB; SET default_storage_engine = DEFAULT; CREATE TABLE u (a INT);",
    "SET default_tmp_storage_engine=MEMORY; CREATE TABLE t (a INT);",
    "DELIMITER //\nCREATE PROCEDURE p() BEGIN CREATE TABLE t (a INT) ENGINE=MyISAM; END//",
    "CREATE TABLE t (a INT) ENGINE=Aria;",
    "CREATE TABLE t (a INT) SECONDARY_ENGINE=RAPID ENGINE_ATTRIBUTE='{}';",
    // a dump sets no mode that insists on FEDERATED, which is off: the server takes InnoDB
    "SET sql_mode='NO_AUTO_VALUE_ON_ZERO'; CREATE TABLE t (a INT) ENGINE=FEDERATED;",
  ])("are none where nothing of them is left: %s", (file) => {
    expect(told(file)).toEqual([]);
  });

  it("are refused for everybody where the server is told to make none", () => {
    const file = "CREATE TABLE t (a INT) ENGINE=MyISAM;";
    const settings = { disabled_storage_engines: "ARCHIVE, MyISAM" };
    expect(told(file, settings)).toEqual(["1:24 MyISAM for everybody"]);
    expect(told(`SET sql_mode = 'ANSI_QUOTES'; ${file}`, settings)).toEqual([]);
    expect(told(file, { ...settings, sql_mode: "STRICT_ALL_TABLES" })).toEqual([]);
    expect(told("CREATE TABLE t (a INT) ENGINE=MEMORY;", settings)).toEqual(["1:24 MEMORY"]);
  });

  it("say what to do, also where the session's default is to blame", () => {
    expect(problems("CREATE TABLE t (a INT) ENGINE=MyISAM; CREATE TABLE u (a INT) ENGINE=MyISAM;")[0]?.remedy).toMatch(
      /ENGINE=InnoDB.*1 more/,
    );
    expect(problems("\nSET default_storage_engine = CSV; CREATE TABLE t (a INT);")[0]?.remedy).toMatch(
      /SET default_storage_engine in line 2/,
    );
  });
});
