import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "../../plan/plan";
import { Failure } from "../cli/command";

/** The part of a Terraform state that is used here. Source: Terraform's state file, version 4. */
interface State {
  readonly resources?: readonly {
    readonly type?: string;
    readonly instances?: readonly { readonly attributes?: { readonly id?: string } }[];
  }[];
}

const TYPES = ["ddcloud_networkdomain", "ddcloud_vlan"];

/**
 * Ids of the network domains and VLANs in this project's own state: a deployment does not clash with them. Undefined:
 * the plan keeps its state elsewhere.
 */
export function deployedNetworks({ name, backend }: Plan, project: string): ReadonlySet<string> | undefined {
  if (backend.type !== "local") {
    return undefined;
  }
  const file = join("state", `terraform.${name}.tfstate`);
  const resources = readState(file, project).resources ?? [];
  const networks = resources.filter(({ type = "" }) => TYPES.includes(type));
  return new Set(networks.flatMap(({ instances = [] }) => instances.flatMap(({ attributes }) => attributes?.id ?? [])));
}

function readState(file: string, project: string): State {
  const path = join(project, file);
  if (!existsSync(path)) {
    return {};
  }
  try {
    return JSON.parse(readFileSync(path, "utf8")) as State;
  } catch {
    throw new Failure(`${file} cannot be read as Terraform's state`, [
      `without it, what is deployed cannot be told from what others have; ${file}.backup is the state before`,
    ]);
  }
}
