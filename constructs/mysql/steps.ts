import type { Construct } from "constructs";
import { CERTIFICATES } from "../../platform/baseline/certificates";
import { mysqlAccounts } from "../../templates/mysql/accounts";
import { accountsProgram } from "../../templates/mysql/accounts-program";
import { clientHosts, mysqlClients } from "../../templates/mysql/clients";
import { populateFiles } from "../../templates/mysql/populate";
import { replicationChannel, replicatorOptions } from "../../templates/mysql/replicator";
import type { Secret } from "../identity/secret";
import type { Node } from "../node/node";
import { Deployment } from "../stack/deployment";
import type { MachineResource } from "../steps/machine-resource";
import { Step } from "../steps/step";
import type { MysqlMember } from "./member";

/** Passwords of a replication. */
export interface ReplicationSecrets {
  readonly replicator: Secret;
  readonly users: readonly {
    readonly name: string;
    readonly rights: readonly string[];
    readonly secret: Secret;
    /** Whether the previous password stops working at once. */
    readonly discardOld: boolean;
  }[];
}

/** A file of SQL that fills a database. */
export interface Populate {
  /** Its name in messages. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** `source`: accounts and data, on the source. */
export function addSourceStep(
  scope: Construct,
  group: { readonly role: MachineResource; readonly source: MysqlMember; readonly replicas: readonly MysqlMember[] },
  secrets: ReplicationSecrets,
  props: { readonly database: string; readonly populate?: Populate },
): Step {
  const { role, source, replicas } = group;
  const { node } = source;
  const step = new Step(scope, "source", {
    target: node,
    step: "source",
    effect: "creates or alters accounts; fills the database only while it is empty",
    rerunsWithScript: true,
  });
  step.after("ready", node.contextualisation.ready);
  step.after("role", role);
  // accounts are replicated, so a client of one member has an account on all of them
  const ranges = new Map([source, ...replicas].flatMap(({ clients }) => clients.map((peer) => [peer.id, peer])));
  const clients = [...ranges.values()].sort((a, b) => (a.label < b.label ? -1 : 1));
  step.upload(() => [
    mysqlAccounts({
      source: source.ipv6,
      replicas: replicas.map(({ ipv6 }) => ipv6),
      replicator: { password: secrets.replicator.value, generation: secrets.replicator.generation },
      users: secrets.users.map(({ name, rights, secret, discardOld }) => ({
        name,
        rights,
        password: secret.value,
        generation: secret.generation,
        discardOld,
      })),
      database: props.database,
      operators: [source, ...replicas].map(({ node }) => node.loginUser),
    }),
    mysqlClients(clients.flatMap(({ addresses: { ipv6 } }) => (ipv6 === undefined ? [] : [ipv6]))),
    clientHosts(),
    ...accountsProgram(),
    ...(props.populate === undefined ? [] : populateFiles(props.populate)),
  ]);
  step.run("database", () => [props.database]);
  step.run("accounts");
  return step;
}

/** A replica and the source that it follows. */
interface Ends {
  readonly replica: MysqlMember;
  readonly source: MysqlMember;
}

/** `link`: checks on a replica, layer by layer, whether it can reach its source. */
export function addLinkStep(
  scope: Construct,
  { replica, source, role, sourceStep }: Ends & { readonly role: MachineResource; readonly sourceStep: Step },
  secrets: ReplicationSecrets,
): Step {
  const step = lookingStep(scope, replica.node, "link");
  step.after("ready", replica.node.contextualisation.ready);
  step.after("role", role);
  step.after("source", sourceStep);
  step.upload(() => [replicatorOptions("link", { source: source.node.name, password: secrets.replicator.value })]);
  step.run("link", () => [source.node.name, source.node.ipv6]);
  return step;
}

/** `seed`: loads the source's data into a replica and sets up the channel. */
export function addSeedStep(
  scope: Construct,
  { replica, source, link }: Ends & { readonly link: Step },
  secrets: ReplicationSecrets,
): Step {
  const step = new Step(scope, "seed", {
    target: replica.node,
    step: "seed",
    effect: "nothing where replication is healthy; else loads a dump, unless that would lose data",
    rerunsWithScript: true,
  });
  step.after("link", link);
  const props = { source: source.node.name, password: secrets.replicator.value };
  step.upload(() => [replicatorOptions("seed", props), replicationChannel(props)]);
  step.run("seed", () => [source.node.name, replica.node.name, ...(replica.reseed ? [replica.reseed] : [])]);
  if (replica.reseed) {
    step.addTrigger("reseed", () => replica.reseed ?? "");
  }
  return step;
}

/** The canary: writes a row at the source, which `verify` looks for at the replica. */
export function addCanaryStep(scope: Construct, { replica, source, seed }: Ends & { readonly seed: Step }): Step {
  const idFor = (label: string) => `canary_for_${label}`;
  const canary = new Step(scope, idFor(replica.node.label), {
    target: source.node,
    step: "verify",
    effect: "ends the password that the replica had before, if there is one; writes one row of its own at the source",
    rerunsWithScript: true,
  });
  Deployment.of(canary).addressChanges.rename(canary, replica.node.formerLabels.map(idFor));
  canary.after("seed", seed);
  // the replica has already logged in with the current password
  canary.run("retire", () => [replica.node.ipv6]);
  // each run has its own id, so that a row of an earlier run cannot pass for this one's
  canary.run("verify-source", () => ["${self.id}"]);
  return canary;
}

/** `verify`: reads the canary's row at the replica, and checks everything else that a healthy replication needs. */
export function addVerifyStep(scope: Construct, { replica, source, canary }: Ends & { readonly canary: Step }): Step {
  const verify = lookingStep(scope, replica.node, "verify");
  verify.after("canary", canary);
  const days = replica.certificateDays < CERTIFICATES.renewBefore ? [`${replica.certificateDays}`] : [];
  verify.run("verify", () => [canary.id, source.node.name, replica.node.loginUser, ...days]);
  return verify;
}

function lookingStep(scope: Construct, node: Node, step: "link" | "verify"): Step {
  return new Step(scope, step, { target: node, step, effect: "looks, changes nothing", rerunsWithScript: true });
}
