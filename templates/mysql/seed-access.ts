import { NODE_TABLES } from "../../platform/mysql/node-tables";
import { SYSTEM_SCHEMAS } from "../../platform/mysql/schemas";
import { sessionStatement } from "../../platform/mysql/session";
import { Refusal } from "../../platform/refusal";
import type { ApplyValue } from "../apply-value";
import { type Fill, type NodeFile, nodeFile } from "../node-file";
import { render } from "../render";
import exactValues from "./exact-values.sh.ejs";
import judgedColumns from "./judged-columns.sql.ejs";
import dump from "./seed-dump.sh.ejs";
import serve from "./serve-seed.sh.ejs";
import snapshot from "./snapshot.sh.ejs";
import survey from "./source-survey.sh.ejs";
import { sqlString } from "./sql";
import typedJson from "./typed-json.sh.ejs";

/** A member of a replication, as the other members know it. */
export interface SeedMember {
  /** Host name, one label, unique among the members. */
  readonly name: string;
  /** Its IPv6 address, canonical and without a prefix. */
  readonly ipv6: ApplyValue;
  /** Its public key for fetching dumps: one line in OpenSSH form. */
  readonly publicKey: ApplyValue;
  /** Its Ed25519 host key: one line in OpenSSH form. */
  readonly hostKey: ApplyValue;
}

/** Paths of the two programs that serve a dump to a replica. */
export const SERVE_SEED = "/usr/local/lib/plumbline/serve-seed";
export const SEED_DUMP = "/usr/local/lib/plumbline/seed-dump";

/** Home of the account `plumbline-seed`, which serves dumps and can do nothing else. */
const HOME = "/var/lib/plumbline-seed";

/**
 * The keys of the other members, each limited to fetching a dump from its member's address. Each has its own line, so
 * that no member can ask in the name of another.
 * Source: https://man.openbsd.org/sshd.8#AUTHORIZED_KEYS_FILE_FORMAT
 */
export function seedAuthorizedKeys(props: { readonly members: readonly Omit<SeedMember, "hostKey">[] }): NodeFile {
  const members = checked(props.members);
  const line = (fill: Fill, { name, ipv6, publicKey }: Omit<SeedMember, "hostKey">) =>
    `restrict,from="${fill(ipv6)}",command="${SERVE_SEED} ${name}" ${fill(publicKey)} ${name}\n`;
  return nodeFile({
    name: "configure/seed-authorized-keys",
    target: `${HOME}/.ssh/authorized_keys`,
    text: (fill) =>
      ["# Written by Plumbline: members that may fetch a dump\n", ...members.map((one) => line(fill, one))].join(""),
  });
}

/** The commands, with their arguments, that the account `plumbline-seed` may run as root. */
export function seedSudoers(props: { readonly members: readonly Pick<SeedMember, "name">[] }): NodeFile {
  const commands = [
    `${SEED_DUMP} survey`,
    ...checked(props.members).flatMap(({ name }) => [`${SEED_DUMP} take ${name}`, `${SEED_DUMP} remove ${name}`]),
  ];
  const lines = commands.map((command) => `plumbline-seed ALL=(root) NOPASSWD: ${command}\n`);
  return nodeFile({
    name: "configure/seed-sudoers",
    target: "/etc/sudoers.d/plumbline-seed",
    text: ["# Written by Plumbline: what a member that fetches a dump makes this one do\n", ...lines].join(""),
  });
}

/** The command that a member's key is limited to. */
export function serveSeed(): NodeFile {
  return nodeFile({ name: "configure/serve-seed", target: SERVE_SEED, text: serve });
}

/** The program that this command runs as root: it reports what this server holds, takes a dump, removes it. */
export function seedDump(): NodeFile {
  const systemSchemas = SYSTEM_SCHEMAS.map(sqlString).join(", ");
  const part = (template: string) => render(template, { systemSchemas }).trimEnd();
  const text = render(dump, {
    rootSession: sessionStatement("root"),
    ignoredTables: NODE_TABLES.map((table) => `--ignore-table=mysql.${table}`).join(" "),
    survey: part(survey),
    snapshot: part(snapshot),
    typedJson: part(typedJson),
    exactValues: render(exactValues, { systemSchemas, judgedColumns: part(judgedColumns) }).trimEnd(),
  });
  return nodeFile({ name: "configure/seed-dump", target: SEED_DUMP, text });
}

/** Host keys of the other members: a node that fetches a dump accepts no others. */
export function seedKnownHosts(props: { readonly members: readonly Pick<SeedMember, "name" | "hostKey">[] }): NodeFile {
  const members = checked(props.members);
  return nodeFile({
    name: "configure/seed-known-hosts",
    target: "/root/.ssh/plumbline-seed.known_hosts",
    text: (fill) =>
      [
        "# Written by Plumbline: members that a dump may come from\n",
        ...members.map(({ name, hostKey }) => `${name} ${fill(hostKey)}\n`),
      ].join(""),
  });
}

function checked<T extends { readonly name: string }>(members: readonly T[]): readonly T[] {
  const names = members.map(({ name }) => checkedName(name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Refusal(`two members are named ${twice}; the others tell them apart by name`);
  }
  return members;
}

/** Names are in lines where a blank or a comma would begin something else. */
function checkedName(name: string): string {
  if (!/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name)) {
    throw new Refusal(`"${name}" is no host name of one label: letters, digits and dashes`);
  }
  return name;
}
