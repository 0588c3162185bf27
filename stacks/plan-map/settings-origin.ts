import { TerraformBackend, type TerraformElement, TerraformOutput, TerraformResource } from "cdktf";
import { pointer } from "../../constructs/stack/json-pointer";
import type { ElementOrigin, Origin } from "../../constructs/stack/origin";
import { logicalId } from "../../constructs/words/naming";
import { allNodesOf, textsOf } from "../../plan/nodes";
import type * as plan from "../../plan/plan";
import { originsOf } from "../../plan/yaml/places";
import { pathOf } from "../domain-ids";
import type { NodeContext, PlanIndex } from "./plan-index";
import { firstText, originsOfRead, positionTexts } from "./position-texts";

type Attributes = Record<string, readonly string[]>;

/** Where the parts of the whole stack come from: backend, certificate authority, outputs. */
export class SettingsOrigin implements Origin {
  readonly at = undefined;

  /** @param prefix number of lines of information before the plan's */
  constructor(
    private readonly plan: plan.Plan,
    private readonly index: PlanIndex,
    private readonly prefix: number,
  ) {}

  ofElement(element: TerraformElement): ElementOrigin {
    const { at } = this.plan;
    if (element instanceof TerraformBackend) {
      const settings = Object.keys("settings" in this.plan.backend ? this.plan.backend.settings : {});
      const type = at.origins("backend", "type");
      return {
        at: firstText(type),
        attributes:
          settings.length > 0
            ? Object.fromEntries(settings.map((name) => [pointer(name), positionTexts(at.origins("backend", name))]))
            : { "/path": positionTexts(at.origins("name")) },
      };
    }
    if (element instanceof TerraformOutput) {
      return { attributes: this.output(element.friendlyUniqueId) };
    }
    if (element instanceof TerraformResource && element.terraformResourceType === "tls_self_signed_cert") {
      const certificates = (key: string) => positionTexts(at.origins("certificates", key));
      return {
        at: firstText(at.origins("certificates")),
        attributes: {
          "/subject/0/common_name": positionTexts(at.origins("name")),
          "/validity_period_hours": certificates("authorityDays"),
          "/early_renewal_hours": certificates("days"),
        },
      };
    }
    return { attributes: {} };
  }

  private output(id: string): Attributes {
    const each = (of: (node: plan.Node) => Attributes): Attributes =>
      Object.assign({}, ...allNodesOf(this.plan).map(of));
    switch (id) {
      case "information":
        return this.information();
      case "nodes":
        return each((node) => this.named(node));
      case "expectations":
        return each((node) => this.expected(node));
      case "replications":
        return Object.assign({}, ...this.plan.replications.map((group) => this.replication(group)));
      case "guarded":
        return each((node) => this.guarded(node));
      default:
        return {};
    }
  }

  private information(): Attributes {
    const own = Array.from({ length: this.prefix }, (_, line) => [pointer("value", line), []] as const);
    const lines = textsOf(this.plan).map(
      ({ at }, line) => [pointer("value", this.prefix + line), positionTexts(originsOf(at))] as const,
    );
    return Object.fromEntries([...own, ...lines]);
  }

  private named({ id }: plan.Node): Attributes {
    const { node, location } = this.contextOf(id);
    return {
      [pointer("value", id, "name")]: positionTexts(node.at.own),
      [pointer("value", id, "location")]: positionTexts(location.at.own),
      [pointer("value", id, "ssh_user")]: [],
    };
  }

  private expected(node: plan.Node): Attributes {
    const { id, mysql } = node;
    const at = (...path: (string | number)[]) => pointer("value", "nodes", id, ...path);
    const disks = node.disks.map((disk, index) => [at("disks", index), positionTexts(originsOfRead(disk))] as const);
    const peers = this.index.peersOf(node).flatMap((peer) => peer.node.at.own);
    const settings = Object.keys(mysql?.settings ?? {}).map(
      (name) => [at("mysql", "settings", name), positionTexts(originsOfRead(mysql?.settings ?? {}, name))] as const,
    );
    return {
      ...Object.fromEntries(disks),
      [at("peers")]: positionTexts(peers),
      ...(mysql === undefined
        ? {}
        : {
            // what every database has, unless the plan says something else
            [at("mysql")]: [],
            [at("mysql", "replication")]: positionTexts(this.index.groupNameOf(node)),
            [at("mysql", "certificate_days")]: positionTexts(this.plan.at.origins("certificates", "renewBefore")),
            [at("mysql", "server_id")]: positionTexts(this.index.idOfNode(id)),
            [at("mysql", "settings", "server_id")]: positionTexts(this.index.idOfNode(id)),
            [at("mysql", "settings", "report_host")]: positionTexts(node.at.own),
            ...Object.fromEntries(settings),
          }),
    };
  }

  private replication(group: plan.Replication): Attributes {
    const at = (key: string) => pointer("value", group.name, key);
    const members = this.index.membersOf(group.name).flatMap(({ node }) => this.index.idOfNode(node.id));
    return {
      [at("source")]: positionTexts(this.index.sourceOf(group)),
      [at("members")]: positionTexts(members),
      [at("database")]: positionTexts(group.at.origins("database")),
      [at("populated")]: positionTexts(group.at.origins("populate")),
    };
  }

  private guarded({ id, mysql }: plan.Node): Attributes {
    const { node, network, location } = this.contextOf(id);
    const path = pathOf(location, network.domain, node.name);
    const at = (key: string) => pointer("value", `ddcloud_server.${logicalId(path)}`, key);
    return {
      [at("node")]: positionTexts(this.index.idOfNode(id)),
      [at("protected")]: positionTexts([...node.at.origins("destroy"), ...node.at.origins("running")]),
      [at("contextualised")]: [],
      ...(mysql === undefined ? {} : { [at("replication")]: positionTexts(this.index.groupNameOf(node)) }),
    };
  }

  private contextOf(id: string): NodeContext {
    const context = this.index.node(id);
    if (context === undefined) {
      throw new Error(`node ${id} is not in the plan`);
    }
    return context;
  }
}
