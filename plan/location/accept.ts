import * as v from "valibot";
import type { Position } from "../findings/diagnostic";
import type { Findings } from "../findings/findings";
import { idOf, type KnownLocation, type Names } from "../names/names";
import type { Accept, Port } from "../plan";
import { check } from "../shape/check";
import { type JsonSchema, patternForm, scalarForm } from "../shape/json-schema";
import { notation, oneOrMany, section, text } from "../shape/schema";
import { show, textOf } from "../shape/words";
import { placeOf } from "../yaml/places";
import { get, itemsOf, type Tree } from "../yaml/tree";
import { parsePort, withoutRepeats } from "./ports";

const PORTS_FORM: JsonSchema = {
  ...scalarForm(["integer"], { minimum: 1, maximum: 65_535 }),
  ...patternForm(String.raw`^\d+(\.\.\d+)?$`, "ports such as 443, and ranges such as 8000..8010"),
};

const ports = (protocol: Port["protocol"]) =>
  v.optional(
    oneOrMany(
      notation((written): { value: Port } | { message: string } => {
        const port = parsePort(protocol, textOf(written));
        return port === undefined
          ? {
              message: `${protocol} is ${show(written)}; it takes ports from 1 to 65535, and ranges such as 8000..8010`,
            }
          : { value: port };
      }, PORTS_FORM),
    ),
  );

export const LONG_FORM = section("`accept`", {
  from: text("from"),
  tcp: ports("tcp"),
  udp: ports("udp"),
  icmp: v.optional(v.boolean(({ input }) => `icmp is ${show(input)}; it takes true or false`)),
});

/**
 * `accept` of a network: names of networks, which accept everything from there, or `{from, tcp, udp, icmp}`, which
 * accept only the listed ports.
 */
export function readAccepts(
  tree: Tree | undefined,
  network: string,
  location: KnownLocation,
  names: Names,
  findings: Findings,
): Accept[] {
  const items = itemsOf(tree);
  return items.flatMap((item): Accept[] => {
    const accept =
      item.kind === "mapping" ? readLong(item, location, names, findings) : readShort(item, location, names, findings);
    if (accept !== undefined && accept.from === idOf(location, network)) {
      findings.warning(accept.at, `${network} accepts traffic from itself, which passes no firewall anyway`);
      return [];
    }
    return accept === undefined ? [] : [accept];
  });
}

function readShort(item: Tree, location: KnownLocation, names: Names, findings: Findings): Accept | undefined {
  if (item.kind !== "scalar" || typeof item.value !== "string") {
    if (item.kind !== "poison") {
      findings.error(item.at, "`accept` takes networks, such as EU6::databases or {from: EU6::databases, tcp: [443]}");
    }
    return undefined;
  }
  return named(item.value, item, item.at, "`accept`", "everything", location, names, findings);
}

function readLong(item: Tree, location: KnownLocation, names: Names, findings: Findings): Accept | undefined {
  const part = check(LONG_FORM, item, item.at, findings);
  if (part === undefined) {
    const from = get(item, "from");
    if (from?.kind === "scalar") {
      names.network(String(from.value), location, from.at, "`from`");
    }
    return undefined;
  }
  const { from, tcp = [], udp = [], icmp = false } = part.value;
  const opened = withoutRepeats([...tcp, ...udp]);
  if (opened.length === 0 && !icmp) {
    findings.error(
      item.at,
      `\`accept\` from ${from} opens nothing`,
      `name ports, as in {from: "${from}", tcp: [443]}, or write "${from}" alone to open everything`,
    );
  }
  return named(from, item, part.at("from"), "`from`", { ports: opened, icmp }, location, names, findings);
}

function named(
  written: string,
  item: Tree,
  at: Position,
  where: string,
  traffic: Accept["traffic"],
  location: KnownLocation,
  names: Names,
  findings: Findings,
): Accept | undefined {
  if (written.includes("{{")) {
    findings.error(
      at,
      `${where} holds a token that is not a parameter`,
      "other tokens work in `information`, `cloud-config` and `prepare`",
    );
    return undefined;
  }
  const from = names.network(written, location, at, where);
  return from === undefined ? undefined : { from, traffic, at: placeOf(item, at) };
}
