import {
  isReservedUser,
  isUserName,
  RESERVED_USERS,
  USER_NAME,
  USER_NAME_LENGTH,
  userId,
} from "../../platform/mysql/accounts";
import { DATABASE_PRIVILEGES } from "../../platform/mysql/privileges";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { splitList } from "../parameters/parameter-type";
import type { MysqlUser } from "../plan";
import { textsOf } from "../shape/lists";
import { namesHint } from "../shape/nearest";
import { noteOrigin } from "../yaml/places";
import { get, type Tree } from "../yaml/tree";

export const USER_KEYS = ["name", "on", "rights"];

interface Written {
  readonly name: string;
  readonly at: Position;
  readonly rights: Tree | undefined;
  /** The database that it is a user of. */
  readonly on: Tree | undefined;
}

/**
 * `users`: a list of `{name, on, rights}`, or a mapping from names to rights.
 * @param databases names of the group's databases; undefined if they have errors
 */
export function readUsers(
  tree: Tree | undefined,
  databases: readonly string[] | undefined,
  findings: Findings,
): MysqlUser[] {
  const users: MysqlUser[] = [];
  const ids = new Set<string>();
  for (const { name, at, rights, on } of writtenUsers(tree, findings)) {
    if (!isName(name, at, findings)) {
      continue;
    }
    const id = userId(name);
    if (ids.has(id)) {
      findings.error(at, `two users are called ${name}, where capitals and dashes make no difference`);
      continue;
    }
    ids.add(id);
    checkDatabase(name, on, databases, findings);
    const user = { name, rights: readRights(name, at, rights, findings) };
    const named: Tree = { kind: "scalar", value: name, at };
    noteOrigin(user, { kind: "list", items: rights === undefined ? [named] : [named, rights], at });
    users.push(user);
  }
  return users;
}

function writtenUsers(tree: Tree | undefined, findings: Findings): Written[] {
  if (tree === undefined || tree.kind === "poison") {
    return [];
  }
  if (tree.kind === "mapping") {
    return [...tree.entries].map(([name, { key, value }]) => ({
      name,
      at: key,
      rights: value.kind === "mapping" ? rightsOf(value, ["on", "rights"], findings) : get(tree, name),
      on: get(value, "on"),
    }));
  }
  return (tree.kind === "list" ? tree.items : [tree]).flatMap((item): Written[] => {
    const name = get(item, "name");
    if (item.kind === "mapping" && name?.kind === "scalar") {
      return [
        { name: String(name.value), at: name.at, rights: rightsOf(item, USER_KEYS, findings), on: get(item, "on") },
      ];
    }
    if (item.kind !== "poison" && name?.kind !== "poison") {
      findings.error(item.at, "a user has no name", "it takes {name: app, on: db01, rights: [SELECT, INSERT]}");
    }
    return [];
  });
}

function rightsOf(user: Tree, known: string[], findings: Findings): Tree | undefined {
  for (const [key, { key: at }] of user.kind === "mapping" ? user.entries : []) {
    if (!known.includes(key)) {
      findings.error(at, `unknown key \`${key}\` in a user`, ...namesHint("known keys", key, known));
    }
  }
  return get(user, "rights");
}

/** `on` may be left out if there is one database. */
function checkDatabase(
  name: string,
  tree: Tree | undefined,
  databases: readonly string[] | undefined,
  findings: Findings,
): void {
  for (const { value, at } of textsOf(tree, "`on`", findings)) {
    if (databases !== undefined && !databases.includes(String(value))) {
      const hint = namesHint("databases of the replication", String(value), databases);
      findings.error(at, `unknown database "${value}" of user ${name}`, ...hint);
    }
  }
}

function isName(name: string, at: Position, findings: Findings): boolean {
  if (name.length > USER_NAME_LENGTH) {
    findings.error(at, `the user ${name} has ${name.length} characters; MySQL takes ${USER_NAME_LENGTH}`);
  } else if (isReservedUser(name)) {
    findings.error(at, `a user cannot be called ${name}`, `taken names: ${RESERVED_USERS.join(", ")}, mysql.*`);
  } else if (!isUserName(name)) {
    findings.error(at, `"${name}" is no name for a user`, USER_NAME);
  } else {
    return true;
  }
  return false;
}

function readRights(name: string, at: Position, tree: Tree | undefined, findings: Findings): string[] {
  const known: readonly string[] = DATABASE_PRIVILEGES;
  const texts = textsOf(tree, "`rights`", findings);
  const rights = texts.flatMap((scalar) =>
    splitList(String(scalar.value)).flatMap((written) => {
      const right = written
        .toUpperCase()
        .replaceAll(/\s+/g, " ")
        .replace(/^ALL PRIVILEGES$/, "ALL");
      if (!known.includes(right)) {
        findings.error(
          scalar.at,
          `unknown right "${written}" of user ${name}`,
          ...namesHint("rights on a database", right, known),
        );
        return [];
      }
      return [right];
    }),
  );
  const isNothing =
    tree === undefined ||
    (tree.kind === "scalar" && tree.value === null) ||
    (tree.kind === "list" && tree.items.length === 0) ||
    (texts.length > 0 && texts.every(({ value }) => splitList(String(value)).length === 0));
  if (isNothing) {
    findings.error(at, `user ${name} has no rights`, "say which: rights: [SELECT, INSERT, UPDATE, DELETE], or ALL");
  }
  return rights.includes("ALL") ? ["ALL"] : [...new Set(rights)];
}
