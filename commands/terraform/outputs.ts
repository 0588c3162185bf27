import { existsSync } from "node:fs";
import * as v from "valibot";
import { HOST_NAME } from "../../platform/limits";
import { Failure } from "../cli/command";
import type { Stack } from "./stack";
import { printedJson, terraform } from "./terraform";

const line = v.pipe(v.string(), v.regex(/^[^\r\n]*$/, "is more than one line"));

/** Where a node is. */
const addresses = {
  name: v.pipe(v.string(), v.regex(HOST_NAME, "is no host name")),
  location: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]+$/, "is no location")),
  public_ipv4: v.nullable(v.pipe(v.string(), v.ipv4("is no IPv4 address"))),
  private_ipv4: v.pipe(v.string(), v.ipv4("is no IPv4 address")),
  ipv6: v.pipe(v.string(), v.ipv6("is no IPv6 address")),
};

/** A node that people log in to. Texts that go into files for ssh are held to what such a file can carry. */
const node = v.object({
  ...addresses,
  host_key: v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^ssh-ed25519 [A-Za-z0-9+/]+=*( [^\r\n]*)?$/, "is no Ed25519 public key in OpenSSH form"),
  ),
  ssh_user: v.pipe(v.string(), v.regex(/^[a-z_][a-z0-9_-]*$/, "is no account")),
  ssh_port: v.pipe(v.number(), v.integer("is no port"), v.minValue(1, "is no port"), v.maxValue(65535, "is no port")),
});

const secrets = v.object({
  deployer_key: v.pipe(
    v.string(),
    v.regex(
      /^-----BEGIN OPENSSH PRIVATE KEY-----\n[\s\S]+\n-----END OPENSSH PRIVATE KEY-----\n*$/,
      "is no OpenSSH key",
    ),
  ),
  passwords: v.record(v.string(), line),
  admin_passwords: v.record(v.string(), line),
  /** Passwords, UUIDs and keys that Terraform makes for tokens of the plan, by their names there. */
  values: v.optional(v.record(v.string(), v.string()), {}),
});

const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9]+::[^\s:*?!,]+$/, "is no node id"));
const count = v.pipe(v.number(), v.integer("is no whole number"), v.minValue(0, "is less than 0"));

/** What `verify` compares a node with. */
const expectations = v.object({
  /** The image's own disk is the one at unit 0. */
  disks: v.array(v.object({ unit: count, gigabytes: count })),
  /** Nodes whose names this one must resolve. */
  peers: v.array(
    v.object({
      name: v.pipe(v.string(), v.regex(HOST_NAME, "is no host name")),
      ipv6: v.pipe(v.string(), v.ipv6("is no IPv6 address")),
    }),
  ),
  /** Values of sshd that the node's cloud-config wants in the place of the baseline's, by its keywords. */
  sshd: v.optional(v.record(v.string(), v.string())),
  /** Whether the node's cloud-config may give root a password. */
  root_password: v.optional(v.boolean()),
  mysql: v.optional(
    v.object({
      /** Name of the replication that it is a member of. */
      replication: v.string(),
      server_id: count,
      /** Number of days that certificates must still be valid. */
      certificate_days: count,
      /** Options of mysqld in the plan's option file; HCL turns a text of digits into a number. */
      settings: v.record(v.string(), v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String))),
    }),
  ),
});

/** A replication, by its name. */
const replication = v.object({
  /** The member that takes writes. */
  source: id,
  members: v.array(id),
  database: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$/, "is no name of a database")),
  /** Whether the plan populates the database. */
  populated: v.boolean(),
});

const SHAPES = {
  information: v.array(v.string()),
  nodes: v.record(id, node),
  /** Nodes on which no step runs; there is no such output where there are none. */
  unattended: v.record(id, v.object(addresses)),
  expectations: v.object({
    /** Whether there are steps on the nodes. */
    machines: v.picklist(["contextualised", "left out"]),
    nodes: v.record(id, expectations),
  }),
  replications: v.record(v.string(), replication),
  secrets,
} as const;

/** What an output is where a stack has nothing to put into it. */
const ABSENT: { readonly [name in keyof typeof SHAPES]?: unknown } = { unattended: {} };

export type Outputs = { [name in keyof typeof SHAPES]: v.InferOutput<(typeof SHAPES)[name]> };
/** One node; its id, `LOCATION::NAME`, is the key in `Outputs["nodes"]`. */
export type DeployedNode = Outputs["nodes"][string];
export type Expectations = Outputs["expectations"]["nodes"][string];
export type Secrets = Outputs["secrets"];

/**
 * Reads the named outputs of a deployed stack from Terraform's state. Throws a Failure if the stack was never
 * synthesized, initialised or deployed, or if an output is not in this version's form. No message contains a value.
 */
export async function readOutputs<Name extends keyof Outputs>(
  stack: Stack,
  env: NodeJS.ProcessEnv,
  ...names: Name[]
): Promise<Pick<Outputs, Name>> {
  const all = await outputsOf(stack, env);
  const missing = names.filter((name) => !(name in all || name in ABSENT));
  if (missing.length > 0) {
    throw new Failure(
      Object.keys(all).length === 0
        ? `stack ${stack.name} is not deployed: its state has no outputs`
        : `the deployment of stack ${stack.name} is not complete: its state has no output ${missing.join(", ")}`,
      ["deploy it, or go on where it stopped: npm run deploy"],
    );
  }
  const problems: string[] = [];
  const read: Partial<Outputs> = {};
  for (const name of names) {
    const result = v.safeParse(SHAPES[name], name in all ? all[name]?.value : ABSENT[name]);
    if (result.success) {
      Object.assign(read, { [name]: result.output });
    } else {
      problems.push(...result.issues.map((issue) => problemOf(name, issue)));
    }
  }
  if (problems.length > 0) {
    throw new Failure(`the outputs of stack ${stack.name} are not what this version writes`, [
      ...problems,
      "bring the stack up to date: npm run deploy",
    ]);
  }
  return read as Pick<Outputs, Name>;
}

async function outputsOf(stack: Stack, env: NodeJS.ProcessEnv): Promise<Record<string, { value: unknown }>> {
  if (!existsSync(stack.folder)) {
    throw new Failure(`stack ${stack.name} was never deployed from this folder: there is no ${stack.relativeFolder}`, [
      "deploy it: npm run deploy",
      "or, where its state is kept elsewhere, read it first: npm run diff",
    ]);
  }
  const outcome = await terraform(["output", "-json", "-no-color"], stack.folder, env);
  const { code, stderr } = outcome;
  if (code !== 0) {
    if (/initiali[sz]ation required/i.test(stderr)) {
      throw new Failure(`stack ${stack.name} was never initialised from this folder: its state cannot be read`, [
        "npm run diff initialises it and shows what a deployment would change",
        "npm run deploy deploys it",
      ]);
    }
    throw new Failure(`cannot read the outputs of stack ${stack.name}`, stderr.trim().split("\n"));
  }
  return printedJson(outcome, `the outputs of stack ${stack.name}`);
}

/** Place and reason, but never the value: it may be a secret. */
function problemOf(output: string, issue: v.BaseIssue<unknown>): string {
  const place = [output, ...(issue.path ?? []).map(({ key }) => String(key))].join(".");
  if (issue.kind === "validation") {
    return `${place} ${issue.message}`;
  }
  return issue.received === "undefined" ? `${place} is missing` : `${place} is not of the kind ${issue.expected}`;
}
