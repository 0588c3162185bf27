import { type TerraformElement, TerraformResource } from "cdktf";
import type { NetworkDomain } from "../../constructs/network/network-domain";
import { pointer } from "../../constructs/stack/json-pointer";
import type { ElementOrigin, Origin } from "../../constructs/stack/origin";
import type { Position } from "../../plan/findings/diagnostic";
import type * as plan from "../../plan/plan";
import { BASE_FILES, MYSQL_FILES } from "./file-origins";
import type { NodeContext, PlanIndex } from "./plan-index";
import { firstText, generationOrigins, originsOfRead, positionTexts } from "./position-texts";
import { ruleOrigin } from "./rule-origins";
import { stepOrigin } from "./step-origins";

/** Where a node comes from, with everything that belongs to it. */
export class NodeOrigin implements Origin {
  readonly at: string | undefined;
  private readonly files = new Map<string, { readonly at: string | undefined; readonly from: readonly string[] }>();

  constructor(
    private readonly context: NodeContext,
    private readonly index: PlanIndex,
    private readonly domain: NetworkDomain,
  ) {
    this.at = firstText(context.node.at.own);
  }

  ofElement(element: TerraformElement): ElementOrigin {
    const cause = this.domain.causeOf(element);
    if (cause !== undefined) {
      return ruleOrigin(cause, this.context, this.index);
    }
    const { plan, location, node } = this.context;
    const provider = { "/provider": positionTexts(location.at.own) };
    const mysql = firstText(node.mysql?.at.own ?? []);
    switch (element instanceof TerraformResource ? element.terraformResourceType : undefined) {
      case "ddcloud_server":
        return { attributes: { ...provider, ...this.server() } };
      case "ddcloud_nat":
        return { at: firstText(node.at.origins("internet")), attributes: provider };
      case "ddcloud_server_backup":
        return { at: firstText(node.at.origins("backup")), attributes: { ...provider, ...this.backup() } };
      case "ddcloud_vip_node":
        return { attributes: provider };
      case "random_password":
        return { attributes: { "/keepers/generation": positionTexts(generationOrigins(plan.at, "admin")) } };
      case "tls_cert_request":
        return { at: mysql, attributes: { "/dns_names": this.name, "/subject": this.name } };
      case "tls_locally_signed_cert":
        return {
          at: mysql,
          attributes: {
            "/validity_period_hours": positionTexts(plan.at.origins("certificates", "days")),
            "/early_renewal_hours": positionTexts(plan.at.origins("certificates", "renewBefore")),
          },
        };
      case "null_resource":
        return stepOrigin(element, this.context, this.index);
      default:
        // the keys that only a database needs are in the node's construct, like its host key
        return { at: /seed_key|tls_key/.test(element.node.id) ? mysql : undefined, attributes: {} };
    }
  }

  /** Called twice: for the file, and for the trigger that identifies its text. */
  ofFile(name: string): { readonly at: string | undefined; readonly from: readonly string[] } {
    const known = this.files.get(name) ?? this.makeFile(name);
    this.files.set(name, known);
    return known;
  }

  private makeFile(name: string) {
    const { node } = this.context;
    const base = BASE_FILES[name];
    const from = base ?? MYSQL_FILES[name];
    return {
      at: base === undefined ? firstText(node.mysql?.at.own ?? [], node.at.own) : this.at,
      // a file that is not listed may contain anything that the plan says about its node
      from: positionTexts(from === undefined ? node.at.origins() : from(this.context, this.index)),
    };
  }

  /** An address comes from its line and, since `.10` is one too, from the range of its network. */
  private fixedAddress(line: readonly Position[], network: plan.Network | undefined): readonly string[] {
    return positionTexts(line, network?.at.origins("subnet") ?? []);
  }

  private get name(): readonly string[] {
    return positionTexts(this.context.node.at.own);
  }

  private backup(): Record<string, readonly string[]> {
    const { backup } = this.context.node;
    const said = (...path: (string | number)[]) => positionTexts(backup?.at.origins(...path) ?? []);
    const clients = (backup?.clients ?? []).flatMap((_, index) => {
      const client = (key: string) => said("clients", index, key);
      return [
        [pointer("client", index, "type"), client("type")],
        [pointer("client", index, "storage_policy"), client("storagePolicy")],
        [pointer("client", index, "schedule_policy"), client("schedulePolicy")],
        [pointer("client", index, "alert", "trigger"), client("trigger")],
        [pointer("client", index, "alert", "emails"), client("email")],
      ] as const;
    });
    return { "/service_plan": said("plan"), ...Object.fromEntries(clients) };
  }

  private server(): Record<string, readonly string[]> {
    const { node } = this.context;
    const said = (...path: string[]) => positionTexts(node.at.origins(...path));
    // an image's disk comes from the platform, and not from the plan
    const disks = node.disks.map(
      (disk, index) => [pointer("disk", index), positionTexts(originsOfRead(disk))] as const,
    );
    return {
      "/name": this.name,
      "/description": said("description"),
      "/image": [...said("appliance"), ...said("image")],
      "/cpu_count": said("cpu"),
      ...(node.cpu?.coresPerSocket === undefined ? {} : { "/cores_per_cpu": said("cpu") }),
      ...(node.cpu?.speed === undefined ? {} : { "/cpu_speed": said("cpu") }),
      "/memory_gb": said("memory"),
      ...Object.fromEntries(disks),
      ...(node.privateIpv4 === undefined
        ? {}
        : { "/primary_network_adapter/ipv4": this.fixedAddress(node.at.origins("privateIpv4"), this.context.network) }),
      ...Object.fromEntries(
        node.cards.flatMap(({ network, privateIpv4, at }, index) =>
          privateIpv4 === undefined
            ? []
            : [
                [
                  pointer("additional_network_adapter", index, "ipv4"),
                  this.fixedAddress(at.own, this.index.network(network)?.network),
                ],
              ],
        ),
      ),
      ...(node.protected ? { "/lifecycle/prevent_destroy": [...said("destroy"), ...said("running")] } : {}),
    };
  }
}
