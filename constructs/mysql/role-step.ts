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
 * `role`: compares the roles in the plan with the actual roles of all members of a group. It runs on the operator's
 * machine, the only one that sees all of them. It opens the source of a new group for writes; otherwise it changes no
 * server's role.
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
          // one per line: id, login, address, run of the previous step and that step's Terraform address, public host
          // key
          MEMBERS: nodes
            .map(({ id, loginUser, loginAddress, hostPublicKey, contextualisation: { ready } }) =>
              [id, loginUser, loginAddress, `${ready.id}@${ready.address}`, hostPublicKey].join(" "),
            )
            .join("\n"),
          // nonsensitive for this provisioner only, as in `adopt`: otherwise Terraform would suppress all output of the
          // step
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
