import { Fn } from "cdktf";
import type { Construct } from "constructs";
import { renderScript, type ScriptName } from "../../templates/scripts/script";
import { Deployment } from "../stack/deployment";
import { MachineResource, RUN_ID } from "../steps/machine-resource";
import type { Target } from "../steps/target";
import { fingerprint } from "../words/naming";
import type { MysqlMember } from "./member";

const SCRIPTS: readonly ScriptName[] = ["role", "role-node"];

/**
 * `role`: compares the roles that the plan gives with those that all members of a group have, from the operator's
 * machine, which alone sees them all. Opens the source of a new group; else a server is not made what it is not.
 */
export function addRoleStep(scope: Construct, members: readonly MysqlMember[], source: MysqlMember): MachineResource {
  const stack = Deployment.of(scope);
  const scripts = SCRIPTS.map((script) => {
    const text = renderScript(script);
    stack.folder.share(`scripts/${script}.sh`, () => text);
    return [`${script}.sh`, fingerprint(text)] as const;
  });
  const nodes = members.map(({ node }) => node);
  const role = new MachineResource(scope, "role", { target: nodes as readonly Target[] as [Target, ...Target[]] });
  for (const { id, contextualisation } of nodes) {
    role.after(`ready of ${id}`, contextualisation.ready);
  }
  role.provision(
    [
      {
        type: "local-exec",
        command: "bash scripts/role.sh",
        environment: {
          GROUP: scope.node.id,
          SOURCE: source.node.id,
          PORT: stack.sshPort.stringValue,
          // one a line: id, login, address, run of the step before this one and where Terraform has it, public host key
          MEMBERS: nodes
            .map(({ id, loginUser, loginAddress, hostPublicKey, contextualisation: { ready } }) =>
              [id, loginUser, loginAddress, `${ready.id}@${ready.address}`, hostPublicKey].join(" "),
            )
            .join("\n"),
          // for the provisioner alone, as in `adopt`: Terraform would else suppress all that the step has to say
          DEPLOYER_KEY: Fn.nonsensitive(stack.identity.deployer.privateKey),
          RUN: RUN_ID,
        },
      },
    ],
    {
      effect: "looks; opens the source of a new group for writes, and no other",
      source: source.node.id,
      ...Object.fromEntries(scripts),
    },
  );
  return role;
}
