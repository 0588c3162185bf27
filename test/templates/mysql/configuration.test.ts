// @module-tag unit

import { expect, it } from "vitest";
import { type MysqlConfigurationProps, mysqlConfiguration } from "../../../templates/mysql/configuration";
import { namesIn, value } from "../values";

const source: MysqlConfigurationProps = {
  serverId: 7,
  reportHost: "master-sql",
  ipv6: value("own_ipv6"),
  settings: {},
};
const replica: MysqlConfigurationProps = { ...source, reportHost: "slave-sql" };

/** Options of the file, each with its value; throws where one is there twice. */
function options(props: MysqlConfigurationProps): Map<string, string> {
  const found = new Map<string, string>();
  for (const line of mysqlConfiguration(props).text.split("\n").slice(2)) {
    const [, name, value] = /^([a-z0-9_]+) += (.+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) {
      if (line !== "" && !line.startsWith("#")) {
        throw new Error(`neither an option nor a comment: ${line}`);
      }
      continue;
    }
    if (found.has(name)) {
      throw new Error(`${name} is there twice`);
    }
    found.set(name, value);
  }
  return found;
}

it("the file lies where MySQL reads it last, and waits for the node's address alone", () => {
  const file = mysqlConfiguration(source);
  expect(file.name).toBe("configure/mysql.cnf.tftpl");
  expect(file.target).toBe("/etc/mysql/mysql.conf.d/zz-plumbline.cnf");
  expect(namesIn(file)).toEqual(["own_ipv6"]);
});

it("mysqld listens on its loopback and its own IPv6 address, and nowhere else", () => {
  expect(options(source).get("bind_address")).toBe("127.0.0.1,${own_ipv6}");
  expect(options(source).get("mysqlx")).toBe("OFF");
});

it("connections from outside must be encrypted", () => {
  expect(options(source).get("require_secure_transport")).toBe("ON");
  expect(options(source).get("tls_version")).toBe("TLSv1.2,TLSv1.3");
});

it("global ids are on, and sizes follow the machine's memory", () => {
  expect(options(source).get("gtid_mode")).toBe("ON");
  expect(options(source).get("innodb_dedicated_server")).toBe("ON");
  expect(options(source).has("innodb_buffer_pool_size")).toBe(false);
});

it("members differ by what names them, and by nothing that belongs to a role", () => {
  const [one, other] = [options(source), options(replica)];
  const rest = (made: Map<string, string>) => [...made].filter(([name]) => name !== "report_host");
  expect(rest(one)).toEqual(rest(other));
  expect(one.get("relay_log")).toBe("relay-bin");
});

it("a setting of a component does not stop a mysqld without it", () => {
  const made = options({ ...source, settings: { a: "1" } });
  expect(made.get("a")).toBe("1");
  const { text } = mysqlConfiguration({ ...source, settings: { "validate_password.policy": "STRONG" } });
  expect(text).toMatch(/^loose_validate_password.policy += STRONG$/m);
});

it("two settings of one variable are refused, and values with which mysqld does not start", () => {
  const settings = { slave_net_timeout: "60", replica_net_timeout: "30", default_time_zone: "Europe/Berlin" };
  expect(() => mysqlConfiguration({ ...source, settings })).toThrow(
    /replica_net_timeout sets the same as slave_net_timeout[\s\S]*default_time_zone cannot be "Europe\/Berlin"/,
  );
});

it("an older name takes the place of the line for the present one", () => {
  const { text } = mysqlConfiguration({ ...replica, settings: { slave_parallel_workers: "16" } });
  expect(text).not.toMatch(/^replica_parallel_workers/m);
});

it("every member starts without writes and events: the step `role` says otherwise at the source", () => {
  expect(options(source).get("super_read_only")).toBe("ON");
  expect(options(source).get("read_only")).toBe("ON");
  expect(options(source).get("event_scheduler")).toBe("OFF");
});

it("files of logs do not follow the host's name", () => {
  expect(options(replica).get("log_bin")).toBe("mysql-bin");
  expect(options(replica).get("relay_log")).toBe("relay-bin");
});

it("no option stands in it that stops MySQL 9.7, or that it warns of", () => {
  const gone =
    /^(binlog_format|expire_logs_days|default_authentication_plugin|innodb_log_file_size|slave_|log_slave_|master_info_|relay_log_info_|replica_parallel_type)/;
  for (const name of options(replica).keys()) {
    expect(name).not.toMatch(gone);
  }
});

it("a setting of the plan takes the place of the one that stands there, in any spelling", () => {
  const made = options({ ...source, settings: { innodb_io_capacity: "5000", max_connections: "500" } });
  expect(made.get("innodb_io_capacity")).toBe("5000");
  expect(made.get("max_connections")).toBe("500");
  const text = mysqlConfiguration({ ...source, settings: { "INNODB-io-capacity": "5000" } }).text;
  expect(text.match(/io.capacity/gi)).toHaveLength(1);
});

it("settings stand last, in the plan's order", () => {
  const { text } = mysqlConfiguration({ ...replica, settings: { wait_timeout: "60", back_log: "90" } });
  expect(text).toMatch(/# settings of the plan\nwait_timeout +=\s60\nback_log +=\s90\n$/);
});

it("a value that Terraform would read as its own is kept", () => {
  const { text } = mysqlConfiguration({ ...source, settings: { ft_boolean_syntax: "SET @a = '${x}'" } });
  expect(text).toContain("SET @a = '$${x}'");
});

it("settings that replication depends on are refused, all at once and in any spelling", () => {
  const settings = { "Server-ID": "1", loose_gtid_mode: "OFF", ssl_ca: "x", tls_version: "x", super_read_only: "OFF" };
  for (const name of Object.keys(settings)) {
    expect(() => mysqlConfiguration({ ...source, settings })).toThrow(`${name} cannot be set: `);
  }
});

it("who runs events follows from the role, and no setting changes it", () => {
  const settings = { event_scheduler: "OFF" };
  expect(() => mysqlConfiguration({ ...source, settings })).toThrow("event_scheduler cannot be set: ");
});

it("a value that an option file cannot hold is refused", () => {
  for (const value of ["1\nplugin_load_add=x", "a # b", "a\tb"]) {
    expect(() => mysqlConfiguration({ ...source, settings: { back_log: value } })).toThrow(
      "the value of back_log holds",
    );
  }
  expect(() => mysqlConfiguration({ ...source, settings: { "back log": "1" } })).toThrow('"back log" is not the name');
});

it("a server_id that MySQL does not take is refused", () => {
  for (const serverId of [0, -1, 1.5, 4294967296]) {
    expect(() => mysqlConfiguration({ ...source, serverId })).toThrow(`server_id ${serverId} is not allowed`);
  }
});
