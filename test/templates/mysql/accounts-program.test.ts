// @module-tag tools
// @module-tag needs/python3
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accountsProgram } from "../../../templates/mysql/accounts-program";

const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe.skipIf(!hasPython)("the program that compares accounts", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "plumbline-accounts-"));
    for (const { name, text } of accountsProgram()) {
      writeFileSync(join(folder, name.replace("source/", "")), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What an expression is, with the modules at hand. */
  function python(expression: string): unknown {
    const program = `import sys, json; sys.path.insert(0, sys.argv[1]); sys.dont_write_bytecode = True
import caching_sha2, grants, difference, survey
print(json.dumps(${expression}))`;
    const { stdout, stderr } = spawnSync("python3", ["-c", program, folder], { encoding: "utf8" });
    if (stderr !== "") {
      throw new Error(stderr);
    }
    return JSON.parse(stdout);
  }

  it("hashes as mysqld 9.7 does", () => {
    // made there with CREATE USER ... IDENTIFIED BY
    const stored =
      "244124303041244E664D6451146B04053416643D0112716F1B2E2C3855767A68696A54492E734F73376C2E36706565383941627957553861414D623779524F426B7757784536";
    expect(python(`caching_sha2.is_hash_of(bytes.fromhex("${stored}"), "Xyz123.._")`)).toBe(true);
    expect(python('caching_sha2.is_hash_of(caching_sha2.hashed("Secret_1.x", 5000), "Secret_1.x")')).toBe(true);
    expect(python('caching_sha2.is_hash_of(caching_sha2.hashed("Secret_1.x", 5000), "Secret_1.y")')).toBe(false);
    expect(python('caching_sha2.hashed("Secret_1.x", 10000)[:7].decode()')).toBe("$A$00A$");
    expect(python('len(caching_sha2.hashed("Secret_1.x", 4095000 // 100))')).toBe(70);
  });

  it("hashes as SHA-256 crypt says, whatever the length of the password", () => {
    for (const length of [1, 15, 16, 31, 32, 33, 64, 65, 100]) {
      const password = "Pw_0.".repeat(20).slice(0, length);
      const { stdout } = spawnSync("openssl", ["passwd", "-5", "-salt", "saltstring123456", "-stdin"], {
        input: password,
        encoding: "utf8",
      });
      expect(python(`caching_sha2.digest(b"${password}", b"saltstring123456", 5000).decode()`)).toBe(
        stdout.trim().split("$")[3],
      );
    }
  });

  it("finds what differs in SHOW GRANTS, and gives before it takes", () => {
    const lines = [
      "GRANT USAGE ON *.* TO `a`@`%`",
      "GRANT SELECT, DELETE ON `d`.* TO `a`@`%` WITH GRANT OPTION",
      "GRANT SELECT (`x, y`), UPDATE ON `e`.`t` TO `a`@`%`",
      "GRANT `r`@`%`,`s`@`%` TO `a`@`%` WITH ADMIN OPTION",
    ];
    const account = "`a`@`%`";
    expect(
      python(
        `grants.grants_that_differ(json.loads(${JSON.stringify(JSON.stringify(lines))}), "${account}", {"\`d\`.*": {"SELECT", "INSERT"}}, {"SELECT", "INSERT", "DELETE"})[1]`,
      ),
    ).toEqual([
      "GRANT INSERT, SELECT ON `d`.* TO `a`@`%`;",
      "REVOKE DELETE ON `d`.* FROM `a`@`%`;",
      "REVOKE GRANT OPTION ON `d`.* FROM `a`@`%`;",
      "REVOKE SELECT (`x, y`), UPDATE ON `e`.`t` FROM `a`@`%`;",
      "REVOKE `r`@`%`,`s`@`%` FROM `a`@`%`;",
    ]);
  });

  it("names no hash of another factor", () => {
    const created =
      "CREATE USER `a`@`%` IDENTIFIED WITH 'caching_sha2_password' AS '$A$005$it\\\\'s' AND IDENTIFIED WITH 'x' AS 0xABCDEF0123 REQUIRE SSL PASSWORD EXPIRE NEVER ACCOUNT UNLOCK PASSWORD HISTORY 0 PASSWORD REUSE INTERVAL 0 DAY PASSWORD REQUIRE CURRENT OPTIONAL ATTRIBUTE '{\\\"plumbline\\\": 1}'";
    expect(
      python(`grants.options_that_differ("${created}", "\`a\`@\`%\`", "caching_sha2_password", "SSL", False)`),
    ).toEqual(["AND IDENTIFIED WITH '...' AS '...'"]);
  });
});
