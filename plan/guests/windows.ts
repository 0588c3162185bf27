import { guestOf } from "../../platform/images";
import type { Findings } from "../findings/findings";
import type { Node, Text } from "../plan";
import type { TextReader } from "../tokens/text-reader";
import type { Whose } from "../tokens/whose";
import { entryOf, get, itemsOf, type Tree } from "../yaml/tree";

/** What Windows takes for the name of a machine. */
const COMPUTER_NAME = /^(?![0-9]+$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,13}[A-Za-z0-9])?$/;

/** Reads `windows`: the name of a node's machine, and commands that it runs. */
export function readWindows(
  { image }: Pick<Node, "image">,
  said: Tree | undefined,
  whose: Whose,
  texts: TextReader,
  findings: Findings,
): Pick<Node, "windows"> {
  const entry = entryOf(said, "windows");
  const tree = entry?.value;
  const says = get(said, "windows") !== undefined;
  if (entry === undefined || tree === undefined || tree.kind === "poison" || !says) {
    return {};
  }
  if (guestOf(image).family !== "windows") {
    findings.warning(
      entry.key,
      `\`windows\` does nothing on image "${image}"`,
      "cloud-config says what is done on Linux",
    );
    return {};
  }
  if (tree.kind !== "mapping") {
    findings.error(entry.key, "`windows` is not a mapping", "it takes hostname and cmds");
    return {};
  }
  for (const [key, { key: at }] of tree.entries) {
    if (key !== "hostname" && key !== "cmds") {
      findings.error(at, `\`windows\` knows no \`${key}\``, "it takes hostname and cmds");
    }
  }
  const [hostname] = textsOf(get(tree, "hostname"), whose, texts, findings);
  const name = hostname?.parts.join("");
  if (
    hostname !== undefined &&
    (hostname.parts.some((part) => typeof part !== "string") || !COMPUTER_NAME.test(name ?? ""))
  ) {
    findings.error(
      hostname.at,
      "no name of a Windows machine",
      "it takes 1 to 15 letters, digits and inner dashes, not digits alone",
    );
    return {};
  }
  const commands = textsOf(get(tree, "cmds"), whose, texts, findings);
  return { windows: { ...(name === undefined ? {} : { hostname: name }), commands } };
}

function textsOf(tree: Tree | undefined, whose: Whose, texts: TextReader, findings: Findings): readonly Text[] {
  return itemsOf(tree).flatMap((item) => {
    if (item.kind === "scalar" && item.value !== null) {
      return [texts.text({ ...item, value: String(item.value) }, whose)];
    }
    if (item.kind !== "poison") {
      findings.error(
        item.at,
        "a command of `windows` is no text",
        "write it as one line, between quotes where it holds : or #",
      );
    }
    return [];
  });
}
