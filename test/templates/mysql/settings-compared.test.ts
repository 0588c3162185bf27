// @module-tag tools
// @module-tag needs/mysqld
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fails, succeeds } from "./outcome";
import { addSource } from "./pair";
import { type Member, Replication } from "./replication";

/** What is in force and what a restart would bring is what the plan says, or is told with the file or statement that wins. */
describe("settings of a real server", { timeout: 600_000 }, () => {
  const plan = new Replication();
  let server: Member;

  beforeAll(async () => {
    server = await addSource(plan);
    succeeds(await plan.configure(server));
  });
  afterAll(() => plan.stop());

  const is = (variable: string) => server.machine.sql(`SELECT @@GLOBAL.${variable}`);
  /** `configure` with other settings than the server's usual ones. */
  const configured = async (settings: Record<string, string>) =>
    plan.configure({ ...server, settings: { ...server.settings, ...settings } });
  const restart = () => server.machine.machine.must("restart-mysqld");

  it("stay what they are when an option is renamed or prefixed, and become the default when it goes", async () => {
    const pid = await server.machine.mysqld();
    for (const option of ["slave_parallel_workers", "replica_parallel_workers", "loose_slave-parallel-workers"]) {
      const outcome = await configured({ [option]: "16" });
      succeeds(outcome);
      expect(await is("replica_parallel_workers")).toBe("16");
    }
    expect((await configured({ loose_replica_parallel_workers: "16" })).stdout).not.toContain("set ");
    succeeds(await configured({}));
    expect(await is("replica_parallel_workers")).toBe("8");
    succeeds(await configured({ slow_query_log: "1" }));
    succeeds(await configured({ enable_slow_query_log: "1" }));
    succeeds(await configured({ slow_query_log: "TRUE" }));
    expect(await is("slow_query_log")).toBe("1");
    succeeds(await configured({ skip_slow_query_log: "ON" }));
    expect(await is("slow_query_log")).toBe("0");
    succeeds(await configured({}));
    expect(await server.machine.mysqld()).toBe(pid);
  });

  it("become what another file says, not mysqld's default, when an option goes", async () => {
    succeeds(await configured({ key_buffer_size: "32M" }));
    succeeds(await configured({}));
    expect(await is("key_buffer_size")).toBe(`${16 * 1024 * 1024}`);
  });

  it.each([
    ["binlog_row_image", "1", "NOBLOB"],
    ["sql_mode", "traditional", /STRICT_ALL_TABLES.*TRADITIONAL/],
    ["max_allowed_packet", "32m", "33554432"],
    ["long_query_time", "0.50", "0.500000"],
    ["optimizer_switch", "mrr=off", /mrr=off/],
    ["default_time_zone", "+02:00", undefined],
    ["wait_timeout", "0", "1"],
  ])("may be spelled as mysqld reads them: %s = %s", async (option, value, found) => {
    succeeds(await configured({ [option]: value }));
    if (found !== undefined) {
      expect(await is(option)).toMatch(found);
    }
    server.settings[option] = value;
    succeeds(await plan.ready(server));
    delete server.settings[option];
  });

  it("that SET PERSIST would change at the next start are told, and can be had back", async () => {
    server.settings.max_connections = "66";
    await server.machine.sql("SET PERSIST max_connections = 77; SET PERSIST slave_net_timeout = 77");
    for (const outcome of [await plan.configure(server), await plan.ready(server)]) {
      fails(outcome, /max_connections = 77 after a restart: SET PERSIST keeps it.*plan wants 66/, /RESET PERSIST max_/);
      fails(outcome, /replica_net_timeout = 77 after a restart/, /RESET PERSIST replica_net_timeout/);
    }
    expect(await is("max_connections")).toBe("66");
    await server.machine.sql("RESET PERSIST max_connections; RESET PERSIST replica_net_timeout");
    succeeds(await plan.configure(server));
    succeeds(await plan.ready(server));
    await server.machine.sql("SET PERSIST max_connections = 66");
    succeeds(await plan.configure(server));
    succeeds(await plan.ready(server));
    // kept as the plan wants it, and not in force
    await server.machine.sql("SET PERSIST_ONLY max_connections = 66; SET GLOBAL max_connections = 78");
    fails(await plan.ready(server), /max_connections = 78 from SET GLOBAL.*the plan wants 66/);
    succeeds(await plan.configure(server));
    expect(await is("max_connections")).toBe("66");
    // what makes a server a source is the matter of the step `role`, which sees all members
    await server.machine.sql("RESET PERSIST max_connections; SET PERSIST_ONLY read_only = ON");
    succeeds(await plan.ready(server));
    await server.machine.sql("RESET PERSIST read_only");
  });

  it("that a restart alone can change do not restart mysqld while something else would win", async () => {
    server.settings.back_log = "90";
    await server.machine.sql("SET PERSIST_ONLY back_log = 77");
    const pid = await server.machine.mysqld();
    fails(await plan.configure(server), /back_log = 77 after a restart.*it has 80 now|back_log = 77 after a restart/);
    expect(await server.machine.mysqld()).toBe(pid);
    await restart();
    fails(await plan.ready(server), /back_log = 77 after a restart.*it has 77 now/);
    await server.machine.sql("RESET PERSIST back_log");
    expect((await plan.configure(server)).stdout).toMatch(/restarted mysqld because back_log/);
    expect(await is("back_log")).toBe("90");
    succeeds(await plan.ready(server));
  });

  it("that a file read later changes are told with its line", async () => {
    const file = "/etc/mysql/mysql.conf.d/zzz-other.cnf";
    server.machine.machine.write(file, "[mysqld]\n# larger\nmax-connections = 88\nloose-slave_net_timeout=99\n");
    for (const outcome of [await plan.configure(server), await plan.ready(server)]) {
      fails(
        outcome,
        /would start with max_connections = 88: \S*zzz-other.cnf:3, read after \S+, says so.*plan wants 66/,
      );
      fails(outcome, /would start with replica_net_timeout = 99: \S*zzz-other.cnf:4/);
    }
    await restart();
    fails(await plan.ready(server), /has max_connections = 88 from \S*zzz-other.cnf, the plan wants 66/);
    fails(await plan.configure(server), /would start with max_connections = 88/);
    expect(await is("max_connections")).toBe("66");
    await server.machine.machine.must(`rm ${file}`);
    succeeds(await plan.configure(server));
    succeeds(await plan.ready(server));
  });

  it("that somebody changed by hand are told with who it was, and set again", async () => {
    await server.machine.sql("SET GLOBAL max_connections = 99; SET GLOBAL sync_binlog = 0");
    const outcome = await plan.ready(server);
    fails(outcome, /max_connections = 99 from SET GLOBAL by root@localhost, the plan wants 66/, /sync_binlog = 0 from/);
    expect((await plan.configure(server)).stdout).toMatch(/set max_connections while mysqld runs/);
    succeeds(await plan.ready(server));
    await server.machine.machine.must("echo max_connections=3 >>/etc/mysql/mysql.conf.d/zz-plumbline.cnf");
    fails(await plan.ready(server), /is not what was applied last/);
    succeeds(await plan.configure(server));
  });

  it("of which mysqld makes something else are no fault", async () => {
    const odd = {
      innodb_buffer_pool_size: "129M",
      innodb_redo_log_capacity: "33333333",
      table_open_cache: "500000",
      innodb_io_capacity: "30000",
      innodb_io_capacity_max: "25000",
    };
    Object.assign(server.settings, odd);
    for (const turn of ["set", "found", "after a restart", "set again"]) {
      if (turn === "after a restart") {
        await restart();
      }
      if (turn === "set again") {
        server.settings.innodb_io_capacity = "31000";
      }
      const outcome = await plan.configure(server);
      succeeds(outcome);
      expect(outcome.stdout, turn).toMatch(/notice: mysqld made innodb_io_capacity = 25000 of 3\d000/);
      succeeds(await plan.ready(server));
    }
    for (const name of Object.keys(odd)) {
      delete server.settings[name];
    }
    server.settings.innodb_buffer_pool_size = "64M";
    succeeds(await plan.configure(server));
    succeeds(await plan.ready(server));
  });

  it("of a component count once it is installed", async () => {
    server.settings["validate_password.policy"] = "STRONG";
    const outcome = await plan.configure(server);
    succeeds(outcome);
    expect(outcome.stdout).toContain(
      "no effect here, as this mysqld has no such option or component: validate_password.policy",
    );
    await server.machine.sql("INSTALL COMPONENT 'file://component_validate_password'");
    fails(await plan.ready(server), /validate_password.policy = MEDIUM from its default, the plan wants STRONG/);
    succeeds(await plan.configure(server));
    expect(await is("validate_password.policy")).toBe("STRONG");
    await restart();
    succeeds(await plan.ready(server));
    delete server.settings["validate_password.policy"];
    succeeds(await plan.configure(server));
    expect(await is("validate_password.policy")).toBe("MEDIUM");
    await server.machine.sql("UNINSTALL COMPONENT 'file://component_validate_password'");
  });

  it("without a variable are told, and not said to be compared", async () => {
    const outcome = await configured({ maximum_sort_buffer_size: "1M" });
    succeeds(outcome);
    expect(outcome.stdout).toMatch(/not compared with what is in force.*maximum_sort_buffer_size/);
    expect(outcome.stdout).toMatch(/restarted mysqld because maximum_sort_buffer_size changed/);
    expect((await configured({})).stdout).toMatch(/restarted mysqld because maximum_sort_buffer_size is no longer set/);
  });
});
