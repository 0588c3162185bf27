import { CERTIFICATES } from "../platform/certificates";
import { mysqlAccounts } from "../templates/mysql/accounts";
import { clientHosts, mysqlClients } from "../templates/mysql/clients";
import { populateFile } from "../templates/mysql/populate";
import { replicationChannel, replicatorOptions } from "../templates/mysql/replicator";
import type { MysqlMember } from "./mysql-member";
import type { Secret } from "./secret";
import { Step } from "./step";
import { type Value, variableOf } from "./value";

/** Passwords of a replication. */
export interface ReplicationSecrets {
  readonly replicator: Secret;
  readonly users: readonly { readonly name: string; readonly rights: readonly string[]; readonly secret: Secret }[];
}

/** `source`: accounts and data, on the source. */
export function addSourceStep(
  source: MysqlMember,
  replicas: readonly MysqlMember[],
  secrets: ReplicationSecrets,
  props: { readonly database: string; readonly populate?: string },
): Step {
  const { node } = source;
  const step = new Step(node, "source", {
    effect: "creates or alters accounts; fills the database only while it is empty",
    rerunsWithScript: true,
  });
  step.after("ready", node.contextualisation.ready);
  // whoever may connect to one of the members has an account on all: accounts are replicated
  const ranges = new Map([source, ...replicas].flatMap(({ clients }) => clients.map((range) => [range.label, range])));
  const clients = [...ranges.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
  const passwordOf = (user: string) => variableOf(user, "password");
  step.upload(
    () => [
      mysqlAccounts({
        replicas: replicas.map((replica) => ({ name: replica.node.name, ipv6: replica.variable("ipv6") })),
        replicatorPassword: "replicator_password",
        users: secrets.users.map(({ name, rights }) => ({ name, rights, password: passwordOf(name) })),
        database: props.database,
      }),
      mysqlClients(clients.map(({ label, cidr }) => (cidr === undefined ? { ipv6: `client_${label}` } : { cidr }))),
      clientHosts(),
      ...(props.populate === undefined ? [] : [populateFile({ text: props.populate })]),
    ],
    () => ({
      ...Object.assign({}, ...replicas.map((replica) => replica.address)),
      replicator_password: secrets.replicator.value,
      ...Object.fromEntries(secrets.users.map(({ name, secret }) => [passwordOf(name), secret.value])),
      ...Object.fromEntries(clients.map(({ label, value }) => [`client_${label}`, value])),
    }),
  );
  step.run("database", () => [props.database]);
  step.run("accounts");
  return step;
}

/** `link`: on a replica, layer by layer, whether it can reach its source. */
export function addLinkStep(
  replica: MysqlMember,
  source: MysqlMember,
  sourceStep: Step,
  secrets: ReplicationSecrets,
): Step {
  const step = new Step(replica.node, "link", { effect: "looks, changes nothing", rerunsWithScript: true });
  step.after("ready", replica.node.contextualisation.ready);
  step.after("source", sourceStep);
  step.upload(
    () => [replicatorOptions("link", { source: source.node.name, password: "replicator_password" })],
    () => passwordOf(secrets),
  );
  step.run("link", () => [source.node.name, source.node.ipv6]);
  return step;
}

/** `seed`: on a replica, the data of its source and the channel. */
export function addSeedStep(replica: MysqlMember, source: MysqlMember, link: Step, secrets: ReplicationSecrets): Step {
  const step = new Step(replica.node, "seed", {
    effect: "nothing where replication is healthy; else loads a dump, unless that would lose data",
    rerunsWithScript: true,
  });
  step.after("link", link);
  const props = { source: source.node.name, password: "replicator_password" };
  step.upload(
    () => [replicatorOptions("seed", props), replicationChannel(props)],
    () => passwordOf(secrets),
  );
  step.run("seed", () => [source.node.name, replica.node.name, ...(replica.reseed ? [replica.reseed] : [])]);
  if (replica.reseed) step.because("reseed", () => replica.reseed ?? "");
  return step;
}

/** `verify`: a row written at the source is read at the replica, and all else that makes a replication healthy. */
export function addVerifyStep(replica: MysqlMember, source: MysqlMember, seed: Step): Step {
  const canary = new Step(source.node, "verify", {
    id: `canary_for_${replica.node.label}`,
    effect: "writes one row of its own at the source",
    rerunsWithScript: true,
  });
  canary.after("seed", seed);
  // a run's id is its own, so that no row of an earlier one is taken for this one's
  canary.run("verify-source", () => ["${self.id}"]);
  const verify = new Step(replica.node, "verify", { effect: "looks, changes nothing", rerunsWithScript: true });
  verify.after("canary", canary);
  const days = replica.certificateDays < CERTIFICATES.renewBefore ? [`${replica.certificateDays}`] : [];
  verify.run("verify", () => [canary.id, source.node.name, ...days]);
  return verify;
}

function passwordOf(secrets: ReplicationSecrets): Readonly<Record<string, Value>> {
  return { replicator_password: secrets.replicator.value };
}
