import type { Construct } from "constructs";
import { renderScript } from "../../templates/scripts/script";
import { PlumblineStack } from "../stack/plumbline-stack";
import { MachineResource } from "./machine-resource";
import type { OperatorStepData } from "./step-data";
import type { Target } from "./target";

/** A step of a node that runs a script on the operator's machine. */
export class OperatorStep extends MachineResource {
  constructor(scope: Construct, target: Target, data: OperatorStepData) {
    super(scope, data.id, { target });
    const { folder } = PlumblineStack.ofConstruct(scope);
    for (const script of [data.script, ...(data.others ?? [])]) {
      folder.share(`scripts/${script}.sh`, () => renderScript(script));
    }
    this.addTrigger("effect", () => data.effect);
    PlumblineStack.ofConstruct(scope).whenComplete(() =>
      this.provision(
        [{ type: "local-exec", command: `bash scripts/${data.script}.sh`, environment: data.environment }],
        {},
      ),
    );
  }
}
