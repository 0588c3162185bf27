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

/** A replica as its source knows it. */
export interface SeededReplica {
  /** Host name, one label, unique among the replicas of a source. */
  readonly name: string;
  /** Its IPv6 address, canonical and without a prefix. */
  readonly ipv6: ApplyValue;
  /** The public key it fetches dumps with: one line in OpenSSH form. */
  readonly publicKey: ApplyValue;
}

/** Where the two programs lie that serve a dump to a replica. */
export const SERVE_SEED = "/usr/local/lib/plumbline/serve-seed";
export const SEED_DUMP = "/usr/local/lib/plumbline/seed-dump";

/** Home of the account `plumbline-seed`, which fetches dumps and can do nothing else. */
const HOME = "/var/lib/plumbline-seed";

/**
 * On a source: which key may fetch a dump, from where, and nothing but that. Each replica has a line of its own, so that
 * none can ask in the name of another.
 * Source: https://man.openbsd.org/sshd.8#AUTHORIZED_KEYS_FILE_FORMAT
 */
export function seedAuthorizedKeys(props: { readonly replicas: readonly SeededReplica[] }): NodeFile {
  const replicas = checked(props.replicas);
  const line = (fill: Fill, { name, ipv6, publicKey }: SeededReplica) =>
    `restrict,from="${fill(ipv6)}",command="${SERVE_SEED} ${name}" ${fill(publicKey)} ${name}\n`;
  return nodeFile({
    name: "configure/seed-authorized-keys",
    target: `${HOME}/.ssh/authorized_keys`,
    text: (fill) =>
      ["# Written by Plumbline: replicas that may fetch a dump\n", ...replicas.map((one) => line(fill, one))].join(""),
  });
}

/** On a source: the commands, with their arguments, that the account `plumbline-seed` may run as root. */
export function seedSudoers(props: { readonly replicas: readonly Pick<SeededReplica, "name">[] }): NodeFile {
  const commands = [
    `${SEED_DUMP} survey`,
    ...checked(props.replicas).flatMap(({ name }) => [`${SEED_DUMP} take ${name}`, `${SEED_DUMP} remove ${name}`]),
  ];
  const lines = commands.map((command) => `plumbline-seed ALL=(root) NOPASSWD: ${command}\n`);
  return nodeFile({
    name: "configure/seed-sudoers",
    target: "/etc/sudoers.d/plumbline-seed",
    text: ["# Written by Plumbline: what a replica that fetches a dump makes the source do\n", ...lines].join(""),
  });
}

/** On a source: the command that a replica's key is limited to. */
export function serveSeed(): NodeFile {
  return nodeFile({ name: "configure/serve-seed", target: SERVE_SEED, text: serve });
}

/** On a source: what that command runs as root: says what the source holds, takes a dump, removes it. */
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

/** On a replica: the source's host key, the only one that is believed. */
export function seedKnownHosts(props: {
  /** Host name of the source. */
  readonly source: string;
  /** Its Ed25519 host key: one line in OpenSSH form. */
  readonly hostKey: ApplyValue;
}): NodeFile {
  return nodeFile({
    name: "configure/seed-known-hosts",
    target: "/root/.ssh/plumbline-seed.known_hosts",
    text: (fill) => `${checkedName(props.source)} ${fill(props.hostKey)}\n`,
  });
}

function checked<T extends { readonly name: string }>(replicas: readonly T[]): readonly T[] {
  const names = replicas.map(({ name }) => checkedName(name));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new Refusal(`two replicas are named ${twice}; their source tells them apart by name`);
  }
  return replicas;
}

/** Names stand in lines where a blank or a comma would begin something else. */
function checkedName(name: string): string {
  if (!/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name)) {
    throw new Refusal(`"${name}" is no host name of one label: letters, digits and dashes`);
  }
  return name;
}
