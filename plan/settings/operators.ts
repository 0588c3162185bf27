import { formatIpv4Range, networkOf, parseIpv4, parseIpv4Range } from "../../platform/addresses/ipv4";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { splitList } from "../parameters/parameter-type";
import { textsOf } from "../shape/lists";
import type { Scalar, Tree } from "../yaml/tree";

/** Address ranges that may log in; undefined if any address may, which gives a warning. */
export function readOperators(tree: Tree | undefined, settings: Position, findings: Findings): string[] | undefined {
  if (tree?.kind === "poison") {
    return undefined;
  }
  const texts = textsOf(tree, "`operators`", findings);
  const found = texts.flatMap((scalar) => splitList(String(scalar.value)).map((range) => ({ range, scalar })));
  const isEmpty = tree?.kind === "list" ? tree.items.length === 0 : texts.length > 0 && found.length === 0;
  if (tree !== undefined && isEmpty) {
    findings.error(tree.at, "operators is empty: nobody could log in", "it takes IPv4 addresses and ranges, or `any`");
    return undefined;
  }
  const any = found.find(({ range }) => range.toLowerCase() === "any" || range === "0.0.0.0/0");
  if (tree === undefined || any !== undefined) {
    warn(any?.scalar, tree?.at ?? settings, findings);
    return undefined;
  }
  return [...new Set(found.flatMap(({ range, scalar }) => readRange(range, scalar.at, findings) ?? []))];
}

function readRange(written: string, at: Position, findings: Findings): string | undefined {
  const address = parseIpv4(written);
  const range = address === undefined ? parseIpv4Range(written) : { address, prefixSize: 32 };
  if (range === undefined) {
    findings.error(
      at,
      `"${written}" in \`operators\` is no IPv4 address or range`,
      "it takes addresses such as 192.0.2.7, ranges such as 192.0.2.0/24, or `any`",
    );
    return undefined;
  }
  const network = formatIpv4Range(networkOf(range));
  if (network !== formatIpv4Range(range)) {
    findings.error(
      at,
      `"${written}" in \`operators\` is no range: bits behind its prefix are set`,
      `did you mean ${network}?`,
    );
    return undefined;
  }
  return network;
}

function warn(any: Scalar | undefined, at: Position, findings: Findings): void {
  const parameter = /\{\{\s*parameter\.([\w.-]+)\s*\}\}/.exec(any?.written ?? "")?.[1];
  findings.warning(
    any?.at ?? at,
    `any address may log in over SSH: \`operators\` ${any === undefined ? "is not set" : "is any"}`,
    parameter === undefined
      ? "narrow it in the settings: operators: [192.0.2.0/24]"
      : `narrow it with the parameter ${parameter}: PARAMETERS="${parameter}=192.0.2.0/24"`,
  );
}
