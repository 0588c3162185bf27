import type { Construct } from "constructs";
import { renderScript } from "../../templates/scripts/script";
import { Deployment } from "../stack/deployment";
import { MachineResource } from "./machine-resource";
import type { OperatorStepData } from "./step-data";
import type { Target } from "./target";

/** A step of a node that runs a script on the operator's machine. */
export class OperatorStep extends MachineResource {
  constructor(scope: Construct, target: Target, data: OperatorStepData) {
    super(scope, data.id, { target });
    const stack = Deployment.of(scope);
    for (const script of [data.script, ...(data.others ?? [])]) {
      stack.folder.share(`scripts/${script}.sh`, () => renderScript(script));
    }
    stack.whenComplete(this, () =>
      this.provision(
        [{ type: "local-exec", command: `bash scripts/${data.script}.sh`, environment: data.environment }],
        { effect: data.effect },
      ),
    );
  }
}
