import type { Logins } from "./logins";

/** What a deployment that changes nothing must leave as it is on a node. */
export interface NodeState {
  /** Of the running kernel: another one after each start of the machine. */
  readonly bootId: string;
  /** Process id of mysqld; 0 where there is none. */
  readonly mysqld: string;
  /** One checksum of all packages with their versions. */
  readonly packages: string;
}

const QUESTION = `
cat /proc/sys/kernel/random/boot_id
systemctl show --property=MainPID --value mysql.service
dpkg-query --show | sha256sum | cut -d ' ' -f 1
`;

/** What every node is now, by id. */
export function nodeStates(logins: Logins): Promise<ReadonlyMap<string, NodeState>> {
  return logins.everywhere(async (id) => {
    const [bootId = "", mysqld = "", packages = ""] = (await logins.root(id, QUESTION)).trim().split("\n");
    return { bootId, mysqld, packages };
  });
}

const WORDS: Readonly<Record<keyof NodeState, string>> = {
  bootId: "was restarted",
  mysqld: "has another mysqld process",
  packages: "has other packages",
};

/** What is different, in words; empty: nothing. */
export function differences(
  before: ReadonlyMap<string, NodeState>,
  after: ReadonlyMap<string, NodeState>,
): readonly string[] {
  return [...before].flatMap(([id, state]) =>
    (Object.keys(WORDS) as (keyof NodeState)[])
      .filter((part) => after.get(id)?.[part] !== state[part])
      .map((part) => `${id} ${WORDS[part]}`),
  );
}
