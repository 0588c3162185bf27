import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../cli/command";
import { printedJson, terraform } from "../terraform/terraform";

/** The attributes of a resource that are used here. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Terraform's knowledge of a stack. */
export interface KnownResources {
  /** Address of each resource by its id, e.g. `ddcloud_vlan.EU6_databases`. */
  readonly addresses: ReadonlyMap<string, string>;
  /** Attributes of each resource in the state, by address. */
  readonly deployed: ReadonlyMap<string, Attributes>;
  /** Arguments of each resource in the synthesized configuration, by address. */
  readonly wanted: ReadonlyMap<string, Attributes>;
}

/** Source: Terraform's state, version 4. */
interface State {
  readonly resources?: readonly {
    readonly mode?: string;
    readonly type: string;
    readonly name: string;
    readonly instances?: readonly { readonly attributes?: Attributes }[];
  }[];
}

interface Configuration {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
}

const CONFIGURATION = "cdk.tf.json";

/**
 * Reads the state, wherever the plan keeps it, and the configuration of a synthesized stack. Throws a Failure if the
 * stack was never synthesized or initialised in this folder.
 * @param folder absolute path of the stack's Terraform
 */
export async function knownResources(folder: string, env: NodeJS.ProcessEnv): Promise<KnownResources> {
  const wanted = readConfiguration(folder);
  const addresses = new Map<string, string>();
  const deployed = new Map<string, Attributes>();
  for (const { mode = "managed", type, name, instances = [] } of (await readState(folder, env)).resources ?? []) {
    // a replaced resource that must still be deleted is an instance, too
    for (const { attributes = {} } of mode === "managed" ? instances : []) {
      deployed.set(`${type}.${name}`, attributes);
      addresses.set(String(attributes.id), `${type}.${name}`);
    }
  }
  return { addresses, deployed, wanted };
}

function readConfiguration(folder: string): KnownResources["wanted"] {
  const file = join(folder, CONFIGURATION);
  if (!existsSync(file)) {
    throw new Failure(`the stack is not in this folder: there is no ${CONFIGURATION} in ${folder}`, [
      "npm run diff synthesizes it and reads its state",
    ]);
  }
  const { resource = {} } = JSON.parse(readFileSync(file, "utf8")) as Configuration;
  return new Map(
    Object.entries(resource).flatMap(([type, those]) =>
      Object.entries(those).map(([name, wanted]): [string, Attributes] => [`${type}.${name}`, wanted]),
    ),
  );
}

async function readState(folder: string, env: NodeJS.ProcessEnv): Promise<State> {
  const outcome = await terraform(["state", "pull"], folder, env);
  const { code, stdout, stderr } = outcome;
  if (code !== 0) {
    throw /initiali[sz]ation required/i.test(stderr)
      ? new Failure("the stack was never initialised in this folder: its state cannot be read", [
          "npm run diff initialises it",
        ])
      : new Failure("the state of the stack cannot be read", stderr.trim().split("\n"));
  }
  // before the first deployment there is none, but perhaps a warning
  return !/^\s*\{/m.test(stdout) ? {} : printedJson(outcome, "the state of the stack");
}
