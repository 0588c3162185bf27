// @module-tag tools
// @module-tag needs/mysqld

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sessionStatement } from "../../../platform/mysql/session";
import { value } from "../values";
import type { Outcome } from "./machine";
import { succeeds } from "./outcome";
import { addSource } from "./pair";
import { Replication } from "./replication";

/** Everything that keeps statements, switched on. */
const LOGS = {
  general_log: "ON",
  log_raw: "ON",
  slow_query_log: "ON",
  long_query_time: "0",
  log_queries_not_using_indexes: "ON",
  log_slow_admin_statements: "ON",
  log_slow_extra: "ON",
  binlog_rows_query_log_events: "ON",
  binlog_row_metadata: "FULL",
  log_error_verbosity: "3",
};

/** What makes sessions, accounts and logins different from how they are by default, at its least convenient value. */
const HOSTILE = {
  sql_mode:
    "'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,HIGH_NOT_PRECEDENCE,IGNORE_SPACE,PAD_CHAR_TO_FULL_LENGTH,ONLY_FULL_GROUP_BY,REAL_AS_FLOAT'",
  autocommit: "OFF",
  completion_type: "'RELEASE'",
  sql_require_primary_key: "ON",
  sql_quote_show_create: "OFF",
  sql_select_limit: "1",
  sql_safe_updates: "ON",
  max_join_size: "1",
  max_execution_time: "1",
  max_user_connections: "1",
  group_concat_max_len: "4",
  character_set_server: "latin1",
  collation_server: "latin1_bin",
  default_collation_for_utf8mb4: "utf8mb4_general_ci",
  lc_messages: "'de_DE'",
  transaction_isolation: "'SERIALIZABLE'",
  transaction_read_only: "ON",
  activate_all_roles_on_login: "ON",
  mandatory_roles: "'everybody'",
  print_identified_with_as_hex: "OFF",
  default_password_lifetime: "1",
  password_history: "9",
  password_reuse_interval: "365",
  password_require_current: "ON",
  authentication_policy: "'*,*'",
  automatic_sp_privileges: "OFF",
  check_proxy_users: "ON",
  log_bin_trust_function_creators: "OFF",
  event_scheduler: "ON",
  offline_mode: "ON",
  default_table_encryption: "OFF",
  "validate_password.policy": "STRONG",
  "validate_password.check_user_name": "ON",
  "validate_password.length": "33",
  "validate_password.dictionary_file": "'/var/lib/mysql/words'",
};

/** Accounts at a server that keeps all statements and is set as inconveniently as can be. */
describe("passwords of accounts", () => {
  const plan = new Replication();
  const must = (command: string) => plan.source.machine.machine.must(command);
  const sql = (statements: string) => plan.source.machine.sql(`${sessionStatement("root")};\n${statements}`);
  const passwords: string[] = [plan.password];

  /** Gives the user a password of a name by which all searches find it. */
  function password(generation: number, discardOld = false): string {
    const one = `Secret_Number.${generation}x`;
    passwords.push(one);
    plan.users = [
      { name: "app-user_1", rights: ["SELECT", "SHOW VIEW"], password: value("app_password"), generation, discardOld },
    ];
    plan.userPasswords = { app_password: one };
    return one;
  }
  /** Runs the step while all command lines and environments are looked at. */
  async function account(): Promise<Outcome> {
    await must("rm -f /run/over /run/seen");
    const watch = plan.source.machine.machine.begin(
      "while [ ! -e /run/over ]; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' '\\n' | grep -a -e [S]ecret_ -e [R]epl1cator_ >>/run/seen; sleep 0.02; done",
    );
    const outcome = await plan.account();
    await must("touch /run/over");
    await watch.end;
    expect(await must("cat /run/seen")).toBe("");
    return outcome;
  }

  /** All that the server and the machine keep: files, and tables of performance_schema. */
  async function kept(): Promise<string> {
    const folders = "/var/lib/mysql /var/log /run /tmp /root /home /var/lib/plumbline";
    // memory of the server that lies in files is written out before
    await sql("FLUSH LOCAL LOGS");
    const files = await must(
      `grep -r -a -l -s -e [S]ecret_Number -e [R]epl1cator_Repl1 ${folders} --exclude-dir=proc || true`,
    );
    const tables = (
      await sql(
        `SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME, ' ', COLUMN_NAME) FROM information_schema.COLUMNS
        WHERE TABLE_SCHEMA = 'performance_schema' AND DATA_TYPE IN ('text', 'longtext', 'mediumtext', 'varchar', 'longblob', 'json')
        AND (TABLE_NAME LIKE 'events_statements%' OR TABLE_NAME LIKE 'prepared%' OR TABLE_NAME LIKE '%variables%'
          OR TABLE_NAME IN ('threads', 'processlist', 'error_log', 'replication_connection_configuration'))`,
      )
    ).split("\n");
    // the brackets keep this statement from finding itself
    const questions = tables.map((row) => {
      const [table, column] = row.split(" ");
      return `SELECT '${row}' FROM ${table} WHERE REGEXP_LIKE(${column}, '[S]ecret_Number|[R]epl1cator_Repl1') LIMIT 1;`;
    });
    return `${files}\n${await sql(questions.join("\n"))}`.trim();
  }

  beforeAll(async () => {
    await addSource(plan);
    succeeds(await plan.configure(plan.source));
    password(1);
    plan.users = [];
    succeeds(await plan.fill());
    await sql(
      `CREATE ROLE everybody; INSTALL COMPONENT 'file://component_validate_password';
      UPDATE performance_schema.setup_consumers SET ENABLED = 'YES'`,
    );
    await must("printf 'secret\\nnumber\\n' >/var/lib/mysql/words; chown mysql /var/lib/mysql/words");
    const all = Object.entries({ ...LOGS, ...HOSTILE });
    await sql(all.map(([name, value]) => `SET GLOBAL ${name} = ${value};`).join("\n"));
    password(1);
  });
  afterAll(() => plan.stop());

  it.each<[string, () => Promise<unknown> | unknown, RegExp]>([
    ["an account is made", () => password(1), /'app-user_1'@'127.0.0.1' made/],
    [
      "an account is as it should be",
      () => undefined,
      /^source: notice: .*everybody.*\nsource: the accounts are as the plan says\n$/,
    ],
    ["its rights are changed", () => sql("GRANT ALL ON *.* TO `app-user_1`@`localhost`"), /changed: GRANT/],
    [
      "its password was changed by hand",
      () => sql("UPDATE mysql.user SET authentication_string = '' WHERE User = 'app-user_1'; COMMIT; FLUSH PRIVILEGES"),
      /changed: a new password/,
    ],
    ["its password is rotated", () => password(2), /changed: a new password, and the one before goes on/],
    ["the password before it ends", () => password(2, true), /changed: the password before ends/],
    ["both at once", () => password(3, true), /changed: a new password/],
    [
      "an account is dropped",
      () => {
        plan.users = [];
      },
      /dropped/,
    ],
  ])("are kept nowhere and shown nowhere when %s", async (_, act, words) => {
    await act();
    const outcome = await account();
    succeeds(outcome);
    expect(outcome.stdout).toMatch(words);
    for (const word of passwords) {
      expect(outcome.stdout + outcome.stderr).not.toContain(word);
    }
    expect(await kept()).toBe("");
  });

  it("would be found by this search where a statement held one", async () => {
    await sql("DO 'Secret_Number.1x'");
    expect(await kept()).toMatch(/\.log[\s\S]*events_statements/);
  });
});
