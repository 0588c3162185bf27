import { NETWORK_NAME, NODE_NAME } from "../../platform/limits";
import { type Position, positionText } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { textsOf } from "../shape/lists";
import type { Tree } from "../yaml/tree";
import { idOf, type KnownLocation } from "./names";
import { expandRange } from "./node-range";

/** A former name of something in a plan; in a list, the newest is first. */
export interface FormerName {
  readonly name: string;
  readonly at: Position;
}

/** A node or a network, with its present name and its former ones. */
interface Renamed {
  readonly kind: Kind;
  readonly name: string;
  readonly formerNames: readonly FormerName[];
  readonly at: Position;
}

type Kind = "node" | "network";

const FORMS: Readonly<Record<Kind, RegExp>> = { node: NODE_NAME, network: NETWORK_NAME };

/**
 * Reads `was`: the previous name, or a list of former names, the newest first. A range of nodes takes a range of the
 * same length.
 * @param index place of the node in its range
 * @param length how many names the range stands for
 */
export function readFormerNames(
  tree: Tree | undefined,
  { kind, location, index = 0, length = 1 }: { kind: Kind; location: KnownLocation; index?: number; length?: number },
  findings: Findings,
): FormerName[] {
  return textsOf(tree, "`was`", findings).flatMap(({ value, at }) => {
    const written = String(value).trim();
    const parts = written.split("::");
    const name = parts.pop() ?? "";
    if (parts.length > 0 && parts.at(-1) !== location.id) {
      findings.error(
        at,
        `\`was\` is "${written}", which is at another location`,
        "nothing moves from one data centre to another: write a name that it had at this one; what was at the other one is let go with `removed` in the settings",
      );
      return [];
    }
    const names = expandRange(name, at, findings);
    if (names === undefined) {
      return [];
    }
    if (names.length !== length) {
      findings.error(at, ...wrongLength(written, kind, names.length, length));
      return [];
    }
    const former = names[index] as string;
    if (!FORMS[kind].test(former)) {
      findings.error(at, `\`was\` is "${written}", which no ${kind} can have been called`);
      return [];
    }
    return [{ name: former, at }];
  });
}

function wrongLength(written: string, kind: Kind, given: number, wanted: number): [message: string, hint: string] {
  return wanted === 1
    ? [`\`was\` is "${written}", which stands for ${given} names, and this is one ${kind}`, "write one name"]
    : [
        `\`was\` is "${written}", and the range has ${wanted} nodes: each had a name of its own`,
        `write a range of ${wanted} names, such as old[1..${wanted}]`,
      ];
}

/**
 * Checks former names within one location. Terraform follows a resource from one address to another only if no other
 * resource has the former address now, and no other one came from it. It also refuses two resources that change places.
 */
export function checkFormerNames(location: KnownLocation, all: readonly Renamed[], findings: Findings): void {
  const present = new Map(all.map((one) => [addressForm(one.name), one]));
  const claimed = new Map<string, string>();
  for (const { kind, name, formerNames } of all) {
    for (const { name: former, at } of formerNames) {
      const other = present.get(addressForm(former));
      const by = claimed.get(addressForm(former));
      claimed.set(addressForm(former), by ?? `${name} at ${positionText(at)}`);
      if (former === name) {
        findings.error(at, `\`was\` is ${former}, which is the name that it has`, "write the name that it had before");
      } else if (by !== undefined) {
        findings.error(
          at,
          `\`was\` is ${former}, and so it is of ${by}`,
          `one ${kind} was called so: keep the line that is right`,
        );
      } else if (other !== undefined && other.name !== name) {
        findings.error(at, ...standsStill(name, former, idOf(location, former), other));
      }
    }
  }
}

/** The message if the former name of one thing is the present name of another. */
function standsStill(name: string, former: string, id: string, other: Renamed): [message: string, hint: string] {
  if (other.formerNames.some((one) => one.name === name)) {
    return [
      `${name} and ${former} would change places, which Terraform does not follow in one step`,
      `deploy three times: with a new name in place of ${name}, which was ${former}, beside the other as it was, ${name}; then with ${former}, which was ${name}, in place of that; then with ${name} in place of the new name`,
    ];
  }
  return [
    `\`was\` is ${former}, and ${id} is in the plan, a ${other.kind} at ${positionText(other.at)}`,
    `if that ${former} is to be new, deploy without it first and add it then; if ${name} is the new one, take \`was\` away`,
  ];
}

/** Form of a name in Terraform's addresses, where case matters. */
function addressForm(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, "_");
}
