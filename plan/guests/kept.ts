import type { Findings } from "../findings/findings";
import { get, type Tree } from "../yaml/tree";

/**
 * Tells where a cloud-config is not obeyed, since a node would lose what its steps rely on. Each at its line.
 * @param config a node's cloud-config, merged
 */
export function tellKept(config: Tree | undefined, findings: Findings): void {
  if (config?.kind !== "mapping") {
    return;
  }
  const keyed = (key: string, tell: (value: unknown) => readonly [string, string] | undefined) => {
    const entry = config.entries.get(key);
    const words = entry?.value.kind === "scalar" ? tell(entry.value.yaml11?.value ?? entry.value.value) : undefined;
    if (entry !== undefined && words !== undefined) {
      findings.warning(entry.key, ...words);
    }
  };
  keyed("ssh_deletekeys", (value) =>
    isYes(value)
      ? ["host keys are not deleted: connections pin the one that Terraform made", "leave it out"]
      : undefined,
  );
  keyed("manage_etc_hosts", (value) =>
    isNo(value) || value === null || value === "localhost"
      ? undefined
      : [
          "/etc/hosts is not written anew at each boot, which would lose names of other nodes; its own name is kept",
          "localhost says so",
        ],
  );
  for (const key of ["package_update", "apt_update"]) {
    keyed(key, (value) =>
      isNo(value)
        ? ["the index of packages is updated all the same: the node's own packages need it", "leave it out"]
        : undefined,
    );
  }
  const keys = get(config, "ssh_keys");
  for (const [name, { key }] of keys?.kind === "mapping" ? keys.entries : []) {
    if (name.startsWith("ed25519")) {
      findings.warning(
        key,
        "the host key of type Ed25519 is the one that Terraform made and all connections pin",
        "leave it out; keys of other types are laid beside it",
      );
    }
  }
}

function isYes(value: unknown): boolean {
  return value === true || /^(true|1|on|yes)$/i.test(String(value));
}

function isNo(value: unknown): boolean {
  return value === false || /^(false|0|off|no)$/i.test(String(value));
}
