import type { Network } from "../../constructs/network/network";
import type { BackupProps } from "../../constructs/node/backup";
import { Disk } from "../../constructs/node/disk";
import { Node } from "../../constructs/node/node";
import { literal } from "../../constructs/words/literal";
import { Size } from "../../constructs/words/size";
import type * as plan from "../../plan/plan";
import type { Guests } from "./guests";
import type { Parts } from "./parts";
import { portOf } from "./ports";

/** Makes a node in its network; all networks that it has cards in stand. */
export function addNode(network: Network, node: plan.Node, parts: Parts, guests: Guests): Node {
  const card = (of: Network, { privateIpv4 }: { readonly privateIpv4?: string }) => ({
    network: of,
    ...(privateIpv4 === undefined ? {} : { privateIpv4 }),
  });
  return new Node(network.domain, node.name, {
    cards: [card(network, node), ...node.cards.map((one) => card(parts.network(one.network), one))],
    image: literal(node.image),
    ...(node.cpu === undefined ? {} : { cpus: node.cpu.count }),
    ...(node.cpu?.coresPerSocket === undefined ? {} : { coresPerCpu: node.cpu.coresPerSocket }),
    ...(node.cpu?.speed === undefined ? {} : { cpuSpeed: node.cpu.speed }),
    ...(node.memoryGb === undefined ? {} : { memory: Size.gigabytes(node.memoryGb) }),
    disks: node.disks.map(({ unit, gigabytes, speed }) => Disk.of(Size.gigabytes(gigabytes), speed, { unit })),
    inbound: (node.internet ?? []).map(portOf),
    internet: node.internet !== undefined,
    ...(node.monitoring === undefined ? {} : { monitoring: node.monitoring }),
    ...(node.backup === undefined ? {} : { backup: backupOf(node.backup) }),
    description: literal(node.description),
    protected: node.protected,
    formerNames: node.formerNames,
    hostName: node.hostName,
    contextualised: node.contextualised,
    adopted: node.adopted,
    ...(node.prepare.length > 0 ? { prepare: () => guests.preparationsOf(node) } : {}),
    ...(node.windows ? { windows: () => guests.windowsOf(node) } : {}),
    ...(node.cloudConfig ? { cloudConfig: () => guests.cloudConfigOf(node) } : {}),
  });
}

function backupOf({ plan: service, clients }: plan.Backup): BackupProps {
  return {
    plan: service,
    clients: clients.map(({ type, storagePolicy, schedulePolicy, alert }) => ({
      type: literal(type),
      storagePolicy: literal(storagePolicy),
      schedulePolicy: literal(schedulePolicy),
      ...(alert === undefined ? {} : { alert: { trigger: alert.trigger, emails: alert.emails.map(literal) } }),
    })),
  };
}
