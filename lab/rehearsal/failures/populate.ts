import { same } from "../checks/check";
import { type Case, converges, failingApply, fails, REPLICA, SOURCE } from "./case";

const FILE = "things.sql";

/** Its last statement fails: the table does not exist. */
const BROKEN = `CREATE TABLE things (id INT PRIMARY KEY, name VARCHAR(100) NOT NULL);
INSERT INTO things VALUES (1, 'one'), (2, 'two');
INSERT INTO nothing VALUES (3, 'three');
`;

const MENDED = BROKEN.replace("INTO nothing", "INTO things");

const BY_HAND = "SELECT COUNT(*), BIT_XOR(CRC32(CONCAT_WS('|', id, note))) FROM db02.by_hand";

/** What happens to a database whose file cannot be loaded to its end. */
export const POPULATE: readonly Case[] = [
  {
    name: "populate-hand-work",
    what: "a database is not filled, because its file breaks off; somebody then works in it by hand; the file is mended",
    expected:
      "`source` drops nothing, names whose transactions are there, and has two ways out; the one that keeps all, run as it says, leads to a deploy that converges",
    from: "the pair",
    async run(testbed) {
      const logins = await testbed.logins();
      // a source without replicas: only such a source is populated
      await logins.sql(REPLICA, "STOP REPLICA");
      await logins.sql(SOURCE, "DELETE FROM plumbline.seed");
      const edited = (text: string) =>
        testbed.edit((project) => {
          project.editPlan("database: db01", "database: db02");
          project.editPlan("populate: persons.sql", `populate: ${FILE}`);
          project.addFile(FILE, text);
        });
      await edited(BROKEN);
      const broke = await failingApply(testbed, {});
      const hand = await testbed.logins();
      await hand.sql(
        SOURCE,
        `CREATE TABLE db02.by_hand (id INT PRIMARY KEY, note VARCHAR(100) NOT NULL);
         INSERT INTO db02.by_hand VALUES (1, 'precious'), (2, 'work')`,
      );
      const before = await hand.sql(SOURCE, BY_HAND);
      await edited(MENDED);
      const refused = await failingApply(testbed, {});
      const kept = await (await testbed.logins()).sql(SOURCE, BY_HAND);
      const way = /sudo mysql -e "UPDATE plumbline\.population [^"]+"/.exec(refused ?? "")?.[0] ?? "false";
      await (await testbed.logins()).root(SOURCE, way);
      const checks = await converges(testbed);
      const after = await testbed.logins();
      const [source, replica] = await Promise.all([SOURCE, REPLICA].map((id) => after.sql(id, BY_HAND)));
      return [
        fails("source with the broken file", broke, /db02 could not be filled: things\.sql:3: error 1146/),
        fails(
          "source after work by hand",
          refused,
          /had broken off, and others wrote since it began: .*nothing is dropped/,
        ),
        same(22, "what was made by hand, at the source", before, kept),
        ...checks,
        same(22, "what was made by hand, at the end", `${before}, ${before}`, `${source}, ${replica}`),
      ];
    },
  },
];
