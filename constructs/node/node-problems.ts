import type { Guest } from "../../platform/images";
import { CARDS, CPUS, HOST_NAME, MEMORY_GB } from "../../platform/limits";
import type { NetworkDomainBase } from "../network/network-domain-base";
import type { NodeProps } from "./node-props";

/** What the platform does not take of a node, or its image. */
export function nodeProblems(
  props: NodeProps,
  { hostName, domain, guest, isContextualised }: NodeChecks,
): (string | false)[] {
  const memory = props.memory?.toGigabytes();
  return [
    !HOST_NAME.test(hostName) &&
      `node is called "${hostName}"; a host name has letters, digits and inner dashes, 63 at the most`,
    props.cpus !== undefined &&
      !(Number.isInteger(props.cpus) && props.cpus >= CPUS.least && props.cpus <= CPUS.most) &&
      `cpus is ${props.cpus}; a node takes ${CPUS.least} to ${CPUS.most}`,
    memory !== undefined &&
      (memory < MEMORY_GB.least || memory > MEMORY_GB.most) &&
      `memory is ${memory} GB; a node takes ${MEMORY_GB.least} to ${MEMORY_GB.most}`,
    props.cards.length > CARDS && `there are ${props.cards.length} network cards; a node takes 1 to ${CARDS}`,
    isContextualised &&
      !guest.isContextualised &&
      `image "${props.image}" takes no SSH, so no step can run on it; leave out \`contextualised\`, or take another image`,
    props.adopted === true &&
      isContextualised &&
      "node is adopted, and steps would run on it; set `contextualised` to false, or leave out `adopted`",
    props.windows !== undefined &&
      guest.family !== "windows" &&
      `image "${props.image}" is none of Windows, and \`windows\` runs commands of Windows; leave it out`,
    ...props.cards.map(
      ({ network }) => network.domain !== domain && `network ${network.id} is in another network domain than the node`,
    ),
  ];
}

/** What the props of a node are checked against. */
export interface NodeChecks {
  readonly hostName: string;
  readonly domain: NetworkDomainBase;
  /** What the image has. */
  readonly guest: Guest;
  readonly isContextualised: boolean;
}
