import type { CST } from "yaml";

/** How deep a token goes, and where its deepest value stands. */
export function depthOf(token: CST.Token): { depth: number; offset: number } {
  let deepest = { depth: 0, offset: 0 };
  const open: [CST.Token, number][] = [[token, 0]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [current, depth] = next;
    if (depth > deepest.depth) {
      deepest = { depth, offset: "offset" in current ? current.offset : 0 };
    }
    if (current.type === "document" && current.value) {
      open.push([current.value, depth + 1]);
    }
    for (const item of "items" in current ? current.items : []) {
      open.push(
        ...[item.key, item.value].flatMap((child): [CST.Token, number][] => (child ? [[child, depth + 1]] : [])),
      );
    }
  }
  return deepest;
}
