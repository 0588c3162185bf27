// @module-tag tools
// @module-tag needs/mysqld
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALL } from "../../extent.mts";
import { addSource } from "./pair";
import { type Member, Replication } from "./replication";

/** Variables that mysqld changes while it runs, each with an older name where it has one, and values in two spellings. */
const VARIABLES = [
  {
    names: ["max_connections"],
    values: [
      ["66", "0066"],
      ["1K", "1024"],
    ],
  },
  {
    names: ["replica_parallel_workers", "slave_parallel_workers"],
    values: [
      ["16", "16"],
      ["4", "04"],
    ],
  },
  {
    names: ["replica_net_timeout", "slave_net_timeout"],
    values: [
      ["45", "45"],
      ["60", "60"],
    ],
  },
  {
    names: ["log_slow_replica_statements", "log_slow_slave_statements"],
    values: [
      ["ON", "1"],
      ["OFF", "false"],
    ],
  },
  {
    names: ["source_verify_checksum", "master_verify_checksum"],
    values: [
      ["ON", "TRUE"],
      ["OFF", "0"],
    ],
  },
  {
    names: ["binlog_row_image"],
    values: [
      ["minimal", "MINIMAL"],
      ["NOBLOB", "1"],
    ],
  },
  {
    names: ["sort_buffer_size"],
    values: [
      ["1M", "1048576"],
      ["512k", "524288"],
    ],
  },
  {
    names: ["long_query_time"],
    values: [
      ["0.5", "0.50"],
      ["3", "3.0"],
    ],
  },
  {
    names: ["slow_query_log"],
    values: [
      ["ON", "1"],
      ["OFF", "0"],
    ],
  },
] as const;

const setting = fc.record({
  variable: fc.nat(VARIABLES.length - 1),
  name: fc.nat(1),
  value: fc.nat(1),
  spelling: fc.nat(1),
  loose: fc.boolean(),
  dashes: fc.boolean(),
});

type Planned = typeof setting extends fc.Arbitrary<infer T> ? T : never;

/** A change of the plan, or of the server by hand between two applies. */
const act = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("plan" as const),
      settings: fc.uniqueArray(setting, { selector: ({ variable }) => variable, maxLength: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom("global" as const, "persist" as const, "reset" as const),
      variable: fc.nat(VARIABLES.length - 1),
      value: fc.nat(1),
    }),
  },
);

/** Values of a running server by those that a plan has written: mysqld's own reading of an option file is the judge. */
describe("settings planned, renamed, prefixed, persisted and removed again", { timeout: 3_600_000 }, () => {
  const plan = new Replication();
  let server: Member;

  beforeAll(async () => {
    server = await addSource(plan);
    expect((await plan.configure(server)).status).toBe(0);
  });
  afterAll(() => plan.stop());

  const named = (index: number, name = 0) => {
    const { names } = VARIABLES[index] as (typeof VARIABLES)[number];
    return names[name % names.length] as string;
  };
  const valued = (index: number, value: number, spelling = 0) =>
    (VARIABLES[index] as (typeof VARIABLES)[number]).values[value]?.[spelling] ?? "";

  it("are in force, and said to be as planned exactly when they are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 2, maxLength: ALL ? 12 : 4 }), async (acts) => {
        await server.machine.sql("RESET PERSIST");
        const persisted = new Map<number, number>();
        let planned: readonly Planned[] = [];
        for (const one of acts) {
          if (one.kind === "plan") {
            planned = one.settings;
          } else if (one.kind === "reset") {
            await server.machine.sql("RESET PERSIST");
            persisted.clear();
          } else {
            const value = valued(one.variable, one.value);
            const literal = /^[\d.]+$/.test(value)
              ? value
              : /^\d+[kKM]$/.test(value)
                ? valued(one.variable, one.value, 1)
                : `'${value}'`;
            await server.machine.sql(`SET ${one.kind.toUpperCase()} ${named(one.variable, one.value)} = ${literal}`);
            if (one.kind === "persist") {
              persisted.set(one.variable, one.value);
            }
          }
          const settings: Record<string, string> = { ...server.settings };
          for (const { variable, name, value, spelling, loose, dashes } of planned) {
            if (named(variable) === "max_connections") {
              delete settings.max_connections;
            }
            const option = `${loose ? "loose_" : ""}${named(variable, name)}`;
            settings[dashes ? option.replaceAll("_", "-") : option] = valued(variable, value, spelling);
          }
          const before = await server.machine.mysqld();
          const outcome = await plan.configure({ ...server, settings });
          expect(await server.machine.mysqld(), outcome.stdout).toBe(before);
          const others = planned.filter(({ variable, value }) => (persisted.get(variable) ?? value) !== value);
          // what every node's file says itself may be persisted too
          const own = [1, 2, 5, 0].some(
            (variable) => persisted.has(variable) && !planned.some((each) => each.variable === variable),
          );
          if (!own) {
            expect(outcome.status, outcome.stdout + outcome.stderr).toBe(others.length === 0 ? 0 : 1);
          }
          for (const { variable } of others) {
            expect(outcome.stderr).toContain(`RESET PERSIST ${named(variable)}`);
          }
          for (const { variable, value } of planned) {
            const [written, is] = await Promise.all([
              server.machine.machine.must(
                `mysqld --no-defaults --${named(variable)}=${valued(variable, value)} --verbose --help 2>/dev/null | sed -n 's/^${named(variable).replaceAll("_", "-")}  *//p'`,
              ),
              server.machine.sql(
                `SELECT VARIABLE_VALUE FROM performance_schema.global_variables WHERE VARIABLE_NAME = '${named(variable)}'`,
              ),
            ]);
            const same = (text: string) =>
              text
                .replace(/\.0+$/, "")
                .replace(/(\.\d*?)0+$/, "$1")
                .replace("TRUE", "ON")
                .replace("FALSE", "OFF");
            expect(same(is), `${named(variable)} after ${JSON.stringify(acts)}`).toBe(same(written));
          }
        }
      }),
      { seed: 20260723, numRuns: ALL ? 40 : 2, endOnFailure: true },
    );
  });
});
