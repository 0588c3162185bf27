// @module-tag tools
// @module-tag needs/mysqld

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { value } from "../values";
import { succeeds } from "./outcome";
import { startPair } from "./pair";
import { Replication } from "./replication";

/** Passwords that are replaced while applications and a replica go on. */
describe("a rotated password", () => {
  const plan = new Replication();
  const [FIRST, SECOND, THIRD, FOURTH] = [
    "First_Passw0rd.1",
    "Second_Passw0rd.2",
    "Third_Passw0rd.3",
    "Fourth_Passw0rd.4",
  ];

  /** Which of the passwords let the application in. */
  async function valid(): Promise<string[]> {
    const words = [FIRST, SECOND, THIRD, FOURTH] as string[];
    const tries = words.map((word) =>
      plan.source.machine.machine.run(
        "cat >/root/$$.cnf; mysql --defaults-file=/root/$$.cnf --protocol=tcp --host=127.0.0.1 -e 'SELECT 1'",
        `[client]\nuser=dbuser\npassword=${word}\n`,
      ),
    );
    const outcomes = await Promise.all(tries);
    return words.filter((_, index) => outcomes[index]?.status === 0);
  }
  function rotate(password: string | undefined, generation: number, discardOld = false) {
    plan.userPasswords = { dbuser_password: password ?? "" };
    plan.users = [{ name: "dbuser", rights: ["ALL"], password: value("dbuser_password"), generation, discardOld }];
    return plan.account();
  }

  beforeAll(async () => {
    plan.userPasswords = { dbuser_password: FIRST ?? "" };
    await startPair(plan);
    succeeds(await plan.link(plan.replica));
    succeeds(await plan.seed(plan.replica));
  });
  afterAll(() => plan.stop());

  describe("of a user", () => {
    it("lets applications in beside the one before, which a second act ends", async () => {
      expect(await valid()).toEqual([FIRST]);
      expect((await rotate(SECOND, 2)).stdout).toMatch(
        /'dbuser'@'localhost' changed: a new password, and the one before goes on[\s\S]*the password of dbuser before the present one goes on; end it with discardOld/,
      );
      expect(await valid()).toEqual([FIRST, SECOND]);
      const before = await plan.source.machine.transactions();
      succeeds(await rotate(SECOND, 2));
      expect(await plan.source.machine.transactions()).toBe(before);
      expect((await rotate(SECOND, 2, true)).stdout).toContain(
        "'dbuser'@'localhost' changed: the password before ends",
      );
      expect(await valid()).toEqual([SECOND]);
    });

    it("ends the one before the last", async () => {
      succeeds(await rotate(THIRD, 3));
      succeeds(await rotate(FOURTH, 4));
      expect(await valid()).toEqual([THIRD, FOURTH]);
    });

    it("is the only one at once where the plan says so in the same act", async () => {
      succeeds(await rotate(FIRST, 5, true));
      expect(await valid()).toEqual([FIRST]);
    });

    it("is put right without another one where somebody changed it", async () => {
      succeeds(await rotate(SECOND, 6));
      await plan.source.machine.sql(
        `ALTER USER 'dbuser'@'127.0.0.1' IDENTIFIED BY '${THIRD}'; ALTER USER 'dbuser'@'localhost' IDENTIFIED BY '${THIRD}'`,
      );
      succeeds(await rotate(SECOND, 6));
      expect(await valid()).toEqual([FIRST, SECOND]);
      await plan.source.machine.sql(`ALTER USER 'dbuser'@'127.0.0.1' IDENTIFIED BY '${THIRD}' RETAIN CURRENT PASSWORD`);
      succeeds(await rotate(SECOND, 6));
      // what was before is not known any more
      expect(await valid()).toEqual([SECOND]);
    });
  });

  describe("of the replicator", () => {
    const FIRST_OF_REPLICA = plan.password;
    const { machine } = { machine: () => plan.replica.machine };
    /** Whether the channel comes up again after its connection was cut. */
    async function reconnects(): Promise<boolean> {
      await machine().sql("STOP REPLICA IO_THREAD; START REPLICA IO_THREAD");
      const state = await machine().machine.must(
        `for try in $(seq 300); do
          state=$(mysql -Ne "SELECT CONCAT_WS(' ', SERVICE_STATE, LAST_ERROR_NUMBER) FROM performance_schema.replication_connection_status")
          case $state in CONNECTING' 0') sleep 0.1 ;; *) break ;; esac
        done; echo "$state"`,
      );
      return state === "ON 0";
    }
    const login = async (password: string) =>
      (
        await machine().machine.run(
          "cat >/root/$$.cnf; mysql --defaults-file=/root/$$.cnf --host=master-sql -e 'SELECT 1'",
          `[client]\nuser=replicator\npassword=${password}\n`,
        )
      ).status === 0;
    function rotateReplicator(generation: number): string {
      plan.generation = generation;
      plan.password = `Repl1cator_Number.${generation}`;
      return plan.password;
    }

    it("lets its replica in at each point between the first step and the last", async () => {
      const second = rotateReplicator(2);
      expect((await plan.account()).stdout).toContain("ends once its replica uses the present one");
      expect(await reconnects()).toBe(true);
      succeeds(await plan.link(plan.replica));
      expect(await reconnects()).toBe(true);
      succeeds(await plan.seed(plan.replica));
      expect(await reconnects()).toBe(true);
      expect(await login(FIRST_OF_REPLICA)).toBe(true);
      expect((await plan.retire(plan.replica)).stdout).toContain("'replicator'@'2001:db8:b::10' had before has ended");
      expect(await reconnects()).toBe(true);
      expect([await login(FIRST_OF_REPLICA), await login(second)]).toEqual([false, true]);
      const before = await plan.source.machine.transactions();
      succeeds(await plan.retire(plan.replica));
      succeeds(await plan.account());
      expect(await plan.source.machine.transactions()).toBe(before);
    });

    it("lets in a replica that did not come by the one before", async () => {
      rotateReplicator(3);
      succeeds(await plan.account());
      const fourth = rotateReplicator(4);
      succeeds(await plan.account());
      expect(await reconnects()).toBe(true);
      succeeds(await plan.link(plan.replica));
      succeeds(await plan.seed(plan.replica));
      expect(await reconnects()).toBe(true);
      succeeds(await plan.verify(plan.replica, "rotated"));
      expect([await login("Repl1cator_Number.2"), await login("Repl1cator_Number.3"), await login(fourth)]).toEqual([
        false,
        false,
        true,
      ]);
    });
  });
});
