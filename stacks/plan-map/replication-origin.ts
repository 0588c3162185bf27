import { type TerraformElement, TerraformResource } from "cdktf";
import type { ElementOrigin, Origin } from "../../constructs/stack/plan-map";
import type * as plan from "../../plan/plan";
import { firstText, generationOrigins, originsOfRead, positionTexts } from "./position-texts";

/** Where a replication comes from: its passwords; all else of it stands at its nodes. */
export function replicationOrigin(source: plan.MysqlSource, settings: plan.Plan): Origin {
  return {
    at: firstText(source.at.own),
    ofElement(element: TerraformElement): ElementOrigin {
      if (!(element instanceof TerraformResource)) {
        return { attributes: {} };
      }
      const user = source.users.find(({ name }) => element.node.scope?.node.id === `user_${name}`);
      return {
        at: user && firstText(originsOfRead(user)),
        attributes: {
          "/keepers/generation": positionTexts(generationOrigins(settings.at, user?.name ?? "replicator")),
        },
      };
    },
  };
}
