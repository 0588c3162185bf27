import type { Logins } from "./logins";

/** The state of a node that a deployment without changes must not change. */
export interface NodeState {
  /** The kernel's boot id, which changes with each start of the machine. */
  readonly bootId: string;
  /** mysqld's process id; 0 if it does not run. */
  readonly mysqld: string;
  /** One checksum over all packages with their versions. */
  readonly packages: string;
}

const QUESTION = `
cat /proc/sys/kernel/random/boot_id
systemctl show --property=MainPID --value mysql.service
dpkg-query --show | sha256sum | cut -d ' ' -f 1
`;

/** The current state of every node, by id. */
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

/** The differences, in words; empty: none. */
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
