// @module-tag tools
// @module-tag needs/mysqld

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SESSION_VARIABLES } from "../../../platform/mysql/session";
import { ALL } from "../../extent.mts";
import { value } from "../values";
import { HOSTILE, makeFriendly, makeHostile } from "./hostile-server";
import { inTurn } from "./in-turn";
import { succeeds } from "./outcome";
import { addPair } from "./pair";
import { Replication } from "./replication";

const NAMES = Object.keys(HOSTILE);
/** All of them, each alone, take a quarter of an hour. */
const ALONE = ALL
  ? NAMES
  : (fc.sample(fc.shuffledSubarray(NAMES, { minLength: 6, maxLength: 6 }), { numRuns: 1, seed: 20261127 })[0] ?? []);

it("turns all that a session of a script relies on", () => {
  expect(SESSION_VARIABLES.filter((name) => !(name in HOSTILE)).sort()).toEqual([
    // as max_join_size
    "sql_big_selects",
    // not even the applier of a replica writes with it: a plan cannot set it
    "transaction_read_only",
  ]);
});

describe("servers whose settings are the least convenient ones", () => {
  const plan = new Replication();

  beforeAll(async () => {
    await addPair(plan);
  });
  afterAll(() => plan.stop());

  inTurn();

  const everywhere = (act: (server: (typeof plan.members)[number]["machine"]) => Promise<unknown>) =>
    Promise.all(plan.members.map(({ machine }) => act(machine)));

  async function steps(token: string): Promise<void> {
    for (const member of [plan.replica, plan.source]) {
      succeeds(await plan.configure(member));
      succeeds(await plan.ready(member));
    }
    succeeds(await plan.fill());
    succeeds(await plan.link(plan.replica));
    succeeds(await plan.seed(plan.replica));
    succeeds(await plan.verify(plan.replica, token));
  }

  async function bothHold(names: string): Promise<void> {
    await plan.caughtUp(plan.replica);
    for (const member of plan.members) {
      expect(await plan.names(member)).toBe(names);
    }
  }

  it("get a replication that is as the plan says, all settings at once", async () => {
    await everywhere((server) => makeHostile(server, NAMES));
    await steps("first");
    await bothHold("${not} a %{variable},Zoë");
  });

  it("have nothing to do the second time", async () => {
    const before = await plan.source.machine.transactions();
    expect((await plan.fill()).stdout).not.toMatch(/changed|made|filled/);
    expect(await plan.source.machine.transactions()).toBe(before);
  });

  it("let each user in, over the socket and over TLS", async () => {
    for (const words of ["", "--host=master-sql"]) {
      const at = words === "" ? plan.source : plan.replica;
      if (words !== "") {
        plan.clients = ["2001:db8:b::/64"];
        succeeds(await plan.fill());
      }
      const login = `mysql --no-defaults ${words} --user=dbuser --password='${plan.userPasswords.dbuser_password}' --init-command='SET SESSION sql_mode = DEFAULT, max_execution_time = 0, sql_select_limit = DEFAULT' -N -e`;
      expect(await at.machine.machine.must(`${login} 'SELECT COUNT(*) FROM db01.persons' 2>/dev/null`)).toBe("2");
    }
  });

  it("take another password, a load from the beginning, and are healthy then", async () => {
    plan.password = "An0th3r-An0th3rAn0th3rAn0th3r";
    succeeds(await plan.fill());
    succeeds(await plan.link(plan.replica));
    succeeds(await plan.seed(plan.replica, "again"));
    succeeds(await plan.verify(plan.replica, "again"));
    await bothHold("${not} a %{variable},Zoë");
  });

  describe("each alone", () => {
    beforeAll(() => everywhere((server) => makeFriendly(server, NAMES)));

    it.each(ALONE)("%s", async (name) => {
      await everywhere((server) => makeHostile(server, [name]));
      plan.users = [
        ...plan.users.slice(0, 1),
        { name: `u_${name}`.slice(0, 32), rights: ["SELECT"], password: value("dbuser_password"), generation: 1 },
      ];
      succeeds(await plan.fill());
      succeeds(await plan.link(plan.replica));
      succeeds(await plan.seed(plan.replica, name));
      succeeds(await plan.verify(plan.replica, name));
      await everywhere((server) => makeFriendly(server, [name]));
      await bothHold("${not} a %{variable},Zoë");
    });
  });
});
