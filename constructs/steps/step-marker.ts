import type { FileProvisioner, LocalExecProvisioner, RemoteExecProvisioner } from "cdktf";
import { renderScript } from "../../templates/scripts/script";
import type { Deployment } from "../stack/deployment";

export type Provisioner = FileProvisioner | LocalExecProvisioner | RemoteExecProvisioner;

/**
 * A marker file beside the local state while a step runs. Terraform writes a resource into its state before its
 * provisioners run, whenever another resource is done meanwhile: if Terraform is killed then, it considers the step
 * done and never says so. The marker is a trigger: if it is left behind, the trigger's value changes, and the next plan
 * runs the step again.
 */
export class StepMarker {
  private readonly file: string;

  /** @param resource name of the `null_resource` */
  constructor(stack: Deployment, resource: string) {
    stack.folder.share("scripts/note.sh", () => renderScript("note"));
    this.file = `../../../state/steps.${stack.stack.node.id}/${resource}`;
  }

  /** The marker's text when Terraform plans; empty: nothing is unfinished. */
  get trigger(): string {
    return `\${try(trimspace(file("${this.file}")), "")}`;
  }

  /** The provisioners, between the two that write and remove the marker. */
  wrap(provisioners: readonly Provisioner[]): Provisioner[] {
    return [
      { type: "local-exec", command: `bash scripts/note.sh begin ${this.file}` },
      ...provisioners,
      {
        type: "local-exec",
        command: `bash scripts/note.sh end ${this.file} "$BEFORE"`,
        environment: { BEFORE: "${self.triggers.unfinished}" },
      },
    ];
  }
}
