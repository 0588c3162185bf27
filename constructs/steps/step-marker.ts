import type { FileProvisioner, LocalExecProvisioner, RemoteExecProvisioner } from "cdktf";
import { renderScript } from "../../templates/scripts/script";
import type { Deployment } from "../stack/deployment";

export type Provisioner = FileProvisioner | LocalExecProvisioner | RemoteExecProvisioner;

/**
 * A note beside the local state while a step is at work. Terraform writes a resource into its state before its
 * provisioners run, whenever another resource is done meanwhile: killed then, it takes the step for done and never says
 * so. The note is a trigger: left behind, it is another value, and the next plan runs the step again.
 */
export class StepMarker {
  private readonly file: string;

  /** @param resource name of the `null_resource` */
  constructor(stack: Deployment, resource: string) {
    stack.folder.share("scripts/note.sh", () => renderScript("note"));
    this.file = `../../../state/steps.${stack.stack.node.id}/${resource}`;
  }

  /** What is noted when Terraform plans; empty: nothing is unfinished. */
  get trigger(): string {
    return `\${try(trimspace(file("${this.file}")), "")}`;
  }

  /** The provisioners between the two that note. */
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
